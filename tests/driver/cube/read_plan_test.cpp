// SPDX-License-Identifier: MIT
// Hyperslabs as jobs, and what is refused; all arithmetic is checked.

#include "driver/cube/read_plan.h"

#include <gtest/gtest.h>

#include <limits>

using namespace hlsts;

namespace
{

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

/** Plans with the time axis under test and one pixel of a 100 x 100 image, for
 * array 3. */
Result<ReadPlan> PlanTime(const AxisSelection &time, std::uint64_t size)
{
    return PlanHyperslab(3, time, {}, {}, size, 100, 100);
}

}  // namespace

TEST(ReadPlanTest, JobsFollowTheBuffer)
{
    const auto plan = PlanTime({31, 4, -8, 1000}, 32);
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->jobs.size(), 4u);
    EXPECT_EQ(plan->jobs[0].timeIndex, 31u);
    EXPECT_EQ(plan->jobs[3].timeIndex, 7u);
    EXPECT_EQ(plan->jobs[3].bufferOffset, 3000);
    for (const ReadJob &job : plan->jobs)
        EXPECT_EQ(job.array, 3u);
}

TEST(ReadPlanTest, OfStepsInOnePlaceTheLastStays)
{
    for (const std::int64_t step : {1, -1})
    {
        const auto plan = PlanTime({10, 4, step, 0}, 32);
        ASSERT_TRUE(plan);
        ASSERT_EQ(plan->jobs.size(), 1u);
        EXPECT_EQ(plan->jobs[0].timeIndex, step > 0 ? 13u : 7u);
        EXPECT_EQ(plan->jobs[0].bufferOffset, 0);
    }
}

TEST(ReadPlanTest, RefusesWhatLeavesTheArray)
{
    const std::vector<AxisSelection> refused = {
        {32, 1, 1, 0},    {kHuge, 1, 1, 0}, {0, 33, 1, 0},    {0, 0, 1, 0},
        {31, 2, 1, 0},    {0, 2, -1, 0},    {1, 3, -1, 0},    {0, 2, kMax, 0},
        {31, 2, kMin, 0}, {0, 2, 0, 0},     {1, kHuge, 1, 0}, {0, 5, 8, 0},
    };
    for (const auto &time : refused)
        EXPECT_FALSE(PlanTime(time, 32))
            << time.start << " " << time.count << " " << time.step;
    for (const auto &time : std::vector<AxisSelection>{
             {31, 1, kMin, 0}, {0, 1, 0, 0}, {0, 4, 8, 0}, {24, 4, -8, 0}})
        EXPECT_TRUE(PlanTime(time, 32))
            << time.start << " " << time.count << " " << time.step;
    EXPECT_FALSE(PlanHyperslab(0, {}, {}, {}, 1, std::uint64_t{1} << 31, 1));
}

TEST(ReadPlanTest, StripsCoverEverySelectedRowOnce)
{
    for (const std::int64_t step : {1, 2, -3, 300, -500})
        for (const std::size_t maxPixels :
             std::vector<std::size_t>{1, 1000, 100000})
        {
            const std::size_t count = 6;
            const AxisSelection y{step < 0 ? 3000u : 100u, count, step, 0};
            const AxisSelection x{10, 5, -2, 0};
            std::size_t next = 0;
            for (const auto &strip : CutIntoStrips(y, x, 256, maxPixels))
            {
                EXPECT_EQ(strip.firstRow, next);
                next += strip.rowCount;
                EXPECT_EQ(strip.window.xOff, 2);
                EXPECT_EQ(strip.window.xSize, 9);
                for (std::size_t i = 0; i < strip.rowCount; ++i)
                {
                    const auto row =
                        static_cast<std::int64_t>(y.start) +
                        static_cast<std::int64_t>(strip.firstRow + i) * step;
                    EXPECT_GE(row, strip.window.yOff);
                    EXPECT_LT(row, strip.window.yOff + strip.window.ySize);
                }
                if (strip.rowCount > 1)
                {
                    EXPECT_LE(static_cast<std::size_t>(strip.window.xSize) *
                                  strip.window.ySize,
                              maxPixels);
                }
            }
            EXPECT_EQ(next, count);
        }
}

TEST(ReadPlanTest, FarRowsAreReadAlone)
{
    const AxisSelection x{0, 100, 1, 0};
    EXPECT_EQ(CutIntoStrips({0, 4, 256, 0}, x, 256, 1000000).size(), 4u);
    EXPECT_EQ(CutIntoStrips({0, 4, 255, 0}, x, 256, 1000000).size(), 1u);
    // In blocks of one row neighbours are still neighbours.
    EXPECT_EQ(CutIntoStrips({0, 4, 1, 0}, x, 1, 1000000).size(), 1u);
    EXPECT_EQ(CutIntoStrips({3, 4, -1, 0}, x, 1, 1000000).size(), 1u);
    EXPECT_EQ(CutIntoStrips({0, 4, 2, 0}, x, 1, 1000000).size(), 4u);
}

TEST(ReadPlanTest, StepOfASingleIndexMeansNothing)
{
    const AxisSelection one{7, 1, kMin, 0};
    const auto strips = CutIntoStrips(one, one, 256, 100);
    ASSERT_EQ(strips.size(), 1u);
    EXPECT_EQ(strips[0].window.xOff, 7);
    EXPECT_EQ(strips[0].window.ySize, 1);
    EXPECT_TRUE(IsContiguous(one));
    EXPECT_FALSE(IsContiguous({0, 2, -1, 0}));
}
