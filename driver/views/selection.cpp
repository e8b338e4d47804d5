// SPDX-License-Identifier: MIT
// The part of a collection that a connection string names.

#include "driver/views/selection.h"

#include <algorithm>

namespace hlsts
{

Result<Selection> SelectParts(const Collection &collection,
                              const std::vector<std::string> &parts)
{
    Selection selection;
    std::string bandName;
    for (const auto &part : parts)
    {
        const TileSeries *series = collection.FindTile(part);
        if (&part == &parts.front() && series)
            selection.tiles = {series};
        else if (&part == &parts.back())
            bandName = part;
        else
            return Error{"HLSTS: " + collection.GetLabel() + " has no tile " +
                         part + ". gdalinfo of the list shows its tiles"};
    }
    if (selection.tiles.empty())
        for (const TileSeries &series : collection.GetTiles())
            selection.tiles.push_back(&series);
    if (bandName.empty())
        return selection;

    const auto band = collection.FindBand(selection.tiles, bandName);
    if (!band)
        return band.GetError();
    selection.band = *band;
    std::vector<const TileSeries *> tilesWithBand;
    for (const TileSeries *series : selection.tiles)
        if (std::find(series->bands.begin(), series->bands.end(),
                      selection.band) != series->bands.end())
            tilesWithBand.push_back(series);
    selection.tiles = tilesWithBand;
    return selection;
}

}  // namespace hlsts
