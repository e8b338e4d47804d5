// SPDX-License-Identifier: MIT
// STAC items and searches: from JSON to links and what is said of scenes.

#include "driver/inputs/stac.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace hlsts
{

namespace
{

Status ReadAssets(const JsonValue &item, FoundGranule &granule)
{
    const JsonValue *const assets = item.Find("assets", JsonKind::Object);
    if (assets == nullptr)
        return Error{granule.place +
                     " of it has no assets, so no links: it is GeoJSON or a "
                     "shortened answer. Save whole STAC items"};
    for (const JsonValue &asset : assets->children)
    {
        const JsonValue *const href = asset.Find("href", JsonKind::Text);
        if (href == nullptr)
            return Error{"the asset \"" + EscapeForMessage(asset.name) +
                         "\" of " + granule.place +
                         " has no href that is a text"};
        granule.links.push_back(href->text);
    }
    return Done{};
}

Status ReadItem(const JsonValue &item, const std::string &place,
                FoundGranules &found)
{
    if (item.FindText("type") != "Feature")
        return Error{place + " of it is no Feature, so no STAC item"};
    FoundGranule granule;
    granule.id = item.FindText("id");
    granule.place = place;
    if (!granule.id.empty())
        granule.place += " (" + EscapeForMessage(granule.id) + ")";
    const Status assets = ReadAssets(item, granule);
    if (!assets)
        return assets;
    if (const JsonValue *properties = item.Find("properties"))
    {
        granule.cloudCover = properties->Find("eo:cloud_cover");
        granule.sensingTime = properties->Find("start_datetime");
        if (granule.sensingTime == nullptr)
            granule.sensingTime = properties->Find("datetime");
        granule.platform = properties->FindText("platform");
    }
    return found.AddGranule(granule);
}

bool HasNextLink(const JsonValue &page)
{
    const JsonValue *const links = page.Find("links", JsonKind::Array);
    return links != nullptr &&
           std::any_of(links->children.begin(), links->children.end(),
                       [](const JsonValue &link)
                       { return link.FindText("rel") == "next"; });
}

/** The number of matches: `numberMatched`, before STAC API 1.0
 * `context.matched`. */
const JsonValue *FindMatched(const JsonValue &page)
{
    if (const JsonValue *number = page.Find("numberMatched", JsonKind::Number))
        return number;
    const JsonValue *const context = page.Find("context");
    return context == nullptr ? nullptr
                              : context->Find("matched", JsonKind::Number);
}

Status ReadItemCollection(const JsonValue &page, FoundGranules &found)
{
    const JsonValue *const features = page.Find("features", JsonKind::Array);
    if (features == nullptr)
        return Error{"it is a FeatureCollection without an array of features"};
    std::size_t number = 0;
    for (const JsonValue &item : features->children)
    {
        const Status read =
            ReadItem(item, "feature " + std::to_string(++number), found);
        if (!read)
            return read;
    }
    PageOfSearch search;
    search.granules = number;
    search.hasNext = HasNextLink(page);
    if (const JsonValue *matched = FindMatched(page))
        search.matched = ToCount(*matched);
    found.AddPage(search);
    return Done{};
}

}  // namespace

bool IsStac(const JsonValue &object)
{
    const std::string_view type = object.FindText("type");
    return type == "Feature" || type == "FeatureCollection" ||
           type == "Collection" || type == "Catalog";
}

Status ReadStac(const JsonValue &object, FoundGranules &found)
{
    const std::string_view type = object.FindText("type");
    if (type == "Feature")
        return ReadItem(object, "the item", found);
    if (type == "FeatureCollection")
        return ReadItemCollection(object, found);
    return Error{"it is a STAC " + std::string(type) +
                 ", which describes scenes but lists none. Search it for "
                 "items and save the answer, an ItemCollection"};
}

}  // namespace hlsts
