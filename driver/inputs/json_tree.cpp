// SPDX-License-Identifier: MIT
// The JSON of an input as a tree of the members that some input needs.

#include "driver/inputs/json_tree.h"

#include "vsi/base/json.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace hlsts
{

namespace
{

/** Where in an answer a value stands, which decides what members of it are
 * kept. The elements of an array stand where the array does. */
enum class Place
{
    Leaf,  ///< No member is kept.
    /** The whole input, a page of a search, or a STAC item. */
    Document,
    Manifest,
    OpenOptions,
    SearchContext,
    ItemProperties,
    Assets,
    Asset,
    Link,
    CmrItem,
    Umm,
    RelatedUrl,
    Attribute,
    TemporalExtent,
    TimeRange,
    Platform,
    Feed,
    FeedEntry
};

struct KeptMember
{
    Place place;
    /** Empty for a member of any name. */
    std::string_view name;
    Place memberPlace;
};

constexpr KeptMember kKeptMembers[] = {
    // STAC
    {Place::Document, "type", Place::Leaf},
    {Place::Document, "id", Place::Leaf},
    {Place::Document, "features", Place::Document},
    {Place::Document, "properties", Place::ItemProperties},
    {Place::Document, "assets", Place::Assets},
    {Place::Document, "links", Place::Link},
    {Place::Document, "numberMatched", Place::Leaf},
    {Place::Document, "context", Place::SearchContext},
    {Place::SearchContext, "matched", Place::Leaf},
    {Place::ItemProperties, "eo:cloud_cover", Place::Leaf},
    {Place::ItemProperties, "datetime", Place::Leaf},
    {Place::ItemProperties, "start_datetime", Place::Leaf},
    {Place::ItemProperties, "platform", Place::Leaf},
    {Place::Assets, "", Place::Asset},
    {Place::Asset, "href", Place::Leaf},
    {Place::Link, "rel", Place::Leaf},
    {Place::Link, "href", Place::Leaf},
    // Manifest
    {Place::Document, "hlsts", Place::Manifest},
    {Place::Manifest, "version", Place::Leaf},
    {Place::Manifest, "open_options", Place::OpenOptions},
    {Place::OpenOptions, "", Place::Leaf},
    // CMR, granules.umm_json; an element of earthaccess' results is such an
    // item, too.
    {Place::Document, "hits", Place::Leaf},
    {Place::Document, "errors", Place::Leaf},
    {Place::Document, "items", Place::CmrItem},
    {Place::Document, "umm", Place::Umm},
    {Place::CmrItem, "umm", Place::Umm},
    {Place::Umm, "GranuleUR", Place::Leaf},
    {Place::Umm, "RelatedUrls", Place::RelatedUrl},
    {Place::Umm, "AdditionalAttributes", Place::Attribute},
    {Place::Umm, "TemporalExtent", Place::TemporalExtent},
    {Place::Umm, "CloudCover", Place::Leaf},
    {Place::Umm, "Platforms", Place::Platform},
    {Place::RelatedUrl, "URL", Place::Leaf},
    {Place::RelatedUrl, "Type", Place::Leaf},
    {Place::Attribute, "Name", Place::Leaf},
    {Place::Attribute, "Values", Place::Leaf},
    {Place::TemporalExtent, "RangeDateTime", Place::TimeRange},
    {Place::TemporalExtent, "SingleDateTime", Place::Leaf},
    {Place::TimeRange, "BeginningDateTime", Place::Leaf},
    {Place::Platform, "ShortName", Place::Leaf},
    // CMR, granules.json
    {Place::Document, "feed", Place::Feed},
    {Place::Feed, "entry", Place::FeedEntry},
    {Place::FeedEntry, "title", Place::Leaf},
    {Place::FeedEntry, "producer_granule_id", Place::Leaf},
    {Place::FeedEntry, "cloud_cover", Place::Leaf},
    {Place::FeedEntry, "time_start", Place::Leaf},
    {Place::FeedEntry, "links", Place::Link},
    {Place::Link, "inherited", Place::Leaf},
};

/** The additional attributes of a granule of CMR that tell of its scene; it has
 * thirty, which would be half of the tree. */
constexpr std::string_view kKeptAttributes[] = {
    "CLOUD_COVERAGE", "SENSING_TIME", "LANDSAT_PRODUCT_ID", "PRODUCT_URI"};

bool IsKeptAttribute(const JsonValue &attribute)
{
    return std::find(std::begin(kKeptAttributes), std::end(kKeptAttributes),
                     attribute.FindText("Name")) != std::end(kKeptAttributes);
}

/** Where a member of what stands at a place stands; nothing if it is left
 * out. */
std::optional<Place> PlaceOfMember(Place place, std::string_view name)
{
    for (const KeptMember &kept : kKeptMembers)
        if (kept.place == place && (kept.name.empty() || kept.name == name))
            return kept.memberPlace;
    return std::nullopt;
}

/** The name that two members of an object have; nullptr if there is none. */
const std::string *FindRepeatedName(const JsonValue &object)
{
    std::vector<const std::string *> names;
    if (object.children.size() < 2)
        return nullptr;
    names.reserve(object.children.size());
    for (const JsonValue &member : object.children)
        names.push_back(&member.name);
    std::sort(names.begin(), names.end(),
              [](const std::string *a, const std::string *b)
              { return *a < *b; });
    const auto repeated = std::adjacent_find(
        names.begin(), names.end(),
        [](const std::string *a, const std::string *b) { return *a == *b; });
    return repeated == names.end() ? nullptr : *repeated;
}

/** Builds the tree from nlohmann's events. Each function returns whether to go
 * on. */
class TreeBuilder final : public Json::json_sax_t
{
  public:
    explicit TreeBuilder(std::string_view bytes) : m_bytes(bytes)
    {
    }

    bool null() override
    {
        return AddScalar(JsonKind::Null) != Added::TooMany;
    }

    bool boolean(bool value) override
    {
        return AddNumber(JsonKind::Boolean, value ? 1 : 0);
    }

    bool number_integer(Json::number_integer_t value) override
    {
        return AddNumber(JsonKind::Number, static_cast<double>(value));
    }

    bool number_unsigned(Json::number_unsigned_t value) override
    {
        return AddNumber(JsonKind::Number, static_cast<double>(value));
    }

    bool number_float(Json::number_float_t value, const std::string &) override
    {
        return AddNumber(JsonKind::Number, value);
    }

    bool string(std::string &value) override
    {
        const Added added = AddScalar(JsonKind::Text);
        if (added == Added::Yes)
            m_last->text = value;
        return added != Added::TooMany;
    }

    bool binary(Json::binary_t &) override
    {
        return false;
    }

    bool start_object(std::size_t) override
    {
        return Start(JsonKind::Object);
    }

    bool start_array(std::size_t) override
    {
        return Start(JsonKind::Array);
    }

    bool end_array() override
    {
        return End();
    }

    bool end_object() override
    {
        if (m_isSkipping)
            return End();
        const Open object = m_open.back();
        if (const std::string *name = FindRepeatedName(*object.json))
            return Fail("an object of it has the member \"" +
                        EscapeForMessage(*name) +
                        "\" twice, and only one can be meant");
        End();
        if (object.place == Place::Attribute && !IsKeptAttribute(*object.json))
        {
            m_open.back().json->children.pop_back();
            m_count = object.countBefore;
        }
        return true;
    }

    bool key(std::string &name) override
    {
        if (m_isSkipping)
            return true;
        const auto place = PlaceOfMember(m_open.back().place, name);
        m_isSkipping = !place;
        m_skippedDepth = m_depth;
        m_place = place.value_or(Place::Leaf);
        if (place)
            m_name = name;
        return true;
    }

    bool parse_error(std::size_t position, const std::string &,
                     const nlohmann::detail::exception &error) override
    {
        constexpr int kNumberOverflow = 406;
        const std::string where = DescribePosition(position);
        if (error.id == kNumberOverflow)
            return Fail("a number in it is too large, at " + where);
        if (position > m_bytes.size())
            return Fail("its JSON ends too early, at " + where +
                        ". Save or download it again");
        return Fail("it is not valid JSON: see " + where);
    }

    // The result.

    JsonValue TakeTree()
    {
        return std::move(m_root);
    }

    const std::string &GetFailure() const
    {
        return m_failure;
    }

  private:
    /** An array or object that has not ended. */
    struct Open
    {
        /** Stays where it is: an array or object whose child is open gets no
         * other child. */
        JsonValue *json;
        Place place;
        /** How many values there were before it. */
        std::size_t countBefore;
    };

    bool Fail(std::string why)
    {
        m_failure = std::move(why);
        return false;
    }

    enum class Added
    {
        Yes,
        LeftOut,
        TooMany
    };

    bool AddNumber(JsonKind kind, double number)
    {
        const Added added = AddScalar(kind);
        if (added == Added::Yes)
            m_last->number = number;
        return added != Added::TooMany;
    }

    Added AddScalar(JsonKind kind)
    {
        if (!m_isSkipping)
            return Add(kind) ? Added::Yes : Added::TooMany;
        // What is left out ends with it, if it is this scalar.
        m_isSkipping = m_depth != m_skippedDepth;
        return Added::LeftOut;
    }

    /** Puts a value where it belongs, as m_last; false if there are too
     * many. */
    bool Add(JsonKind kind)
    {
        if (++m_count > kMaxJsonValues)
            return Fail("it has more than the limit of " +
                        std::to_string(kMaxJsonValues) +
                        " values; split it into several files");
        if (m_open.empty())
            m_last = &m_root;
        else
        {
            JsonValue &parent = *m_open.back().json;
            m_last = &parent.children.emplace_back();
            if (parent.Is(JsonKind::Object))
                m_last->name = m_name;
        }
        m_last->kind = kind;
        return true;
    }

    bool Start(JsonKind kind)
    {
        if (++m_depth > kMaxJsonDepth)
            return Fail("it nests deeper than the limit of " +
                        std::to_string(kMaxJsonDepth) + " levels");
        if (m_isSkipping)
            return true;
        const bool isElement =
            !m_open.empty() && m_open.back().json->Is(JsonKind::Array);
        const Place place = isElement ? m_open.back().place : m_place;
        if (!Add(kind))
            return false;
        m_open.push_back({m_last, place, m_count - 1});
        return true;
    }

    bool End()
    {
        --m_depth;
        if (m_isSkipping)
            m_isSkipping = m_depth != m_skippedDepth;
        else
            m_open.pop_back();
        return true;
    }

    std::string DescribePosition(std::size_t position) const
    {
        const std::string_view before =
            m_bytes.substr(0, position > 0 ? position - 1 : 0);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const auto lineFeed = before.rfind('\n');
        const std::size_t begin =
            lineFeed == std::string_view::npos ? 0 : lineFeed + 1;
        return "line " + std::to_string(line) + ", column " +
               std::to_string(before.size() - begin + 1);
    }

    std::string_view m_bytes{};
    JsonValue m_root{};
    std::vector<Open> m_open{};
    /** The value that was added last. */
    JsonValue *m_last = nullptr;
    std::string m_failure{};
    /** The values of the tree. */
    std::size_t m_count = 0;
    /** Of what is kept and what is skipped. */
    int m_depth = 0;
    /** Whether a value is left out, and the depth at which it stands. */
    bool m_isSkipping = false;
    int m_skippedDepth = 0;
    /** Name and place of the member that comes next. */
    std::string m_name{};
    Place m_place = Place::Document;
};

}  // namespace

const char *JsonKindName(JsonKind kind)
{
    switch (kind)
    {
        case JsonKind::Null:
            return "null";
        case JsonKind::Boolean:
            return "true or false";
        case JsonKind::Number:
            return "a number";
        case JsonKind::Text:
            return "a text";
        case JsonKind::Array:
            return "an array";
        case JsonKind::Object:
            return "an object";
    }
    return "";
}

const JsonValue *JsonValue::Find(std::string_view memberName) const
{
    if (!Is(JsonKind::Object))
        return nullptr;
    for (const JsonValue &member : children)
        if (member.name == memberName)
            return member.Is(JsonKind::Null) ? nullptr : &member;
    return nullptr;
}

const JsonValue *JsonValue::Find(std::string_view memberName,
                                 JsonKind ofKind) const
{
    const JsonValue *const member = Find(memberName);
    return member != nullptr && member->Is(ofKind) ? member : nullptr;
}

std::string_view JsonValue::FindText(std::string_view memberName) const
{
    const JsonValue *const member = Find(memberName, JsonKind::Text);
    return member == nullptr ? std::string_view() : member->text;
}

std::optional<std::int64_t> ToCount(const JsonValue &json)
{
    constexpr double kLargest = 1e12;
    if (!json.Is(JsonKind::Number) || !(json.number >= 0) ||
        json.number > kLargest)
        return std::nullopt;
    return static_cast<std::int64_t>(json.number);
}

std::string FormatJsonNumber(double number)
{
    constexpr double kLargestWhole = 9007199254740992.0;
    if (std::abs(number) <= kLargestWhole && std::trunc(number) == number)
        return std::to_string(static_cast<std::int64_t>(number));
    return Json(number).dump();
}

Result<JsonValue> ParseJsonTree(std::string_view bytes)
{
    TreeBuilder builder(bytes);
    if (!Json::sax_parse(bytes.begin(), bytes.end(), &builder))
        return Error{builder.GetFailure()};
    return builder.TakeTree();
}

}  // namespace hlsts
