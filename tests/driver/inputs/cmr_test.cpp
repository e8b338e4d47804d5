// SPDX-License-Identifier: MIT
// CMR's answers give one link a file, and what they say of scenes.

#include "driver/inputs/json_input.h"
#include "driver/inputs/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#define GRANULE "HLS.L30.T15UWP.2024283T165135.v2.0"
#define HTTPS "https://data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/"
#define S3 "s3://lp-prod-protected/"
#define URL_TYPE(url, type) R"({"URL": ")" url R"(", "Type": ")" type R"("})"

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t k20241009T165135 = 1728492695;

ParsedInput Parse(const std::string &json)
{
    auto input = ParseJsonInput(json);
    EXPECT_TRUE(input) << input.GetError().message;
    return input ? *input : ParsedInput();
}

std::vector<std::string> Links(const ParsedInput &input)
{
    std::vector<std::string> links;
    for (const LinkCandidate &candidate : input.candidates)
        links.push_back(candidate.text);
    return links;
}

std::string WhyRefused(const std::string &json)
{
    const auto input = ParseJsonInput(json);
    return input ? "not refused" : input.GetError().message;
}

/** A granule of granules.umm_json with these members. */
std::string Umm(const std::string &members)
{
    return R"({"meta": {"native-id": ")" GRANULE
           R"("}, "umm": {"GranuleUR": ")" GRANULE
           R"(", "RelatedUrls": [)" URL_TYPE(S3 GRANULE ".B04.tif",
                                             "GET DATA VIA DIRECT ACCESS") "]" +
           (members.empty() ? "" : ", " + members) + "}}";
}

std::string Answer(const std::string &items)
{
    return R"({"hits": 1, "took": 375, "items": [)" + items + "]}";
}

SceneFacts FactsOf(const std::string &members)
{
    const ParsedInput input = Parse(Answer(Umm(members)));
    EXPECT_THAT(input.warnings, IsEmpty()) << members;
    const auto found = input.scenes.find(GRANULE);
    return found == input.scenes.end() ? SceneFacts() : found->second;
}

std::string Attribute(const std::string &name, const std::string &values)
{
    return R"("AdditionalAttributes": [{"Name": "X", "Values": ["y"]},
              {"Name": ")" +
           name + R"(", "Values": )" + values + "}]";
}

TEST(CmrUmm, TakesOneLinkAFileAndThatOfS3)
{
    const ParsedInput input = Parse(Answer(
        R"({"umm": {"GranuleUR": ")" GRANULE
        R"(", "RelatedUrls": [)" URL_TYPE(HTTPS GRANULE ".B05.tif", "GET DATA") "," URL_TYPE(HTTPS GRANULE ".B04.tif", "GET DATA") "," URL_TYPE(S3 GRANULE ".B04.tif", "GET DATA VIA DIRECT ACCESS") "," URL_TYPE(
            S3 GRANULE ".Fmask.tif",
            "GET "
            "DATA") "," URL_TYPE(HTTPS GRANULE ".Fmask.tif",
                                 "GET DATA") "," URL_TYPE("https://"
                                                          "data.lpdaac."
                                                          "earthdatacloud.nasa."
                                                          "gov/s3credentials",
                                                          "VIEW RELATED "
                                                          "INFORMATION") "," URL_TYPE(HTTPS
                                                                                          GRANULE
                                                                                      ".jpg",
                                                                                      "GET RELATED VISUALIZATION") "," URL_TYPE(HTTPS
                                                                                                                                    GRANULE
                                                                                                                                ".cmr.xml",
                                                                                                                                "EXTENDED METADATA") "]}}"));
    EXPECT_THAT(Links(input),
                ElementsAre(HTTPS GRANULE ".B05.tif", S3 GRANULE ".B04.tif",
                            S3 GRANULE ".Fmask.tif"));
}

TEST(CmrUmm, TellsCloudCover)
{
    EXPECT_EQ(FactsOf(Attribute("CLOUD_COVERAGE", R"(["26"])")).cloudCover, 26);
    EXPECT_EQ(FactsOf(R"("CloudCover": 7)").cloudCover, 7);
    EXPECT_EQ(FactsOf("").cloudCover, std::nullopt);
    EXPECT_EQ(FactsOf(Attribute("CLOUD_COVERAGE", "[]")).cloudCover,
              std::nullopt);
}

TEST(CmrUmm, TellsSensingTime)
{
    EXPECT_EQ(FactsOf(R"("TemporalExtent": {"RangeDateTime": {
        "BeginningDateTime": "2024-10-09T16:51:35.011Z",
        "EndingDateTime": "2024-10-09T16:51:58.902Z"}})")
                  .sensingTime,
              k20241009T165135);
    EXPECT_EQ(FactsOf(R"("TemporalExtent": {
        "SingleDateTime": "2024-10-09T16:51:35Z"})")
                  .sensingTime,
              k20241009T165135);
    EXPECT_EQ(FactsOf(Attribute("SENSING_TIME",
                                R"(["2024-10-09T16:51:35.0114629Z",
                                    "2024-10-09T16:51:58.9025040Z"])"))
                  .sensingTime,
              k20241009T165135);
}

TEST(CmrUmm, TellsTheSatellite)
{
    EXPECT_EQ(FactsOf(Attribute("LANDSAT_PRODUCT_ID",
                                R"(["LC08_L1TP_026026_20241009_02_RT"])"))
                  .platform,
              "landsat-8");
    EXPECT_EQ(FactsOf(Attribute("PRODUCT_URI", R"(["S2B_MSIL1C_20220615"])"))
                  .platform,
              "sentinel-2b");
    EXPECT_EQ(FactsOf(R"("Platforms": [{"ShortName": "LANDSAT-9"}])").platform,
              "landsat-9");
    EXPECT_EQ(FactsOf(R"("Platforms": [{"ShortName": "Sentinel-2A"},
                                       {"ShortName": "Sentinel-2B"}])")
                  .platform,
              "");
    EXPECT_EQ(FactsOf(Attribute("PRODUCT_URI", "[3]")).platform, "");
}

TEST(CmrUmm, FactsThatCantBeUnderstoodAreAWarning)
{
    const ParsedInput input =
        Parse(Answer(Umm(Attribute("CLOUD_COVERAGE", R"(["Not known"])"))));
    EXPECT_THAT(input.warnings, ElementsAre(HasSubstr("of item 1 (" GRANULE)));
}

TEST(CmrUmm, PartOfASearchIsAWarning)
{
    const std::string page = R"({"hits": 3, "items": [)" + Umm("") + "]}";
    EXPECT_THAT(Parse(page).warnings,
                ElementsAre(HasSubstr("it has 1 of 3 granules")));
    EXPECT_THAT(Parse("[" + page + "," + page + "," + page + "]").warnings,
                IsEmpty());
    EXPECT_THAT(
        Parse(R"({"hits": "many", "items": [)" + Umm("") + "]}").warnings,
        IsEmpty());
}

TEST(CmrUmm, GranulesOfEarthaccessAreRead)
{
    const ParsedInput input =
        Parse("[" + Umm("") + ", " + Umm(R"("CloudCover": 1)") + "]");
    EXPECT_EQ(input.candidates.size(), 2u);
    EXPECT_EQ(input.scenes.at(GRANULE).cloudCover, 1);
    EXPECT_EQ(Parse(Umm("")).candidates.size(), 1u);
}

TEST(CmrUmm, WrongTypesAreNamed)
{
    EXPECT_THAT(WhyRefused(Answer("3")),
                HasSubstr("item 1 of it has no object \"umm\""));
    EXPECT_THAT(WhyRefused(Answer(R"({"umm": []})")),
                HasSubstr("item 1 of it has no object \"umm\""));
    EXPECT_EQ(WhyRefused(Answer(R"({"umm": {"GranuleUR": "x"}})")),
              "item 1 (x) of it has no RelatedUrls, so no links");
    EXPECT_EQ(WhyRefused(Answer(R"({"umm": {"RelatedUrls": [
                  {"Type": "GET DATA", "URL": 3}]}})")),
              "a URL of item 1 is no text");
}

TEST(CmrJson, TakesLinksToDataAlone)
{
    const ParsedInput input = Parse(R"({"feed": {
      "updated": "2024-10-11T00:00:00.000Z", "title": "ECHO granule metadata",
      "entry": [{"title": ")" GRANULE R"(", "cloud_cover": "26.5",
        "time_start": "2024-10-09T16:51:35.011Z", "links": [
        {"rel": "http://esipfed.org/ns/fedsearch/1.1/data#",
         "href": ")" HTTPS GRANULE R"(.B05.tif"},
        {"rel": "http://esipfed.org/ns/fedsearch/1.1/data#",
         "href": ")" HTTPS GRANULE R"(.B04.tif"},
        {"rel": "http://esipfed.org/ns/fedsearch/1.1/s3#",
         "href": ")" S3 GRANULE R"(.B04.tif"},
        {"rel": "http://esipfed.org/ns/fedsearch/1.1/browse#",
         "href": ")" HTTPS GRANULE R"(.jpg"},
        {"rel": "http://esipfed.org/ns/fedsearch/1.1/metadata#",
         "href": ")" HTTPS GRANULE R"(.cmr.xml"},
        {"inherited": true, "rel": "http://esipfed.org/ns/fedsearch/1.1/data#",
         "href": "https://search.earthdata.nasa.gov/search?q=HLSL30"}]}]}})");
    EXPECT_THAT(Links(input),
                ElementsAre(HTTPS GRANULE ".B05.tif", S3 GRANULE ".B04.tif"));
    EXPECT_EQ(input.scenes.at(GRANULE).cloudCover, 26.5);
    EXPECT_EQ(input.scenes.at(GRANULE).sensingTime, k20241009T165135);
    EXPECT_THAT(input.warnings, IsEmpty());
}

TEST(CmrJson, WrongTypesAreNamed)
{
    EXPECT_EQ(WhyRefused(R"({"feed": {"entry": [{"title": "x"}]}})"),
              "entry 1 (x) of it has no links");
    EXPECT_EQ(WhyRefused(R"({"feed": {"entry": [3]}})"),
              "entry 1 of it has no links");
    EXPECT_EQ(WhyRefused(R"({"feed": {"entry": [{"links": [
                  {"rel": "/data#"}]}]}})"),
              "the href of a link of entry 1 is no text");
    EXPECT_THAT(WhyRefused(R"({"feed": {}})"),
                HasSubstr("its \"feed\" has no array \"entry\""));
}

TEST(Cmr, ErrorOfTheServerIsShown)
{
    EXPECT_EQ(
        WhyRefused(R"({"errors": ["Parameter [x] was not recognized."]})"),
        "it is no answer but an error of the server: Parameter [x] was "
        "not recognized. Repeat the search and save its answer");
    EXPECT_EQ(WhyRefused(R"({"errors": 3})"),
              "it is no answer but an error of the server. Repeat the search "
              "and save its answer");
}

// A granule has thirty attributes. Kept, they would be half of the tree.
TEST(Cmr, AttributesThatTellNothingTakeNoMemory)
{
    const auto tree = ParseJsonTree(
        R"({"umm": {"AdditionalAttributes": [
            {"Name": "HLS_PROCESSING_TIME", "Values": ["x"]},
            {"Values": ["10"], "Name": "CLOUD_COVERAGE"},
            {"Name": "NBAR_SOLAR_ZENITH", "Values": ["31"]}],
            "GranuleUR": ")" GRANULE R"("}})");
    ASSERT_TRUE(tree) << tree.GetError().message;
    const JsonValue *const umm = tree->Find("umm");
    ASSERT_NE(umm, nullptr);
    const JsonValue *const attributes = umm->Find("AdditionalAttributes");
    ASSERT_NE(attributes, nullptr);
    ASSERT_EQ(attributes->children.size(), 1u);
    EXPECT_EQ(attributes->children[0].FindText("Name"), "CLOUD_COVERAGE");
    EXPECT_EQ(umm->FindText("GranuleUR"), GRANULE);
}

}  // namespace
}  // namespace hlsts
