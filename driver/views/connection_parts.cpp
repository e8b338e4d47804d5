// SPDX-License-Identifier: MIT
// How connection strings that a view hands out name tiles.

#include "driver/views/connection_parts.h"

#include "vsi/base/text.h"

#include <algorithm>

namespace hlsts
{

bool IsSeriesNamed(const Collection &collection, const Selection &selection,
                   const std::vector<TimeSeries> &all,
                   const ViewOptions &options)
{
    return options.areTilesChosen || all.size() > 1 ||
           selection.tiles.size() < collection.GetTiles().size();
}

std::vector<std::string> PartsOf(const TimeSeries &series, bool isNamed)
{
    if (!isNamed)
        return {};
    return {JoinTexts(series.tiles, ",")};
}

std::string DescribeTiles(const TimeSeries &series)
{
    std::string text = series.tiles.size() == 1 ? "tile " : "tiles ";
    constexpr std::size_t kMost = 4;
    for (std::size_t i = 0; i < std::min(kMost, series.tiles.size()); ++i)
        text += (i == 0 ? "" : ", ") + series.tiles[i];
    if (series.tiles.size() > kMost)
        text += " and " + std::to_string(series.tiles.size() - kMost) + " more";
    return text;
}

}  // namespace hlsts
