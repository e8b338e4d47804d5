// SPDX-License-Identifier: MIT
// STAC items and searches of every catalogue give links and facts.

#include "driver/inputs/json_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#define GRANULE "HLS.L30.T13TGF.2021133T172406.v2.0"
#define OTHER "HLS.S30.T13TGF.2021133T173859.v2.0"
#define S3 "s3://lp-prod-protected/HLSL30.020/" GRANULE "/"
#define ONE_ASSET R"("assets": {"B04": {"href": ")" S3 GRANULE R"(.B04.tif"}})"

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t k20210513T172406 = 1620926646;

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

/** An item with these properties. */
std::string ItemWith(const std::string &properties)
{
    return R"({"type": "Feature", "id": ")" GRANULE R"(", "properties": {)" +
           properties + "}, " ONE_ASSET "}";
}

/** What an item with these properties says of its scene. */
SceneFacts FactsOf(const std::string &properties)
{
    const ParsedInput input = Parse(ItemWith(properties));
    EXPECT_THAT(input.warnings, IsEmpty()) << properties;
    const auto found = input.scenes.find(GRANULE);
    return found == input.scenes.end() ? SceneFacts() : found->second;
}

TEST(Stac, ItemHasALinkForEveryAsset)
{
    const ParsedInput input = Parse(R"({
      "type": "Feature", "stac_version": "1.0.0", "id": ")" GRANULE R"(",
      "properties": {"eo:cloud_cover": 73, "platform": "landsat-8",
        "datetime": "2021-05-13T17:24:06.710686Z"},
      "geometry": {"type": "Polygon", "coordinates": [[[-69.9, -15.4]]]},
      "links": [{"rel": "root", "href": "../collection.json"}],
      "assets": {
        "nir": {"href": ")" S3 GRANULE R"(.B05.tif", "eo:bands": [
          {"name": "B05", "common_name": "nir"}], "alternate": {
          "https": {"href": "https://example.com/)" GRANULE R"(.B05.tif"}}},
        "B04": {"href": "./)" GRANULE R"(.B04.tif", "type": "image/tiff"},
        "browse": {"href": ")" S3 GRANULE R"(.jpg"}},
      "bbox": [-69, -15, -68, -14]})");
    EXPECT_THAT(Links(input),
                ElementsAre(S3 GRANULE ".B05.tif", "./" GRANULE ".B04.tif",
                            S3 GRANULE ".jpg"));
    ASSERT_EQ(input.scenes.size(), 1u);
    const SceneFacts &facts = input.scenes.at(GRANULE);
    EXPECT_EQ(facts.cloudCover, 73);
    EXPECT_EQ(facts.sensingTime, k20210513T172406);
    EXPECT_EQ(facts.platform, "landsat-8");
    EXPECT_THAT(input.warnings, IsEmpty());
}

TEST(Stac, CollectionsOfItemsHaveTheLinksOfAll)
{
    const std::string items =
        ItemWith("") +
        R"(, {"type": "Feature", "assets": {"a": {"href": "x"}}})";
    for (const std::string &json :
         {R"({"type": "FeatureCollection", "features": [)" + items + "]}",
          "[" + items + "]",
          R"([{"type": "FeatureCollection", "features": [)" + items + "]}]"})
        EXPECT_THAT(Links(Parse(json)),
                    ElementsAre(S3 GRANULE ".B04.tif", "x"));
}

TEST(Stac, FactsAreOfTheGranuleThatFilesAreNamedAfter)
{
    const ParsedInput input = Parse(R"({"type": "Feature", "id": "L30_13TGF_1",
      "properties": {"eo:cloud_cover": 5}, "assets": {
        "tilejson": {"href": "https://example.com/tilejson.json?item=x"},
        "B04": {"href": "https://h/)" GRANULE R"(.B04.tif?sig=a/b"},
        "B05": {"href": "https://h/)" GRANULE R"(.B05.tif"},
        "other": {"href": ")" OTHER R"(.B04.tif"}}})");
    ASSERT_EQ(input.scenes.size(), 2u);
    EXPECT_EQ(input.scenes.at(GRANULE).cloudCover, 5);
    EXPECT_EQ(input.scenes.at(OTHER).cloudCover, 5);
}

TEST(Stac, FactsAreOfTheIdWhereNoFileTellsIt)
{
    const ParsedInput input = Parse(R"({"type": "Feature", "id": ")" GRANULE
                                    R"(", "properties": {"eo:cloud_cover": 5},
      "assets": {"browse": {"href": ")" GRANULE R"(.jpg"}}})");
    ASSERT_EQ(input.scenes.size(), 1u);
    EXPECT_EQ(input.scenes.at(GRANULE).cloudCover, 5);
}

TEST(Stac, FirstOfTwoItemsOfAGranuleWins)
{
    const ParsedInput input = Parse(
        "[" + ItemWith(R"("eo:cloud_cover": 5)") + "," +
        ItemWith(R"("eo:cloud_cover": 6, "platform": "landsat-9")") + "]");
    EXPECT_EQ(input.scenes.at(GRANULE).cloudCover, 5);
    EXPECT_EQ(input.scenes.at(GRANULE).platform, "landsat-9");
}

TEST(Stac, CloudCoverIsAPercentage)
{
    EXPECT_EQ(FactsOf(R"("eo:cloud_cover": 0)").cloudCover, 0);
    EXPECT_EQ(FactsOf(R"("eo:cloud_cover": 12.5)").cloudCover, 12.5);
    EXPECT_EQ(FactsOf(R"("eo:cloud_cover": "12.25")").cloudCover, 12.25);
    EXPECT_EQ(FactsOf(R"("eo:cloud_cover": null)").cloudCover, std::nullopt);
    EXPECT_EQ(FactsOf("").cloudCover, std::nullopt);
}

TEST(Stac, TimeIsTheStartInUtc)
{
    for (const char *time :
         {"2021-05-13T17:24:06Z", "2021-05-13T17:24:06", "2021-05-13 17:24:06Z",
          "2021-05-13T17:24:06.999999999Z", "2021-05-13T17:24:06+00:00",
          "2021-05-13T19:24:06.5+02:00", "2021-05-13T11:54:06-0530"})
        EXPECT_EQ(
            FactsOf("\"datetime\": \"" + std::string(time) + "\"").sensingTime,
            k20210513T172406)
            << time;
    EXPECT_EQ(FactsOf(R"("datetime": "2021-05-13T18:00:00Z",
                         "start_datetime": "2021-05-13T17:24:06Z")")
                  .sensingTime,
              k20210513T172406);
    EXPECT_EQ(FactsOf(R"("datetime": "2021-05-13T17:24:06Z",
                         "start_datetime": null)")
                  .sensingTime,
              k20210513T172406);
}

TEST(Stac, FactsThatCantBeUnderstoodAreOneWarning)
{
    for (const char *properties :
         {R"("eo:cloud_cover": -1)", R"("eo:cloud_cover": 101)",
          R"("eo:cloud_cover": "many")", R"("eo:cloud_cover": "1.2.3")",
          R"("eo:cloud_cover": "")", R"("eo:cloud_cover": [5])",
          R"("eo:cloud_cover": true)", R"("datetime": "2021-05-13")",
          R"("datetime": "2021-05-13T25:24:06Z")", R"("datetime": 1620926646)",
          R"("datetime": "2021-05-13T17:24:06.Zx")",
          R"("datetime": "2021-05-13T17:24:06+99:00")"})
    {
        const ParsedInput input = Parse("[" + ItemWith(properties) + "," +
                                        ItemWith(properties) + "]");
        ASSERT_EQ(input.warnings.size(), 1u) << properties;
        EXPECT_THAT(input.warnings[0],
                    HasSubstr("2 cloud covers (0 to 100 percent) or times "
                              "(RFC 3339) in it can't be understood and count "
                              "as unknown; the first is that of the item "
                              "(" GRANULE ")"));
        EXPECT_THAT(input.scenes, IsEmpty());
    }
}

TEST(Stac, PlatformIsInLowerCase)
{
    EXPECT_EQ(FactsOf(R"("platform": "Sentinel-2A")").platform, "sentinel-2a");
    EXPECT_EQ(FactsOf(R"("platform": "a b")").platform, "");
    EXPECT_EQ(FactsOf(R"("platform": 8)").platform, "");
    EXPECT_EQ(
        FactsOf("\"platform\": \"" + std::string(33, 'x') + "\"").platform, "");
}

TEST(Stac, PartOfASearchIsAWarning)
{
    const std::string page = R"(, "features": [)" + ItemWith("") + "]}";
    const std::string counted =
        R"({"type": "FeatureCollection", "numberMatched": 3)" + page;
    EXPECT_THAT(Parse(counted).warnings,
                ElementsAre(HasSubstr("it has 1 of 3 granules")));
    EXPECT_THAT(Parse("[" + counted + "," + counted + "]").warnings,
                ElementsAre(HasSubstr("it has 2 of 3 granules")));
    EXPECT_THAT(
        Parse("[" + counted + "," + counted + "," + counted + "]").warnings,
        IsEmpty());
    EXPECT_THAT(
        Parse(R"({"type": "FeatureCollection", "context": {"matched": 2})" +
              page)
            .warnings,
        ElementsAre(HasSubstr("it has 1 of 2 granules")));
}

TEST(Stac, NamedNextPageIsAWarning)
{
    const std::string features = R"("features": [)" + ItemWith("") + "]";
    const std::string page = R"({"type": "FeatureCollection", "links": [
      {"rel": "self", "href": "x"}, {"rel": "next", "href": "y"}], )" +
                             features + "}";
    const std::string last =
        R"({"type": "FeatureCollection", "links": [], )" + features + "}";
    EXPECT_THAT(Parse(page).warnings,
                ElementsAre(HasSubstr("one page of a search: it has 1 granules "
                                      "and names a next page")));
    EXPECT_THAT(Parse("[" + page + "," + last + "]").warnings, IsEmpty());
    EXPECT_THAT(Parse(R"({"numberMatched": 1, )" + page.substr(1)).warnings,
                IsEmpty());
}

TEST(Stac, CollectionsAndCatalogsAreRefused)
{
    EXPECT_THAT(WhyRefused(R"({"type": "Collection", "id": "HLSL30_2.0"})"),
                HasSubstr("it is a STAC Collection, which describes scenes but "
                          "lists none. Search it"));
    EXPECT_THAT(WhyRefused(R"({"type": "Catalog", "links": []})"),
                HasSubstr("it is a STAC Catalog"));
}

TEST(Stac, WrongTypesAreNamed)
{
    const auto inCollection = [](const std::string &feature) {
        return R"({"type": "FeatureCollection", "features": [)" + feature +
               "]}";
    };
    EXPECT_THAT(WhyRefused(inCollection(R"({"type": "Feature", "id": "a b"})")),
                HasSubstr("feature 1 (a b) of it has no assets"));
    EXPECT_THAT(WhyRefused(inCollection(R"({"type": "Feature",
                                            "assets": ["x"]})")),
                HasSubstr("feature 1 of it has no assets"));
    for (const char *asset : {"{}", "3", "\"x\"", R"({"href": null})",
                              R"({"href": ["x"]})", R"([{"href": "x"}])"})
        EXPECT_EQ(WhyRefused(
                      inCollection(R"({"type": "Feature", "assets": {"B04": )" +
                                   std::string(asset) + "}}")),
                  "the asset \"B04\" of feature 1 has no href that is a text");
    for (const char *feature : {"3", "[]", "{}", R"({"type": "Point"})"})
        EXPECT_EQ(WhyRefused(inCollection(feature)),
                  "feature 1 of it is no Feature, so no STAC item");
    EXPECT_EQ(WhyRefused(R"({"type": "FeatureCollection", "features": {}})"),
              "it is a FeatureCollection without an array of features");
}

}  // namespace
}  // namespace hlsts
