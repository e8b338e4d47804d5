// SPDX-License-Identifier: MIT
// Which granules make a step, in which order they count, and times on the axis,
// of which no two are equal.

#include "driver/series/time_axis.h"

#include "driver/hls/grid.h"
#include "vsi/base/utc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace hlsts;
using testing::ElementsAre;

namespace
{

constexpr std::int64_t kNoon = 1620907200;  // 2021-05-13T12:00:00Z

/** A granule of the first tile. */
Granule At(std::int64_t time, Sensor sensor = Sensor::L30)
{
    Granule granule;
    granule.time = time;
    granule.sensor = sensor;
    granule.id = std::string(SensorName(sensor)) + FormatIsoTime(time);
    return granule;
}

TimeSeries SeriesOfTile(const std::string &tile,
                        const std::vector<Granule> &granules)
{
    TimeSeries series;
    series.tiles = {tile};
    series.granules = granules;
    return series;
}

/** The granules of each step. */
std::vector<std::vector<std::size_t>>
Group(const std::vector<Granule> &granules, GroupBy groupBy,
      const std::string &tile = "31UDQ")  // about the meridian of Greenwich
{
    std::vector<std::vector<std::size_t>> groups;
    const TimeSeries series = SeriesOfTile(tile, granules);
    for (const TimeStep &step : MakeSteps(series, groupBy, Order::Time))
    {
        EXPECT_EQ(step.time,
                  series
                      .granules[*std::min_element(step.granules.begin(),
                                                  step.granules.end())]
                      .time);
        groups.push_back(step.granules);
    }
    return groups;
}

using Groups = std::vector<std::vector<std::size_t>>;

/** The granules of the only step, in the order in which they count. */
std::vector<std::size_t> OrderOf(const std::vector<Granule> &granules,
                                 Order order)
{
    const auto steps =
        MakeSteps(SeriesOfTile("31UDQ", granules), GroupBy::Day, order);
    EXPECT_EQ(steps.size(), 1u);
    return steps.front().granules;
}

Granule Cloudy(std::int64_t time, std::optional<double> cloudCover)
{
    Granule granule = At(time);
    granule.facts.cloudCover = cloudCover;
    return granule;
}

}  // namespace

TEST(TimeAxisTest, UngroupedEachGranuleIsAStep)
{
    EXPECT_EQ(Group({At(kNoon), At(kNoon, Sensor::S30), At(kNoon + 1)},
                    GroupBy::None),
              (Groups{{0}, {1}, {2}}));
}

TEST(TimeAxisTest, OverpassIsTenMinutesFromItsFirstGranule)
{
    EXPECT_EQ(
        Group({At(kNoon), At(kNoon + 24), At(kNoon + 600)}, GroupBy::Overpass),
        (Groups{{0, 1, 2}}));
    EXPECT_EQ(Group({At(kNoon), At(kNoon + 601)}, GroupBy::Overpass),
              (Groups{{0}, {1}}));
    // Granules that follow each other closely don't make one step of all.
    EXPECT_EQ(Group({At(kNoon), At(kNoon + 400), At(kNoon + 800),
                     At(kNoon + 1200), At(kNoon + 1401)},
                    GroupBy::Overpass),
              (Groups{{0, 1}, {2, 3}, {4}}));
}

TEST(TimeAxisTest, OverpassIsOfOneSensor)
{
    EXPECT_EQ(Group({At(kNoon), At(kNoon, Sensor::S30), At(kNoon + 24),
                     At(kNoon + 590, Sensor::S30)},
                    GroupBy::Overpass),
              (Groups{{0, 2}, {1, 3}}));
}

TEST(TimeAxisTest, DayJoinsSensors)
{
    const std::int64_t midnight = kNoon - kSecondsPerDay / 2;
    EXPECT_EQ(Group({At(midnight + 3600), At(kNoon, Sensor::S30),
                     At(midnight + 23 * 3600), At(midnight + 25 * 3600)},
                    GroupBy::Day),
              (Groups{{0, 1, 2}, {3}}));
}

TEST(TimeAxisTest, DayEndsAtTheTilesOwnMidnight)
{
    // West and east of Greenwich, and on both sides of the 180th meridian.
    for (const char *tile :
         {"13TGF", "10TFK", "01KAB", "35VLJ", "56HLH", "60KXF"})
    {
        SCOPED_TRACE(tile);
        const double hours = CentreLongitude(tile) / 15;
        ASSERT_GT(std::fabs(hours), 1);
        const auto midnight = static_cast<std::int64_t>(std::ceil(
            static_cast<double>(kNoon + kSecondsPerDay / 2) - hours * 3600));
        EXPECT_EQ(
            Group({At(midnight - kSecondsPerDay), At(midnight - 1, Sensor::S30),
                   At(midnight), At(midnight + 1, Sensor::S30)},
                  GroupBy::Day, tile),
            (Groups{{0, 1}, {2, 3}}));
    }
    // In Colorado a solar day is from 7 to 7 o'clock UTC, about.
    const std::int64_t midnight = kNoon - kSecondsPerDay / 2;
    EXPECT_EQ(Group({At(midnight + 6 * 3600), At(midnight + 7 * 3600),
                     At(midnight + 30 * 3600)},
                    GroupBy::Day, "13TGF"),
              (Groups{{0}, {1, 2}}));
}

TEST(TimeAxisTest, DayOfEachGranuleIsThatOfItsOwnTile)
{
    // 13RCN lies five degrees west of 13TGF: its midnight is 20 minutes later.
    const auto midnight = static_cast<std::int64_t>(
        std::ceil(static_cast<double>(kNoon + kSecondsPerDay / 2) -
                  CentreLongitude("13TGF") * 240));
    TimeSeries series = SeriesOfTile("13RCN", {At(midnight), At(midnight)});
    series.tiles.push_back("13TGF");
    series.granules[1].tile = 1;
    series.granules[1].id += "b";
    EXPECT_EQ(MakeSteps(series, GroupBy::Day, Order::Time).size(), 2u);
    series.granules[1].tile = 0;
    EXPECT_EQ(MakeSteps(series, GroupBy::Day, Order::Time).size(), 1u);
}

TEST(TimeAxisTest, TimesBefore1970HaveDaysToo)
{
    EXPECT_EQ(
        Group({At(-kSecondsPerDay), At(-4000), At(4000)}, GroupBy::Day, "31UDQ")
            .size(),
        2u);
}

TEST(TimeAxisTest, EarliestCountsFirstAndThenTheSmallerId)
{
    std::vector<Granule> granules = {At(kNoon), At(kNoon), At(kNoon + 1)};
    granules[0].id = "b";
    granules[1].id = "a";
    granules[2].id = "0";
    EXPECT_THAT(OrderOf(granules, Order::Time), ElementsAre(1, 0, 2));
    // Without any cloud cover the order is that of time.
    EXPECT_THAT(OrderOf(granules, Order::CloudCover), ElementsAre(1, 0, 2));
}

TEST(TimeAxisTest, LeastCloudyCountsFirstAndUnknownLast)
{
    const std::vector<Granule> granules = {
        Cloudy(kNoon, {}), Cloudy(kNoon + 1, 80.0), Cloudy(kNoon + 2, 0.0),
        Cloudy(kNoon + 3, 100.0), Cloudy(kNoon + 4, 80.0)};
    EXPECT_THAT(OrderOf(granules, Order::CloudCover),
                ElementsAre(2, 1, 4, 3, 0));
    EXPECT_THAT(OrderOf(granules, Order::Time), ElementsAre(0, 1, 2, 3, 4));
}

TEST(TimeAxisTest, OrderOfGranulesDoesNotMoveAStep)
{
    const auto steps = MakeSteps(
        SeriesOfTile("31UDQ", {Cloudy(kNoon, 90.0), Cloudy(kNoon + 60, 1.0)}),
        GroupBy::Day, Order::CloudCover);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].time, kNoon);
}

TEST(TimeAxisTest, StepsInTheSameSecondAreMillisecondsApart)
{
    const auto steps =
        MakeSteps(SeriesOfTile("31UDQ", {At(kNoon), At(kNoon, Sensor::S30),
                                         At(kNoon), At(kNoon + 1)}),
                  GroupBy::None, Order::Time);
    ASSERT_EQ(steps.size(), 4u);
    EXPECT_EQ(FormatAxisTime(steps[0]), "2021-05-13T12:00:00Z");
    EXPECT_EQ(FormatAxisTime(steps[1]), "2021-05-13T12:00:00.001Z");
    EXPECT_EQ(FormatAxisTime(steps[2]), "2021-05-13T12:00:00.002Z");
    EXPECT_EQ(FormatAxisTime(steps[3]), "2021-05-13T12:00:01Z");
    for (std::size_t i = 1; i < steps.size(); ++i)
        EXPECT_LT(AxisTime(steps[i - 1]), AxisTime(steps[i]));
}

TEST(TimeAxisTest, OrdersStepsBefore1970AndAfter2106)
{
    TimeStep before;
    before.time = -1;
    before.axisShiftMilliseconds = 1;
    EXPECT_DOUBLE_EQ(AxisTime(before), -0.999);
    TimeStep after;
    after.time = std::int64_t{1} << 33;
    EXPECT_EQ(AxisTime(after), 8589934592.0);
}
