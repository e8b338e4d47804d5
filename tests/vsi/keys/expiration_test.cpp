// SPDX-License-Identifier: MIT
#include "vsi/keys/expiration.h"

#include "vsi/base/base64.h"

#include <gtest/gtest.h>

#include <string>

using namespace hlsts;

TEST(ParseExpiration, EverySpelling)
{
    const std::int64_t moment = 1611708609;
    for (const char *text :
         {"2021-01-27 00:50:09+00:00", "2021-01-27T00:50:09Z",
          "2021-01-27T00:50:09+00:00", "2021-01-27 00:50:09",
          "2021-01-27 00:50:09.123456+00:00", "2021-01-27T00:50:09.1Z",
          "2021-01-27 00:50:09+0000", "2021-01-27 00:50:09+00",
          "2021-01-27 00:50:09 +00:00", "2021-01-26 19:50:09-05:00",
          "2021-01-27T06:20:09+05:30", "2021-01-26T19:50:09-0500"})
        EXPECT_EQ(ParseExpiration(text), moment) << text;
}

TEST(ParseExpiration, Unreadable)
{
    for (const char *text :
         {"", "soon", "1611708609", "2021-01-27", "2021-01-27T00:50",
          "2021-01-27T00:50Z", "2021-01-27T00:50+00:00", "2021-01-27Z",
          "2021-13-27 00:50:09+00:00", "2021-01-27 00:50:09+00:00 ",
          "2021-01-27 00:50:09+x", "2021-01-27 00:50:09 UTC",
          "2021-01-27 0:50:09+00:00", "2021-01-27 00:50:09+00:0"})
        EXPECT_FALSE(ParseExpiration(text)) << text;
}

TEST(ParseExpirationDate, MonthDayYear)
{
    EXPECT_EQ(ParseExpirationDate("12/15/2021"), 1639526400);
    EXPECT_FALSE(ParseExpirationDate("15/12/2021"));
    EXPECT_FALSE(ParseExpirationDate("12/15/21"));
    EXPECT_FALSE(ParseExpirationDate(""));
}

TEST(ParseJwtExpiry, ReadsExp)
{
    const auto jwt = [](const std::string &payload)
    { return "eyJhbGciOiJSUzI1NiJ9." + Base64Encode(payload) + ".c2ln"; };
    EXPECT_EQ(ParseJwtExpiry(jwt(R"({"uid":"u","exp":1700000000})")),
              1700000000);
    EXPECT_FALSE(ParseJwtExpiry(jwt(R"({"uid":"u"})")));
    EXPECT_FALSE(ParseJwtExpiry(jwt(R"({"exp":"1700000000"})")));
    EXPECT_FALSE(ParseJwtExpiry(jwt(R"({"exp":1e300})")));
    EXPECT_FALSE(ParseJwtExpiry(jwt("[")));
    EXPECT_FALSE(ParseJwtExpiry("opaque-token"));
    EXPECT_FALSE(ParseJwtExpiry("a.!!.c"));
}
