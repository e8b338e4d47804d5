// SPDX-License-Identifier: MIT
#include "vsi/base/utc_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

using namespace hlsts;

TEST(ToUnixTime, KnownMoments)
{
    EXPECT_EQ(ToUnixTime({1970, 1, 1, 0, 0, 0}), 0);
    EXPECT_EQ(ToUnixTime({2021, 1, 27, 0, 50, 9}), 1611708609);
    EXPECT_EQ(ToUnixTime({2038, 1, 19, 3, 14, 8}), 2147483648LL);
    EXPECT_EQ(ToUnixTime({2000, 2, 29, 0, 0, 0}), 951782400);
    EXPECT_EQ(ToUnixTime({1969, 12, 31, 23, 59, 59}), -1);
    EXPECT_EQ(ToUnixTime({2016, 12, 31, 23, 59, 60}),
              ToUnixTime({2017, 1, 1, 0, 0, 0}));
}

TEST(ToUnixTime, RefusesWhatIsNoMoment)
{
    EXPECT_FALSE(ToUnixTime({2021, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({1900, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 13, 1, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 0, 1, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 32, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 1, 24, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 1, 0, 0, 61}));
}

TEST(ParseHttpDate, ThreeForms)
{
    EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"),
              784111777 + 3155760000LL);
    EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994"), 784111777);
    EXPECT_FALSE(ParseHttpDate(""));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 PST"));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Foo 1994 08:49:37 GMT"));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Nov 1994 08:49 GMT"));
}

#ifndef _WIN32
TEST(ParseHttpDate, DoesntDependOnTheTimeZone)
{
    setenv("TZ", "Pacific/Apia", 1);
    tzset();
    EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    unsetenv("TZ");
    tzset();
}
#endif
