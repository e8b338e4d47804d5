// SPDX-License-Identifier: MIT
// What a step's granules tell together.

#include "driver/series/scene_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using testing::ElementsAre;

namespace
{

Granule With(std::optional<double> cloudCover,
             std::optional<std::int64_t> sensingTime = {},
             const std::string &platform = "")
{
    Granule granule;
    granule.facts = {cloudCover, sensingTime, platform};
    return granule;
}

}  // namespace

TEST(SceneFactsTest, GranulesAreInTheOrderInWhichTheyCount)
{
    TimeSeries series;
    series.granules.resize(3);
    TimeStep step;
    step.granules = {2, 0};
    EXPECT_THAT(GranulesOf(series, step),
                ElementsAre(&series.granules[2], &series.granules[0]));
}

TEST(SceneFactsTest, CloudCoverIsTheMeanOfAllOrUnknown)
{
    const Granule clear = With(0);
    const Granule cloudy = With(25);
    const Granule unknown = With({});
    EXPECT_EQ(CloudCoverOf({&cloudy}), 25);
    EXPECT_EQ(CloudCoverOf({&clear, &cloudy}), 12.5);
    EXPECT_EQ(CloudCoverOf({&clear, &unknown}), std::nullopt);
}

TEST(SceneFactsTest, SensingTimeIsTheEarliestAndElseThatOfTheName)
{
    const Granule late = With({}, 100);
    const Granule early = With({}, -5);
    Granule unknown = With({});
    unknown.time = 40;
    EXPECT_EQ(SensingTimeOf({&unknown, &late, &early}), -5);
    EXPECT_EQ(SensingTimeOf({&unknown, &late}), 40);
}

TEST(SceneFactsTest, PlatformsAreListedOnce)
{
    const Granule nine = With({}, {}, "landsat-9");
    const Granule eight = With({}, {}, "landsat-8");
    const Granule unknown = With({});
    EXPECT_EQ(PlatformsOf({&nine, &unknown, &eight, &nine}),
              "landsat-8,landsat-9");
    EXPECT_EQ(PlatformsOf({&unknown}), "");
}
