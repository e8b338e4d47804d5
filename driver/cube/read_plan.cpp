// SPDX-License-Identifier: MIT
// A hyperslab of (time, y, x) as one read per time step.

#include "driver/cube/read_plan.h"

#include <algorithm>
#include <limits>
#include <string>

namespace hlsts
{

namespace
{

Error OutsideError(const char *dimension, std::uint64_t size)
{
    return Error{std::string("HLSTS: the request leaves dimension ") +
                 dimension + ", which has " + std::to_string(size) +
                 " indices. Correct start, count and step"};
}

/** Checks start + (count - 1) * step without overflowing. */
Status CheckAxis(const char *dimension, const AxisSelection &axis,
                 std::uint64_t size)
{
    if (axis.count == 0 || axis.start >= size)
        return OutsideError(dimension, size);
    if (axis.count == 1)
        return Done{};
    if (axis.step == 0)
        return Error{std::string("HLSTS: step 0 in dimension ") + dimension +
                     " would repeat an index. Use another step"};
    // How far the selection may go from `start` in the direction of the step.
    const std::uint64_t room =
        axis.step > 0 ? size - 1 - axis.start : axis.start;
    const std::uint64_t distance =
        axis.step > 0
            ? static_cast<std::uint64_t>(axis.step)
            : std::uint64_t{0} - static_cast<std::uint64_t>(axis.step);
    if (axis.count - 1 > room / distance)
        return OutsideError(dimension, size);
    return Done{};
}

/** Index of the n-th selected element; the axis has been checked. */
std::int64_t IndexAt(const AxisSelection &axis, std::size_t n)
{
    const auto first = static_cast<std::int64_t>(axis.start);
    return n == 0 ? first : first + static_cast<std::int64_t>(n) * axis.step;
}

/** The lowest index of a run of selected elements, and how many indices the run
 * spans. */
void GetBounds(const AxisSelection &axis, std::size_t first, std::size_t count,
               int &offset, int &size)
{
    const std::int64_t a = IndexAt(axis, first);
    const std::int64_t b = IndexAt(axis, first + count - 1);
    offset = static_cast<int>(std::min(a, b));
    size = static_cast<int>(std::max(a, b) - std::min(a, b) + 1);
}

}  // namespace

PixelWindow BoundsOf(const AxisSelection &y, const AxisSelection &x)
{
    PixelWindow window;
    GetBounds(x, 0, x.count, window.xOff, window.xSize);
    GetBounds(y, 0, y.count, window.yOff, window.ySize);
    return window;
}

Result<ReadPlan> PlanHyperslab(std::size_t array, const AxisSelection &time,
                               const AxisSelection &y, const AxisSelection &x,
                               std::uint64_t timeSize, std::uint64_t ySize,
                               std::uint64_t xSize)
{
    const auto maxInt =
        static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    if (ySize > maxInt || xSize > maxInt)
        return Error{"HLSTS: an image of more than 2^31 - 1 rows or columns "
                     "can't be read. Use a smaller file"};
    for (const auto &status :
         {CheckAxis("time", time, timeSize), CheckAxis("y", y, ySize),
          CheckAxis("x", x, xSize)})
        if (!status)
            return status.GetError();

    ReadPlan plan;
    plan.y = y;
    plan.x = x;
    // Where all time steps go to one place, only the last one is read. Read at
    // the same time they would mix there.
    const std::size_t first = time.stride == 0 ? time.count - 1 : 0;
    plan.jobs.reserve(time.count - first);
    for (std::size_t i = first; i < time.count; ++i)
        plan.jobs.push_back({static_cast<std::size_t>(IndexAt(time, i)), array,
                             static_cast<std::ptrdiff_t>(i) * time.stride});
    return plan;
}

std::vector<RowStrip> CutIntoStrips(const AxisSelection &y,
                                    const AxisSelection &x, int blockSize,
                                    std::size_t maxPixels)
{
    PixelWindow columns;
    GetBounds(x, 0, x.count, columns.xOff, columns.xSize);

    // The step of a single row means nothing and may be any number.
    const std::int64_t step =
        y.count == 1 ? 1 : (y.step < 0 ? -y.step : y.step);
    std::size_t rowsPerStrip = 1;
    if (y.count > 1 && (step == 1 || step < blockSize))
    {
        const std::size_t pixelsPerRow = static_cast<std::size_t>(
            static_cast<std::int64_t>(columns.xSize) * step);
        rowsPerStrip = std::max<std::size_t>(1, maxPixels / pixelsPerRow);
    }

    std::vector<RowStrip> strips;
    for (std::size_t first = 0; first < y.count; first += rowsPerStrip)
    {
        RowStrip strip;
        strip.firstRow = first;
        strip.rowCount = std::min(rowsPerStrip, y.count - first);
        strip.window = columns;
        GetBounds(y, first, strip.rowCount, strip.window.yOff,
                  strip.window.ySize);
        strips.push_back(strip);
    }
    return strips;
}

bool IsContiguous(const AxisSelection &axis)
{
    return axis.count == 1 || axis.step == 1;
}

}  // namespace hlsts
