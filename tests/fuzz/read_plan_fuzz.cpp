// SPDX-License-Identifier: MIT
// The arithmetic of reads: hyperslabs, strips of rows, windows of tiles.

#include "driver/cube/read_plan.h"
#include "driver/cube/tile_window.h"
#include "tests/fuzz/fuzz.h"

namespace
{

using namespace hlsts;

/** The most indices of a time axis, and the largest image, that a plan is made
 * for here: both take time in proportion. */
constexpr std::uint64_t kMostSteps = 1000;
constexpr int kMostPixels = 4000;

/** Any number; one of the first bytes chooses a small one mostly. */
std::int64_t TakeNumber(InputReader &reader)
{
    switch (reader.Take<std::uint8_t>() % 4)
    {
        case 0:
            return reader.Take<std::int64_t>();
        case 1:
            return reader.Take<std::int16_t>();
        default:
            return reader.Take<std::int8_t>();
    }
}

AxisSelection TakeAxis(InputReader &reader)
{
    AxisSelection axis;
    axis.start = static_cast<std::uint64_t>(TakeNumber(reader));
    axis.count = static_cast<std::size_t>(TakeNumber(reader));
    axis.step = TakeNumber(reader);
    // A buffer fits into memory, so its distances don't overflow.
    axis.stride = reader.Take<std::int32_t>();
    return axis;
}

void CheckStrips(const ReadPlan &plan, InputReader &reader)
{
    const PixelWindow bounds = BoundsOf(plan.y, plan.x);
    const auto maxPixels = reader.TakeWithin<std::size_t>(1, 1 << 24);
    const int blockSize = reader.TakeWithin(1, 512);
    std::size_t next = 0;
    for (const RowStrip &strip :
         CutIntoStrips(plan.y, plan.x, blockSize, maxPixels))
    {
        Require(strip.firstRow == next && strip.rowCount > 0,
                "strips follow each other");
        next += strip.rowCount;
        const PixelWindow &window = strip.window;
        Require(window.xOff == bounds.xOff && window.xSize == bounds.xSize &&
                    window.yOff >= bounds.yOff &&
                    window.yOff + std::int64_t{window.ySize} <=
                        bounds.yOff + std::int64_t{bounds.ySize},
                "a strip lies in the bounds");
        Require(strip.rowCount == 1 ||
                    static_cast<std::uint64_t>(window.xSize) *
                            static_cast<std::uint64_t>(window.ySize) <=
                        maxPixels,
                "a strip isn't too large");
    }
    Require(next == plan.y.count, "strips hold every row");
}

void CheckPlan(InputReader &reader)
{
    const AxisSelection time = TakeAxis(reader);
    const AxisSelection y = TakeAxis(reader);
    const AxisSelection x = TakeAxis(reader);
    const auto timeSize = reader.TakeWithin<std::uint64_t>(0, kMostSteps);
    const auto ySize = static_cast<std::uint64_t>(TakeNumber(reader));
    const auto xSize = static_cast<std::uint64_t>(TakeNumber(reader));
    const auto plan = PlanHyperslab(0, time, y, x, timeSize, ySize, xSize);
    if (!plan)
        return RequireMessage(plan.GetError().message);
    for (const ReadJob &job : plan->jobs)
        Require(job.timeIndex < timeSize, "a job's time exists");
    const PixelWindow bounds = BoundsOf(plan->y, plan->x);
    Require(bounds.xOff >= 0 && bounds.yOff >= 0 && bounds.xSize > 0 &&
                bounds.ySize > 0 &&
                static_cast<std::uint64_t>(bounds.xOff) +
                        static_cast<std::uint64_t>(bounds.xSize) <=
                    xSize &&
                static_cast<std::uint64_t>(bounds.yOff) +
                        static_cast<std::uint64_t>(bounds.ySize) <=
                    ySize,
            "a plan stays in the image");
    if (plan->y.count <= kMostSteps)
        CheckStrips(*plan, reader);
}

PixelSize TakeSize(InputReader &reader, PixelSize most)
{
    const int width = reader.TakeWithin(1, most.first);
    return {width, reader.TakeWithin(1, most.second)};
}

void RequireInside(const std::vector<int> &indices, int size)
{
    Require(std::is_sorted(indices.begin(), indices.end()) &&
                indices.front() >= 0 && indices.back() < size,
            "positions ascend within the image");
}

void CheckWindow(InputReader &reader)
{
    const PixelSize cube = TakeSize(reader, {kMostPixels, kMostPixels});
    const PixelSize level = TakeSize(reader, cube);
    PixelWindow window;
    window.xOff = reader.TakeWithin(0, level.first - 1);
    window.yOff = reader.TakeWithin(0, level.second - 1);
    window.xSize = reader.TakeWithin(1, level.first - window.xOff);
    window.ySize = reader.TakeWithin(1, level.second - window.yOff);
    TilePlacement tile;
    const PixelSize full = TakeSize(reader, cube);
    tile.offset = {reader.TakeWithin(0, cube.first - full.first),
                   reader.TakeWithin(0, cube.second - full.second)};
    const PixelSize middle = TakeSize(reader, full);
    tile.sizes = {TakeSize(reader, middle), middle, full};
    const auto part = MapWindow(window, cube, level, tile);
    if (!part)
        return;
    const PixelWindow &place = part->place;
    Require(place.xOff >= 0 && place.yOff >= 0 &&
                place.xOff + place.xSize <= window.xSize &&
                place.yOff + place.ySize <= window.ySize,
            "a part lies in the window");
    RequireInside(part->positions.columns, tile.sizes.front().first);
    RequireInside(part->positions.rows, tile.sizes.front().second);
    const PixelPositions positions =
        AtFullResolution(part->positions, tile.sizes);
    RequireInside(positions.columns, full.first);
    RequireInside(positions.rows, full.second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    InputReader reader(TextOf(data, size));
    CheckPlan(reader);
    CheckWindow(reader);
    return 0;
}
