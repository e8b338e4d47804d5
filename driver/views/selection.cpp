// SPDX-License-Identifier: MIT
// The part of a collection that a connection string names.

#include "driver/views/selection.h"

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

    Error firstError;
    std::vector<const TileSeries *> tilesWithBand;
    for (const TileSeries *series : selection.tiles)
    {
        const auto band = collection.FindBand(*series, bandName);
        if (!band)
        {
            if (firstError.message.empty())
                firstError = band.GetError();
            continue;
        }
        selection.band = *band;
        tilesWithBand.push_back(series);
    }
    if (tilesWithBand.empty())
        return firstError;
    selection.tiles = tilesWithBand;
    return selection;
}

}  // namespace hlsts
