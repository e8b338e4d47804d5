// SPDX-License-Identifier: MIT
// The part of a collection that a connection string names.

#include "driver/views/selection.h"

#include "driver/hls/grid.h"
#include "driver/series/filter.h"
#include "driver/series/time_series.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include "cpl_string.h"

#include <algorithm>

namespace hlsts
{

namespace
{

/** The tiles that a part names by their ids or by their zone; none where it
 * names something else. */
std::vector<const TileSeries *> FindTiles(const Collection &collection,
                                          const std::string &part)
{
    std::vector<const TileSeries *> tiles;
    for (const TileSeries &tile : collection.GetTiles())
        if (EqualsIgnoringCase(part, ZoneName(tile.tile, tile.southernZones)))
            tiles.push_back(&tile);
    if (!tiles.empty())
        return tiles;
    const CPLStringList ids(CSLTokenizeString2(part.c_str(), ",", 0));
    for (int i = 0; i < ids.size(); ++i)
    {
        const TileSeries *tile = collection.FindTile(ids[i]);
        if (!tile)
            return {};
        if (std::find(tiles.begin(), tiles.end(), tile) == tiles.end())
            tiles.push_back(tile);
    }
    return tiles;
}

}  // namespace

Result<Selection> SelectParts(const Collection &collection,
                              const std::vector<std::string> &parts)
{
    Selection selection;
    std::string arrayName;
    for (const auto &part : parts)
    {
        if (&part == &parts.front())
            selection.tiles = FindTiles(collection, part);
        const bool isTiles =
            &part == &parts.front() && !selection.tiles.empty();
        if (isTiles)
            continue;
        if (&part != &parts.back() || GridOfTile(TileId(part)))
            return Error{"HLSTS: " + collection.GetLabel() + " has no tile " +
                         EscapeForMessage(part) +
                         ". gdalinfo of the list shows its tiles"};
        if (ParseIsoTime(part))
            selection.time = part;
        else
            arrayName = part;
    }
    if (selection.tiles.empty())
        for (const TileSeries &tile : collection.GetTiles())
            selection.tiles.push_back(&tile);
    if (arrayName.empty())
        return selection;
    const auto array = collection.FindBand(selection.tiles, arrayName);
    if (!array)
        return array.GetError();
    selection.array = *array;
    return selection;
}

}  // namespace hlsts
