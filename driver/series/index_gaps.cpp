// SPDX-License-Identifier: MIT
// Where files of a vegetation index hide that it could be computed.

#include "driver/series/index_gaps.h"

#include "driver/hls/vegetation_index.h"

#include <algorithm>

namespace hlsts
{

namespace
{

/** The bands of which a granule has files. */
std::vector<const Band *> BandsOf(const TileSeries &tile,
                                  const Granule &granule)
{
    std::vector<const Band *> bands;
    for (std::size_t i = 0; i < tile.bands.size(); ++i)
        if (!granule.assets[i].path.empty())
            bands.push_back(tile.bands[i]);
    return bands;
}

}  // namespace

std::vector<std::string>
DescribeIndexGaps(const Collection &collection,
                  const std::vector<const TileSeries *> &tiles,
                  const Band *onlyArray)
{
    std::vector<std::string> warnings;
    for (const Band *array : collection.GetArrays())
    {
        if (!array->isVegetationIndex || (onlyArray && array != onlyArray))
            continue;
        std::size_t files = 0;
        std::size_t gaps = 0;
        for (const TileSeries *tile : tiles)
            for (const Granule &granule : tile->granules)
            {
                const auto bands = BandsOf(*tile, granule);
                if (std::find(bands.begin(), bands.end(), array) != bands.end())
                    ++files;
                else if (CanCompute(*array, bands))
                    ++gaps;
            }
        if (files > 0 && gaps > 0)
            warnings.push_back(
                "HLSTS: " + collection.GetLabel() + " has files of " +
                array->name + " for " + std::to_string(files) +
                " granules, so " + array->name + " has no pixels of " +
                std::to_string(gaps) +
                " others that have its reflectances. Leave the files of HLS-VI "
                "out of the list to have it computed for all");
    }
    return warnings;
}

}  // namespace hlsts
