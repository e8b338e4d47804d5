// SPDX-License-Identifier: MIT
// Which pixels of a tile's files a window of a cube shows.

#ifndef HLSTS_DRIVER_CUBE_TILE_WINDOW_H
#define HLSTS_DRIVER_CUBE_TILE_WINDOW_H

#include "driver/cube/read_plan.h"
#include "driver/files/source.h"

#include <optional>
#include <utility>
#include <vector>

namespace hlsts
{

/** Pixels of an image: all that lie in one of the columns and one of the rows.
 * Both ascend; an index may repeat where an image is magnified. A value type.
 */
struct PixelPositions
{
    std::vector<int> columns{};
    std::vector<int> rows{};
};

/** The smallest window that holds all positions, of which there is at least
 * one. Pure. */
PixelWindow BoundsOf(const PixelPositions &positions);

/** The pixels at full resolution that pixels of an overview show.
 *
 * NASA's overviews are made one from another by GDAL's nearest neighbour: pixel
 * i is pixel floor(0.5 + i * larger / smaller) of the next larger one. (All
 * pixels of six of NASA's files agree.) Pure.
 *
 * @param sizes of the overview, of the larger ones by ascending size, and of
 *   full resolution. */
PixelPositions AtFullResolution(const PixelPositions &positions,
                                const std::vector<PixelSize> &sizes);

/** Where a tile lies in a cube, and in what resolution its files are read. A
 * value type. */
struct TilePlacement
{
    /** First column and row of the tile, at full resolution. */
    std::pair<int, int> offset{};
    /** The tile's sizes: at the level that is read, at the larger ones, and at
     * full resolution. */
    std::vector<PixelSize> sizes{};
};

/** The part of a window that lies in a tile. A value type. */
struct TileWindow
{
    /** The part, counted from the window's first pixel. */
    PixelWindow place{};
    /** For each of its columns and rows the pixel of the tile's level. */
    PixelPositions positions{};
};

/** Finds the part of a window that a tile has.
 *
 * At full resolution, and where the tile's offset is a multiple of the level's
 * factor, pixels are those of the tile. Otherwise the tile's overview lies
 * between the pixels of the cube's, and the nearest of its pixels is taken.
 * Pure.
 *
 * @param window in pixels of the cube's level.
 * @param cubeSize, cubeLevelSize the cube's size at full resolution and at the
 *   level.
 * @return nothing where the tile lies outside the window. */
std::optional<TileWindow> MapWindow(const PixelWindow &window,
                                    PixelSize cubeSize, PixelSize cubeLevelSize,
                                    const TilePlacement &tile);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_TILE_WINDOW_H
