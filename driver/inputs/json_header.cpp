// SPDX-License-Identifier: MIT
// Whether the first bytes of a file are those of JSON about HLS.

#include "driver/inputs/json_header.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/line_reader.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hlsts
{

namespace
{

constexpr std::string_view kJsonBlanks = " \t\r\n";

std::string_view WithoutBlanks(std::string_view text) noexcept
{
    text.remove_prefix(
        std::min(text.find_first_not_of(kJsonBlanks), text.size()));
    return text;
}

/** The text after a byte order mark and blanks. */
std::string_view FirstToken(std::string_view bytes) noexcept
{
    return WithoutBlanks(WithoutByteOrderMark(bytes));
}

/** Goes through the strings of JSON's first bytes. */
class HeaderReader
{
  public:
    explicit HeaderReader(std::string_view header) noexcept
        : m_rest(FirstToken(header))
    {
    }

    /** Goes to the next string that is a value or a member's name; false where
     * the bytes end, aren't JSON or nest deeper than what is looked for. */
    bool Next() noexcept
    {
        while (!m_rest.empty() && m_rest.front() != '"')
            if (!TakePunctuation())
                return false;
        if (m_rest.empty())
            return false;
        TakeString();
        const std::string_view rest = WithoutBlanks(m_rest);
        m_isName = StartsWith(rest, ":");
        if (m_isName)
        {
            if (m_depth == 0)
                return false;
            m_names[m_depth] = m_text;
            m_rest = WithoutBlanks(rest.substr(1));
        }
        return true;
    }

    /** Number of objects that are open. */
    std::size_t GetDepth() const noexcept
    {
        return m_depth;
    }

    /** The name of the member that is open in the n-th object, from 1. */
    std::string_view GetName(std::size_t n) const noexcept
    {
        return n <= m_depth ? m_names[n] : std::string_view();
    }

    /** The same of the innermost object. */
    std::string_view GetName() const noexcept
    {
        return m_names[m_depth];
    }

    bool IsName() const noexcept
    {
        return m_isName;
    }

    /** Whether the member just named is an object. */
    bool IsNameOfObject() const noexcept
    {
        return m_isName && StartsWith(m_rest, "{");
    }

    std::string_view GetText() const noexcept
    {
        return m_text;
    }

    /** Whether the string ends with the id of an HLS granule or the name of a
     * file of it. */
    bool IsAboutHls() const noexcept
    {
        const bool isWhole =
            m_isClosed || m_text.find('?') != std::string_view::npos;
        return !m_isName && isWhole &&
               LooksLikeAssetName(LastPathComponent(m_text));
    }

  private:
    /** A character between strings; false if JSON has no such one there. */
    bool TakePunctuation() noexcept
    {
        constexpr std::string_view kOthers =
            "[]:, \t\r\n0123456789+-.Etrufalsen";
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        if (c == '{')
        {
            if (m_depth + 1 == m_names.size())
                return false;
            m_names[++m_depth] = {};
            return true;
        }
        if (c == '}')
            return m_depth-- > 0;
        return kOthers.find(c) != std::string_view::npos;
    }

    void TakeString() noexcept
    {
        std::size_t end = 1;
        while (end < m_rest.size() && m_rest[end] != '"')
            end += m_rest[end] == '\\' ? 2 : 1;
        m_isClosed = end < m_rest.size();
        m_text = m_rest.substr(1, end - 1);
        m_rest.remove_prefix(m_isClosed ? end + 1 : m_rest.size());
    }

    std::string_view m_rest{};
    std::string_view m_text{};
    bool m_isName = false;
    bool m_isClosed = false;
    std::size_t m_depth = 0;
    std::array<std::string_view, 12> m_names{};
};

/** What the strings of a header have proved so far. */
class Evidence
{
  public:
    void Add(const HeaderReader &reader) noexcept
    {
        const std::size_t itemDepth = GetItemDepth(reader);
        const bool isOfItem =
            reader.GetDepth() == itemDepth || reader.GetDepth() == 1;
        const std::string_view name = reader.GetName();
        if (reader.IsName())
        {
            m_isStac |=
                isOfItem && (name == "stac_version" || name == "assets");
            m_hasManifest |= reader.GetDepth() == 1 && name == "hlsts" &&
                             reader.IsNameOfObject();
            return;
        }
        if (name == "type")
        {
            m_isFeature |= isOfItem && reader.GetText() == "Feature";
            m_isFeatureCollection |= reader.GetDepth() == 1 &&
                                     reader.GetText() == "FeatureCollection";
        }
        if (!reader.IsAboutHls())
            return;
        const std::string_view member = reader.GetName(itemDepth);
        const std::string_view parent = reader.GetName(reader.GetDepth() - 1);
        m_isHlsItem |=
            (isOfItem && name == "id") ||
            (name == "href" && (member == "assets" || member == "links"));
        m_isCmrOfHls |= (parent == "meta" && name == "native-id") ||
                        (parent == "umm" && name == "GranuleUR") ||
                        (reader.GetName(1) == "feed" && parent == "entry" &&
                         (name == "title" || name == "producer_granule_id"));
    }

    bool IsEnough() const noexcept
    {
        const bool isGeoJson = m_isFeature || m_isFeatureCollection;
        return (isGeoJson && m_isStac && m_isHlsItem) ||
               (m_isFeatureCollection && m_hasManifest) || m_isCmrOfHls;
    }

  private:
    /** How many objects are open in a STAC item's own members. */
    static std::size_t GetItemDepth(const HeaderReader &reader) noexcept
    {
        return reader.GetName(1) == "features" && reader.GetDepth() > 1 ? 2 : 1;
    }

    bool m_isStac = false;
    bool m_isHlsItem = false;
    bool m_isFeature = false;
    bool m_isFeatureCollection = false;
    bool m_hasManifest = false;
    bool m_isCmrOfHls = false;
};

}  // namespace

bool LooksLikeJsonInput(std::string_view header) noexcept
{
    const std::string_view begin = FirstToken(header);
    if (!StartsWith(begin, "{") && !StartsWith(begin, "["))
        return false;
    HeaderReader reader(header);
    Evidence evidence;
    while (reader.Next())
    {
        const bool isElementOfArray = reader.GetDepth() == 0;
        if (isElementOfArray)
            return reader.IsAboutHls();
        evidence.Add(reader);
        if (evidence.IsEnough())
            return true;
    }
    return false;
}

bool BeginsLikeJson(std::string_view bytes) noexcept
{
    constexpr std::string_view kFirstOfElement = "\"{]-0123456789tfn";
    std::string_view text = FirstToken(bytes);
    if (StartsWith(text, "{"))
    {
        text = WithoutBlanks(text.substr(1));
        return text.empty() || text.front() == '"' || text.front() == '}';
    }
    if (!StartsWith(text, "["))
        return false;
    while (StartsWith(text, "["))
        text = WithoutBlanks(text.substr(1));
    return text.empty() ||
           kFirstOfElement.find(text.front()) != std::string_view::npos;
}

}  // namespace hlsts
