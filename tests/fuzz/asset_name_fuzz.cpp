// SPDX-License-Identifier: MIT
// Names of files, and the grids of their tiles.

#include "driver/hls/asset_name.h"
#include "driver/hls/fmask_name.h"
#include "driver/hls/grid.h"
#include "driver/hls/product.h"
#include "tests/fuzz/fuzz.h"

namespace
{

using namespace hlsts;

void CheckTile(std::string_view tile)
{
    CentreLongitude(tile);
    for (const auto zones : {SouthernZones::Northern, SouthernZones::Southern})
    {
        const auto grid = GridOfTile(tile, zones);
        if (!grid)
        {
            RequireMessage(grid.GetError().message);
            continue;
        }
        Require(grid->epsg > 32600 && grid->epsg <= 32760 &&
                    grid->originX >= 99960 && grid->originX <= 800040,
                "a tile lies in a zone", DescribeGrid(*grid));
        Require(IsSameGrid(*JoinGrids({*grid, *grid}), *grid),
                "a grid joined with itself stays", DescribeGrid(*grid));
    }
}

void CheckName(std::string_view name)
{
    const auto asset = ParseAssetName(name);
    if (!asset)
        return RequireMessage(asset.GetError().message);
    Require(LooksLikeAssetName(name), "a name of HLS looks like one", name);
    Require(StartsWith(name, asset->granuleId + "." + asset->productBand),
            "granule and band are in the name", name);
    const auto fmask = FmaskPathOf(name);
    Require(fmask && ParseAssetName(LastPathComponent(*fmask)),
            "the name of an Fmask is one of HLS", name);
    CheckTile(asset->tile);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view text = TextOf(data, size);
    CheckName(text);
    CheckName(LastPathComponent(text));
    CheckTile(text);
    ParseNameTile(text);
    ParseNameDay(text);
    FmaskPathOf(text);
    return 0;
}
