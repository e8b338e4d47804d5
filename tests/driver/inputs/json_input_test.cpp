// SPDX-License-Identifier: MIT
// JSON lists of links are read; of all other JSON an error says what it is.

#include "driver/inputs/json_input.h"

#include "driver/inputs/candidates.h"
#include "driver/inputs/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#define S3 "s3://lp-prod-protected/HLSL30.020/"
#define B04 S3 "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
#define B05 S3 "HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif"

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> Links(std::string_view json)
{
    const auto input = ParseJsonInput(json);
    if (!input)
        return {input.GetError().message};
    std::vector<std::string> links;
    for (const LinkCandidate &candidate : input->candidates)
        links.push_back(candidate.text);
    return links;
}

std::string WhyRefused(std::string_view json)
{
    const auto input = ParseJsonInput(json);
    return input ? "not refused" : input.GetError().message;
}

std::string Nested(int levels, const std::string &inside)
{
    const auto count = static_cast<std::size_t>(levels);
    return std::string(count, '[') + inside + std::string(count, ']');
}

TEST(JsonInput, ArrayOfLinksHasTheirOrder)
{
    EXPECT_THAT(Links("[\"" B05 "\",\n \"" B04 "\"]"), ElementsAre(B05, B04));
    EXPECT_THAT(Links("\xEF\xBB\xBF\r\n [ \" " B04 "\\t\" ]\n"),
                ElementsAre(B04));
    EXPECT_THAT(Links(R"(["https:\/\/example.com\/a.tif?sig=b%2Fc"])"),
                ElementsAre("https://example.com/a.tif?sig=b%2Fc"));
}

TEST(JsonInput, ArraysOfArraysHaveTheLinksOfAll)
{
    EXPECT_THAT(Links("[[\"" B05 "\"], [], [[\"" B04 "\"], \"x\"]]"),
                ElementsAre(B05, B04, "x"));
}

TEST(JsonInput, ArraysMayMixLinksAndItems)
{
    EXPECT_THAT(Links(R"(["x", {"type": "Feature",
                          "assets": {"a": {"href": "y"}}}])"),
                ElementsAre("x", "y"));
}

TEST(JsonInput, LinksHaveNoLine)
{
    const auto input = ParseJsonInput("[\"" B04 "\"]");
    ASSERT_TRUE(input);
    EXPECT_EQ(input->candidates[0].line, 0);
    EXPECT_THAT(input->warnings, IsEmpty());
    EXPECT_THAT(input->scenes, IsEmpty());
    EXPECT_THAT(input->openOptions, IsEmpty());
}

TEST(JsonInput, WithoutALinkIsRefused)
{
    for (const char *json :
         {"[]", "[[], []]", R"({"type": "FeatureCollection", "features": []})",
          R"({"hits": 0, "took": 3, "items": []})",
          R"({"feed": {"entry": []}})"})
        EXPECT_THAT(WhyRefused(json), HasSubstr("it is JSON without a link"))
            << json;
}

TEST(JsonInput, OtherJsonIsNamed)
{
    for (const char *json :
         {"{}", "3", "null", "\"" B04 "\"", R"({"name": "x", "version": 1})",
          R"({"type": "Topology"})", R"({"type": ["Feature"]})",
          R"({"feed": 1})", R"({"items": {}})"})
        EXPECT_THAT(WhyRefused(json),
                    HasSubstr("it is JSON, but holds no links to HLS files. "
                              "Understood are"))
            << json;
    EXPECT_THAT(WhyRefused(R"(["x", {}])"),
                HasSubstr("element 2 is JSON, but holds no links"));
}

TEST(JsonInput, ElementsOfOtherTypesAreNamed)
{
    EXPECT_EQ(WhyRefused("[\"x\", 3]"),
              "element 2 of it is a number, not a link");
    EXPECT_EQ(WhyRefused("[null]"), "element 1 of it is null, not a link");
    EXPECT_EQ(WhyRefused("[true]"),
              "element 1 of it is true or false, not a link");
}

TEST(JsonInput, WhatCantBeALinkIsRefused)
{
    EXPECT_EQ(WhyRefused("[\"x\", \" \"]"),
              "a link of it, element 2, is empty");
    EXPECT_EQ(WhyRefused(R"(["x\u0000.tif"])"),
              "a link of it, element 1, has control characters");
    EXPECT_EQ(WhyRefused(R"(["x\ny"])"),
              "a link of it, element 1, has control characters");
    EXPECT_THAT(WhyRefused("[\"" + std::string(kMaxLinkBytes + 1, 'x') + "\"]"),
                HasSubstr("more than the limit of 8192"));
    EXPECT_EQ(Links("[\"" + std::string(kMaxLinkBytes, 'x') + "\"]").size(),
              1u);
}

TEST(JsonInput, InvalidJsonIsShownByLineAndColumn)
{
    EXPECT_EQ(WhyRefused("[\"x\",\n  'y']"),
              "it is not valid JSON: see line 2, column 3");
    EXPECT_EQ(WhyRefused("[\"x\"] y"),
              "it is not valid JSON: see line 1, column 7");
    EXPECT_EQ(WhyRefused("{\"type\" \"x\"}"),
              "it is not valid JSON: see line 1, column 11");
    for (const char *json : {"", " ", "[\"x\", ", "[\"x", "{\"type\": \"Feat",
                             "{\"features\": [{", "[\n[\n"})
        EXPECT_THAT(WhyRefused(json), HasSubstr("its JSON ends too early, at"))
            << json;
    EXPECT_THAT(WhyRefused("[\"\xFF\"]"), HasSubstr("it is not valid JSON"));
}

TEST(JsonInput, MessagesHoldNoLink)
{
    for (const char *json :
         {R"(["https://x/y?sig=SECRET", 3])", R"(["https://x/y?sig=SECRET" x])",
          R"(["https://x/y?sig=SECRET)", R"(["https://x/y?sig=SECRET\u0001"])"})
        EXPECT_THAT(WhyRefused(json), Not(HasSubstr("SECRET")));
}

TEST(JsonInput, NumbersBeyondDoublesAreRefused)
{
    EXPECT_EQ(WhyRefused("[\"x\",\n 1e999]"),
              "a number in it is too large, at line 2, column 6");
    EXPECT_EQ(WhyRefused("{\"geometry\": 1e999}"),
              "a number in it is too large, at line 1, column 18");
    EXPECT_EQ(WhyRefused("[1" + std::string(300, '0') + "]"),
              "element 1 of it is a number, not a link");
}

TEST(JsonInput, DepthIsLimitedInWhatIsLeftOutToo)
{
    EXPECT_EQ(Links(Nested(kMaxJsonDepth, "\"x\"")).size(), 1u);
    EXPECT_EQ(WhyRefused(Nested(kMaxJsonDepth + 1, "\"x\"")),
              "it nests deeper than the limit of 32 levels");
    EXPECT_EQ(WhyRefused(std::string(10 * 1000 * 1000, '[')),
              "it nests deeper than the limit of 32 levels");
    EXPECT_EQ(WhyRefused("{\"geometry\":" + Nested(kMaxJsonDepth, "") + "}"),
              "it nests deeper than the limit of 32 levels");
}

TEST(JsonInput, MembersThatStandTwiceAreRefused)
{
    EXPECT_EQ(WhyRefused(R"({"type": "Feature", "type": "Feature"})"),
              "an object of it has the member \"type\" twice, and only one can "
              "be meant");
    EXPECT_THAT(WhyRefused(R"({"type": "Feature", "assets": {
                    "a": {"href": "x"}, "b": {"href": "y"},
                    "a": {"href": "z"}}})"),
                HasSubstr("the member \"a\" twice"));
    EXPECT_THAT(Links(R"({"type": "Feature", "bbox": 1, "bbox": 2,
                          "assets": {"a": {"href": "x"}}})"),
                ElementsAre("x"));
}

TEST(JsonInput, SizeIsLimited)
{
    const std::string json(kMaxInputBytes + 1, ' ');
    EXPECT_THAT(WhyRefused(json),
                HasSubstr("more than the limit of 268435456"));
}

TEST(JsonInput, NumberOfValuesIsLimited)
{
    std::string json = "[";
    for (std::size_t i = 0; i < kMaxJsonValues; ++i)
        json += "[],";
    json += "[]]";
    EXPECT_THAT(WhyRefused(json), HasSubstr("more than the limit of 2000000"));
}

TEST(JsonInput, NumberOfLinksIsLimited)
{
    std::string json = "[\"x\"";
    for (std::size_t i = 1; i < kMaxLinks; ++i)
        json += ",\"x\"";
    EXPECT_EQ(WhyRefused(json + "]"), "not refused");
    EXPECT_THAT(WhyRefused(json + ",\"x\"]"),
                HasSubstr("more links than the limit of 1000000"));
}

TEST(JsonInput, DamagedJsonNeverThrows)
{
    const std::string json =
        R"([{"type": "FeatureCollection", "numberMatched": 3, "features": [
          {"type": "Feature", "id": "a", "properties": {"eo:cloud_cover": 1,
           "datetime": "2021-05-13T17:24:06.5+01:00", "platform": "landsat-8"},
           "geometry": {"coordinates": [[[1, 2.5e3]]]},
           "assets": {"B04": {"href": ")" B04 R"("}}}]},
         {"hits": 2, "items": [{"umm": {"GranuleUR": "x", "RelatedUrls":
           [{"URL": "x", "Type": "GET DATA"}], "AdditionalAttributes":
           [{"Name": "CLOUD_COVERAGE", "Values": ["1"]}]}}]},
         {"feed": {"entry": [{"title": "x", "cloud_cover": "3.5",
           "links": [{"rel": "/data#", "href": "x", "inherited": false}]}]}}])";
    ASSERT_EQ(Links(json).size(), 3u);
    std::mt19937 random(1);
    for (int round = 0; round < 5000; ++round)
    {
        std::string damaged = json;
        for (unsigned i = 0; i <= random() % 3; ++i)
        {
            const std::size_t at = random() % damaged.size();
            switch (random() % 3)
            {
                case 0:
                    damaged[at] = "[]{}\",:0-\\x"[random() % 11];
                    break;
                case 1:
                    damaged.erase(at, random() % 8);
                    break;
                default:
                    damaged.insert(at,
                                   damaged.substr(random() % json.size() / 2,
                                                  random() % 40));
            }
        }
        const auto input = ParseJsonInput(damaged);
        if (!input)
            EXPECT_FALSE(input.GetError().message.empty());
        else
            EXPECT_FALSE(input->candidates.empty());
    }
}

}  // namespace
}  // namespace hlsts
