// SPDX-License-Identifier: MIT
// The dates in HTTP headers.

#include "vsi/transport/http_date.h"

#include "tests/support/scoped_time_zone.h"

#include <gtest/gtest.h>

using namespace hlsts;

TEST(ParseHttpDate, ThreeForms)
{
    EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
    EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994"), 784111777);
    EXPECT_FALSE(ParseHttpDate(""));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 PST"));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Nov 1994 08:49 GMT"));
    EXPECT_FALSE(ParseHttpDate("06 Nov 94"));
    EXPECT_FALSE(ParseHttpDate("Sun, 06 Foo 1994 08:49:37 GMT"));
}

#ifndef _WIN32
TEST(ParseHttpDate, DoesntDependOnTheTimeZone)
{
    const ScopedTimeZone zone("Pacific/Apia");
    EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
}
#endif
