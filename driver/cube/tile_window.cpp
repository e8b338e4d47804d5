// SPDX-License-Identifier: MIT
// Which pixels of a tile's files a window of a cube shows.

#include "driver/cube/tile_window.h"

#include <algorithm>
#include <cmath>

namespace hlsts
{

namespace
{

/** The pixel of a larger image that the pixel of a smaller one shows. */
int SampleOf(int index, int overview, int full)
{
    const double ratio = static_cast<double>(full) / overview;
    return std::min(full - 1, static_cast<int>(0.5 + index * ratio));
}

/** The part of an axis that a tile has. */
struct AxisPart
{
    /** Index of the first, counted from the window's start. */
    int first = 0;
    std::vector<int> indices{};
};

/** Maps an axis: `start` and `count` are the window's, in pixels of the cube's
 * level. */
AxisPart MapAxis(int start, int count, int cubeSize, int cubeLevelSize,
                 int tileOffset, int tileSize, int tileLevelSize)
{
    AxisPart part;
    const double tileRatio = static_cast<double>(tileSize) / tileLevelSize;
    for (int i = 0; i < count; ++i)
    {
        const int pixel =
            SampleOf(start + i, cubeLevelSize, cubeSize) - tileOffset;
        if (pixel < 0 || pixel >= tileSize)
            continue;
        if (part.indices.empty())
            part.first = i;
        part.indices.push_back(std::min(
            tileLevelSize - 1, static_cast<int>(0.5 + pixel / tileRatio)));
    }
    return part;
}

std::vector<int> SamplesOf(const std::vector<int> &indices, int overview,
                           int full)
{
    std::vector<int> samples;
    samples.reserve(indices.size());
    for (const int index : indices)
        samples.push_back(SampleOf(index, overview, full));
    return samples;
}

}  // namespace

PixelWindow BoundsOf(const PixelPositions &positions)
{
    return {positions.columns.front(), positions.rows.front(),
            positions.columns.back() - positions.columns.front() + 1,
            positions.rows.back() - positions.rows.front() + 1};
}

PixelPositions AtFullResolution(const PixelPositions &positions,
                                const std::vector<PixelSize> &sizes)
{
    PixelPositions samples = positions;
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
        samples = {
            SamplesOf(samples.columns, sizes[i].first, sizes[i + 1].first),
            SamplesOf(samples.rows, sizes[i].second, sizes[i + 1].second)};
    return samples;
}

std::optional<TileWindow> MapWindow(const PixelWindow &window,
                                    PixelSize cubeSize, PixelSize cubeLevelSize,
                                    const TilePlacement &tile)
{
    AxisPart x = MapAxis(window.xOff, window.xSize, cubeSize.first,
                         cubeLevelSize.first, tile.offset.first,
                         tile.sizes.back().first, tile.sizes.front().first);
    AxisPart y = MapAxis(window.yOff, window.ySize, cubeSize.second,
                         cubeLevelSize.second, tile.offset.second,
                         tile.sizes.back().second, tile.sizes.front().second);
    if (x.indices.empty() || y.indices.empty())
        return std::nullopt;
    TileWindow part;
    part.place = {x.first, y.first, static_cast<int>(x.indices.size()),
                  static_cast<int>(y.indices.size())};
    part.positions = {std::move(x.indices), std::move(y.indices)};
    return part;
}

}  // namespace hlsts
