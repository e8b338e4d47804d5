// SPDX-License-Identifier: MIT
// Times on the axis, of which no two are equal.

#include "driver/series/time_axis.h"

#include <gtest/gtest.h>

using namespace hlsts;

TEST(TimeAxisTest, OfTwoGranulesInTheSameSecondOneComesAMillisecondLater)
{
    Granule first;
    first.time = 1620926646;
    Granule second = first;
    second.axisShiftMilliseconds = 1;
    EXPECT_EQ(FormatAxisTime(first), "2021-05-13T17:24:06Z");
    EXPECT_EQ(FormatAxisTime(second), "2021-05-13T17:24:06.001Z");
    EXPECT_LT(AxisTime(first), AxisTime(second));
}

TEST(TimeAxisTest, OrdersGranulesBefore1970AndAfter2106)
{
    Granule before;
    before.time = -1;
    before.axisShiftMilliseconds = 1;
    EXPECT_DOUBLE_EQ(AxisTime(before), -0.999);
    Granule after;
    after.time = std::int64_t{1} << 33;
    EXPECT_EQ(AxisTime(after), 8589934592.0);
}
