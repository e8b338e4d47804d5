// SPDX-License-Identifier: MIT
// JSON that nobody vouches for: no exception, no depth, no wrong type.

#include "vsi/base/json.h"

#include <gtest/gtest.h>

#include <string>

using namespace hlsts;

namespace
{

std::string Nested(int levels)
{
    std::string text(static_cast<std::size_t>(levels), '[');
    return text.append(static_cast<std::size_t>(levels), ']');
}

}  // namespace

TEST(Json, WhatIsNoJsonIsDiscarded)
{
    for (const char *text : {"", "{", "<html>", "{\"a\":1} x", "nul", "{a:1}"})
        EXPECT_TRUE(ParseJson(text).is_discarded()) << text;
    EXPECT_TRUE(ParseJson(std::string("{\"a\":\"\xFF\"}")).is_discarded());
}

TEST(Json, EightLevelsAreEnough)
{
    EXPECT_TRUE(ParseJson(Nested(8)).is_array());
    EXPECT_TRUE(ParseJson(Nested(9)).is_discarded());
    EXPECT_TRUE(ParseJson(Nested(100000)).is_discarded());
    EXPECT_TRUE(ParseJson("{\"[[[[[[[[[[\":1}").is_object());
}

TEST(Json, MembersOfAnotherTypeAreAbsent)
{
    const Json json = ParseJson(
        R"({"s":"x","n":3.9,"big":1e300,"null":null,"list":[{"a":1},2]})");
    EXPECT_EQ(StringMember(json, "s"), "x");
    EXPECT_EQ(StringMember(json, "n"), "");
    EXPECT_EQ(StringMember(json, "none"), "");
    EXPECT_EQ(IntegerMember(json, "n"), 3);
    EXPECT_FALSE(IntegerMember(json, "s"));
    EXPECT_FALSE(IntegerMember(json, "big"));
    EXPECT_FALSE(IntegerMember(json, "null"));
    EXPECT_EQ(ArrayMember(json, "list").size(), 2u);
    EXPECT_TRUE(ArrayMember(json, "s").empty());
}

TEST(Json, WhatIsNoObjectHasNoMembers)
{
    for (const char *text : {"[]", "1", "\"x\"", "{"})
    {
        const Json json = ParseJson(text);
        EXPECT_EQ(StringMember(json, "a"), "") << text;
        EXPECT_FALSE(IntegerMember(json, "a")) << text;
        EXPECT_TRUE(ArrayMember(json, "a").empty()) << text;
    }
}
