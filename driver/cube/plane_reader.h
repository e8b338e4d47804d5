// SPDX-License-Identifier: MIT
// Pixels of one file at any positions, reading no block that nobody wants.

#ifndef HLSTS_DRIVER_CUBE_PLANE_READER_H
#define HLSTS_DRIVER_CUBE_PLANE_READER_H

#include "driver/cube/pixel_transfer.h"
#include "driver/cube/tile_window.h"
#include "driver/files/source.h"

#include "gdal.h"

#include <cstddef>
#include <vector>

namespace hlsts
{

/** Which of some pixels are wanted: one byte a pixel, row by row, 0 for those
 * that are not. Empty: all of them. */
using WantedPixels = std::vector<GByte>;

/** What was read of a file. A value type. */
struct PlanePixels
{
    /** A value for each position, row by row, in the type that was asked for.
     * Where a pixel isn't wanted, its value may be any. */
    std::vector<GByte> values{};
    /** How many blocks hold some of the positions but no wanted pixel, and have
     * not been read. */
    std::size_t blocksSkipped = 0;
};

/** Reads pixels of a file.
 *
 * @param source an open file, used by this thread alone.
 * @param sizes the resolution that the positions are pixels of, the larger
 *   ones, and full resolution (TilePlacement). A file that lacks the overview
 *   is read at full resolution, where the overview's pixels are taken from.
 * @param wanted one byte for each position, or none.
 * @param type the type of the values.
 * @return whether all was read; if not, GDAL has reported why.
 */
bool ReadPlane(const Source &source, const std::vector<PixelSize> &sizes,
               const PixelPositions &positions, const WantedPixels &wanted,
               GDALDataType type, const TransferMonitor &monitor,
               PlanePixels &pixels);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_PLANE_READER_H
