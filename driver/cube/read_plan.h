// SPDX-License-Identifier: MIT
// A hyperslab of (time, y, x) as one read per time step.

#ifndef HLSTS_DRIVER_CUBE_READ_PLAN_H
#define HLSTS_DRIVER_CUBE_READ_PLAN_H

#include "vsi/base/result.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hlsts
{

/** The selected indices of one dimension. A value type. */
struct AxisSelection
{
    /** First index. */
    std::uint64_t start = 0;
    /** Number of indices. */
    std::size_t count = 1;
    /** Distance of two indices; may be negative. Meaningless when count is 1.
     */
    std::int64_t step = 1;
    /** Distance of two values in the caller's buffer, in bytes; may be
     * negative. With 0 all values go to one place, where the last one remains.
     */
    std::ptrdiff_t stride = 0;
};

/** A rectangle of pixels of a file. */
struct PixelWindow
{
    int xOff = 0;
    int yOff = 0;
    int xSize = 0;
    int ySize = 0;
};

/** The read of one time step of an array. */
struct ReadJob
{
    std::size_t timeIndex = 0;
    /** Index of an array of the cube. */
    std::size_t array = 0;
    /** Where the step's first value goes, in bytes from the caller's buffer. */
    std::ptrdiff_t bufferOffset = 0;
};

/** A hyperslab as jobs. A value type. */
struct ReadPlan
{
    /** One per time step, in the order of the buffer; none for a step that a
     * later one would overwrite. */
    std::vector<ReadJob> jobs{};
    /** The selections of y and x that hold for every job. */
    AxisSelection y{};
    AxisSelection x{};
};

/** Plans the read of a hyperslab.
 *
 * @param array the array of all jobs.
 * @param time, y, x the selection of each dimension.
 * @param timeSize, ySize, xSize sizes of the array.
 * @return an error when an index lies outside the array, a count is zero or a
 *   step of zero would repeat an index. All arithmetic is checked.
 */
Result<ReadPlan> PlanHyperslab(std::size_t array, const AxisSelection &time,
                               const AxisSelection &y, const AxisSelection &x,
                               std::uint64_t timeSize, std::uint64_t ySize,
                               std::uint64_t xSize);

/** The smallest window that holds all selected rows and columns. */
PixelWindow BoundsOf(const AxisSelection &y, const AxisSelection &x);

/** A run of rows that is read at once. */
struct RowStrip
{
    /** Index of the first row within the selection (0 .. y.count - 1). */
    std::size_t firstRow = 0;
    std::size_t rowCount = 0;
    /** The pixels that hold these rows and all selected columns. */
    PixelWindow window{};
};

/** Cuts a selection with steps into strips whose windows have at most
 * `maxPixels` pixels (but at least one row), in ascending firstRow. Pure.
 *
 * @param blockSize rows per block. Where the step between two rows is a block
 *   or more (blocks of one row with a step of 1 apart), each row becomes a
 * strip of its own: one window over two rows would read the blocks between
 * them.
 */
std::vector<RowStrip> CutIntoStrips(const AxisSelection &y,
                                    const AxisSelection &x, int blockSize,
                                    std::size_t maxPixels);

/** Whether a selection is a plain run of neighbours in ascending order. */
bool IsContiguous(const AxisSelection &axis);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_READ_PLAN_H
