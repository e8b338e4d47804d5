// SPDX-License-Identifier: MIT
// What reading a cube costs: expected before, counted after.

#include "driver/cube/cost.h"

#include "driver/cube/read_options.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/text.h"

#include "cpl_string.h"
#include "cpl_vsi.h"

#include <cstdlib>

namespace hlsts
{

namespace
{

std::uint64_t BytesOf(const CubeArray &band, const Grid &grid)
{
    constexpr std::uint64_t kFmaskBytes = 2200000;
    if (std::string_view(band.band->name) == "fmask")
        return kFmaskBytes;
    return static_cast<std::uint64_t>(grid.width) *
           static_cast<std::uint64_t>(grid.height) *
           static_cast<std::uint64_t>(GDALGetDataTypeSizeBytes(band.dataType));
}

std::uint64_t RequestsOf(const CubeArray &band, const Grid &grid)
{
    const int rows = band.blockSize.second;
    return 1 + static_cast<std::uint64_t>((grid.height + rows - 1) / rows);
}

}  // namespace

ExpectedCost ExpectCost(const Cube &cube)
{
    ExpectedCost cost;
    for (const Granule &granule : cube.GetSeries().granules)
    {
        const Grid &grid = cube.GetTileGrid(granule.tile);
        ++cost.granules;
        for (std::size_t i = 0; i < granule.assets.size(); ++i)
        {
            if (granule.assets[i].path.empty())
                continue;
            const CubeArray &band = cube.GetFileBands()[i];
            ++cost.files;
            cost.requests += RequestsOf(band, grid);
            cost.bytes += BytesOf(band, grid);
        }
    }
    return cost;
}

std::uint64_t CountCredentialFetches(const Cube &cube)
{
    for (const Granule &granule : cube.GetSeries().granules)
        for (const Asset &asset : granule.assets)
        {
            if (!StartsWith(asset.path, "/vsiearthdata/"))
                continue;
            const ConfigScope scope(ReadingOptions(cube));
            const ErrorCapture capture;
            const CPLStringList items(
                VSIGetFileMetadata(asset.path.c_str(), "EARTHDATA", nullptr));
            const char *fetches = items.FetchNameValueDef("FETCHES", "0");
            return std::strtoull(fetches, nullptr, 10);
        }
    return 0;
}

}  // namespace hlsts
