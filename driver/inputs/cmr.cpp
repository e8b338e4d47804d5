// SPDX-License-Identifier: MIT
// Answers of CMR, NASA's catalogue: from JSON to links and what is said of
// scenes.

#include "driver/inputs/cmr.h"

#include "driver/hls/asset_name.h"
#include "vsi/base/text.h"

#include <map>
#include <string_view>

namespace hlsts
{

namespace
{

std::string PlaceOf(const std::string &place, std::string_view id)
{
    return id.empty() ? place : place + " (" + EscapeForMessage(id) + ")";
}

/** The links of a granule, one for each file's name. */
class FileLinks
{
  public:
    void Add(std::string_view link)
    {
        const std::string_view name = LastPathComponent(link);
        const auto [known, isNew] = m_indexes.emplace(name, m_links.size());
        if (isNew)
            m_links.push_back(link);
        else if (IsDirect(link) && !IsDirect(m_links[known->second]))
            m_links[known->second] = link;
    }

    std::vector<std::string_view> Take()
    {
        return std::move(m_links);
    }

  private:
    static bool IsDirect(std::string_view link)
    {
        return StartsWith(link, "s3://");
    }

    std::vector<std::string_view> m_links{};
    std::map<std::string_view, std::size_t> m_indexes{};
};

Error NotAText(const std::string &what, const std::string &place)
{
    return Error{what + " of " + place + " is no text"};
}

// granules.umm_json

Result<std::vector<std::string_view>> ReadRelatedUrls(const JsonValue &umm,
                                                      const std::string &place)
{
    FileLinks links;
    const JsonValue *const urls = umm.Find("RelatedUrls", JsonKind::Array);
    if (urls == nullptr)
        return Error{place + " of it has no RelatedUrls, so no links"};
    for (const JsonValue &url : urls->children)
    {
        const std::string_view type = url.FindText("Type");
        if (type != "GET DATA" && type != "GET DATA VIA DIRECT ACCESS")
            continue;
        const JsonValue *const link = url.Find("URL", JsonKind::Text);
        if (link == nullptr)
            return NotAText("a URL", place);
        links.Add(link->text);
    }
    return links.Take();
}

/** The first value of an additional attribute; nullptr if there is none. */
const JsonValue *FindAttribute(const JsonValue &umm, std::string_view name)
{
    const JsonValue *const attributes =
        umm.Find("AdditionalAttributes", JsonKind::Array);
    if (attributes == nullptr)
        return nullptr;
    for (const JsonValue &attribute : attributes->children)
        if (attribute.FindText("Name") == name)
        {
            const JsonValue *const values =
                attribute.Find("Values", JsonKind::Array);
            return values == nullptr || values->children.empty()
                       ? nullptr
                       : &values->children.front();
        }
    return nullptr;
}

const JsonValue *FindCloudCover(const JsonValue &umm)
{
    const JsonValue *const attribute = FindAttribute(umm, "CLOUD_COVERAGE");
    return attribute != nullptr ? attribute : umm.Find("CloudCover");
}

const JsonValue *FindSensingTime(const JsonValue &umm)
{
    if (const JsonValue *extent = umm.Find("TemporalExtent"))
    {
        if (const JsonValue *range = extent->Find("RangeDateTime"))
            if (const JsonValue *begin = range->Find("BeginningDateTime"))
                return begin;
        if (const JsonValue *single = extent->Find("SingleDateTime"))
            return single;
    }
    return FindAttribute(umm, "SENSING_TIME");
}

/** The satellite, in STAC's spelling, by the id of the scene that the granule
 * was made of; where that isn't told, the platform as CMR has it. */
std::string_view FindPlatform(const JsonValue &umm)
{
    struct Satellite
    {
        std::string_view idBegin;
        std::string_view name;
    };

    constexpr Satellite kSatellites[] = {
        {"LC08_", "landsat-8"},  {"LC09_", "landsat-9"},
        {"S2A_", "sentinel-2a"}, {"S2B_", "sentinel-2b"},
        {"S2C_", "sentinel-2c"}, {"S2D_", "sentinel-2d"},
    };
    for (const char *const attribute : {"LANDSAT_PRODUCT_ID", "PRODUCT_URI"})
        if (const JsonValue *sceneId = FindAttribute(umm, attribute))
            for (const Satellite &satellite : kSatellites)
                if (StartsWith(sceneId->text, satellite.idBegin))
                    return satellite.name;
    const JsonValue *const platforms = umm.Find("Platforms", JsonKind::Array);
    return platforms == nullptr || platforms->children.size() != 1
               ? std::string_view()
               : platforms->children.front().FindText("ShortName");
}

Status ReadUmmGranule(const JsonValue &item, const std::string &place,
                      FoundGranules &found)
{
    const JsonValue *const umm = item.Find("umm", JsonKind::Object);
    if (umm == nullptr)
        return Error{place + " of it has no object \"umm\": it is not a "
                             "granule of CMR's granules.umm_json"};
    FoundGranule granule;
    granule.id = umm->FindText("GranuleUR");
    granule.place = PlaceOf(place, granule.id);
    auto links = ReadRelatedUrls(*umm, granule.place);
    if (!links)
        return links.GetError();
    granule.links = std::move(*links);
    granule.cloudCover = FindCloudCover(*umm);
    granule.sensingTime = FindSensingTime(*umm);
    granule.platform = FindPlatform(*umm);
    return found.AddGranule(granule);
}

Status ReadUmmAnswer(const JsonValue &answer, FoundGranules &found)
{
    PageOfSearch page;
    for (const JsonValue &item : answer.Find("items")->children)
    {
        const Status read = ReadUmmGranule(
            item, "item " + std::to_string(++page.granules), found);
        if (!read)
            return read;
    }
    if (const JsonValue *hits = answer.Find("hits"))
        page.matched = ToCount(*hits);
    found.AddPage(page);
    return Done{};
}

// granules.json

/** Whether a link of an entry leads to data: its relation ends in data# or s3#,
 * and it is the granule's own. */
bool LeadsToData(const JsonValue &link)
{
    const std::string_view relation = link.FindText("rel");
    const JsonValue *const inherited =
        link.Find("inherited", JsonKind::Boolean);
    const bool isInherited = inherited != nullptr && inherited->number != 0;
    return !isInherited &&
           (EndsWith(relation, "/data#") || EndsWith(relation, "/s3#"));
}

Status ReadEntry(const JsonValue &entry, const std::string &place,
                 FoundGranules &found)
{
    FoundGranule granule;
    granule.id = entry.FindText("producer_granule_id");
    if (granule.id.empty())
        granule.id = entry.FindText("title");
    granule.place = PlaceOf(place, granule.id);
    const JsonValue *const links = entry.Find("links", JsonKind::Array);
    if (links == nullptr)
        return Error{granule.place + " of it has no links"};
    FileLinks files;
    for (const JsonValue &link : links->children)
    {
        if (!LeadsToData(link))
            continue;
        const JsonValue *const href = link.Find("href", JsonKind::Text);
        if (href == nullptr)
            return NotAText("the href of a link", granule.place);
        files.Add(href->text);
    }
    granule.links = files.Take();
    granule.cloudCover = entry.Find("cloud_cover");
    granule.sensingTime = entry.Find("time_start");
    return found.AddGranule(granule);
}

Status ReadFeed(const JsonValue &feed, FoundGranules &found)
{
    const JsonValue *const entries = feed.Find("entry", JsonKind::Array);
    if (entries == nullptr)
        return Error{"its \"feed\" has no array \"entry\": it is not an "
                     "answer of CMR's granules.json"};
    std::size_t number = 0;
    for (const JsonValue &entry : entries->children)
    {
        const Status read =
            ReadEntry(entry, "entry " + std::to_string(++number), found);
        if (!read)
            return read;
    }
    return Done{};
}

Error ServerError(const JsonValue &errors)
{
    std::string message = "it is no answer but an error of the server";
    if (errors.Is(JsonKind::Array) && !errors.children.empty())
    {
        std::string_view text = errors.children.front().text;
        while (EndsWith(text, "."))
            text.remove_suffix(1);
        if (!text.empty())
            message += ": " + EscapeForMessage(text);
    }
    return Error{message + ". Repeat the search and save its answer"};
}

}  // namespace

bool IsCmr(const JsonValue &object)
{
    return object.Find("items", JsonKind::Array) != nullptr ||
           object.Find("feed", JsonKind::Object) != nullptr ||
           object.Find("umm") != nullptr || object.Find("errors") != nullptr;
}

Status ReadCmr(const JsonValue &object, const std::string &place,
               FoundGranules &found)
{
    if (const JsonValue *errors = object.Find("errors"))
        return ServerError(*errors);
    if (object.Find("umm") != nullptr)
        return ReadUmmGranule(object, place, found);
    if (object.Find("items", JsonKind::Array) != nullptr)
        return ReadUmmAnswer(object, found);
    return ReadFeed(*object.Find("feed"), found);
}

}  // namespace hlsts
