// SPDX-License-Identifier: MIT
// What is no raster of HLS is passed over and counted; what is damaged isn't.

#include "driver/inputs/judge_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#define ID "HLS.L30.T13TGF.2021133T172406.v2.0"
#define RED ID ".B04.tif"

using namespace hlsts;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace
{

Result<Input> JudgeTexts(const std::vector<std::string> &texts,
                         bool isLocal = true)
{
    ParsedInput parsed;
    int line = 0;
    for (const std::string &text : texts)
        parsed.candidates.push_back({text, ++line});
    InputContext context;
    context.path = "links.txt";
    context.folder = isLocal ? "/data" : "/vsicurl/https://example.com";
    context.isLocal = isLocal;
    return JudgeLinks(std::move(parsed), context);
}

std::string WhyRefused(const std::vector<std::string> &texts)
{
    const auto input = JudgeTexts(texts);
    return input ? "not refused" : input.GetError().message;
}

}  // namespace

TEST(JudgeLinks, PassesOverWhatIsNoRasterOfHls)
{
    for (const char *other :
         {ID ".jpg",
          ID ".cmr.xml",
          ID "_stac.json",
          ID ".json",
          ID ".md5",
          RED ".aux.xml",
          "s3://lp-prod-public/HLSL30.020/" ID "/" ID ".jpg",
          "HLS.L30.T13TGF.2021999T172406.v2.0.jpg",
          "readme.txt",
          "/data/notes.csv",
          "s3://bucket/MOD13Q1.A2021133.h09v05.061.hdf",
          "https://example.com/page",
          "https://doi.org/10.5067/HLS/HLSL30.002",
          "http://example.com/x.jpg",
          "ftp://example.com/x.jpg",
          "/etc/passwd.txt",
          "sub folder/x.jpg",
          "vsizip/x.zip",
          "https://example.com/item/tilejson.json?item=" ID "&assets=B04",
          "https://example.com/item/preview.png?item=" ID "&assets=B04"})
    {
        for (const bool isFirst : {true, false})
        {
            std::vector<std::string> texts{"s3://bucket/" RED};
            texts.insert(isFirst ? texts.begin() : texts.end(), other);
            const auto input = JudgeTexts(texts);
            ASSERT_TRUE(input) << input.GetError().message;
            EXPECT_EQ(input->links.size(), 1u) << other;
            EXPECT_EQ(input->passedOver, 1u) << other;
            EXPECT_THAT(input->warnings, IsEmpty());
        }
    }
}

TEST(JudgeLinks, TakesAnglesAndMasksForBands)
{
    const auto input = JudgeTexts({ID ".SAA.tif", ID ".SZA.tif", ID ".VAA.tif",
                                   ID ".VZA.tif", ID ".Fmask.tif"});
    ASSERT_TRUE(input) << input.GetError().message;
    EXPECT_EQ(input->links.size(), 5u);
    EXPECT_EQ(input->passedOver, 0u);
}

TEST(JudgeLinks, PassesOverNothingThatMayBeADamagedLink)
{
    for (const char *damaged :
         {// names
          "HLS.L30.T13TGF.2021366T172406.v2.0.B04.tif",
          "HLS.L30.T1TGF.2021133T172406.v2.0.B04.tif",
          "HLS.L30.T13TGF.2021133T172406.v1.5.B04.tif",
          "HLS.L30.T13TGF.2021133T172406.v2.1.B04.tif",
          "HLS.M30.T14TPN.2020183.2020213.v2.0.EVI.tif",
          "hls.l30.t13tgf.2021133T172406.v2.0.b04.tif",
          // links that are cut off
          ID ".B04.ti", ID ".B04", ID ".B0", ID, "s3://bucket/HLS.L3",
          "s3://bucket/HL", "s3://lp-prod-protected/HLSL30.0",
          "s3://lp-prod-prot", "https://data.lpdaac.earthdatacloud.nasa.gov",
          "https://data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/H",
          "https://example.com/H", "https://example.com", "s3://bucket/folder/",
          // rasters of HLS in places that may not be named
          "http://example.com/" RED, "/vsizip/a.zip/" RED,
          "https://example.com/get?file=" RED,
          // no links
          "hello", "hello world", "see " RED, "1", "id,link.txt", "x: y.txt",
          "<a href=\"x.jpg\">", "PG:host=example.com password=x.txt"})
        EXPECT_THAT(WhyRefused({"s3://bucket/" RED, damaged}),
                    StartsWith("HLSTS: links.txt, line 2: "))
            << damaged;
}

TEST(JudgeLinks, WarnsOnceOfNamesThatAnotherToolHasMade)
{
    const auto input =
        JudgeTexts({"s3://bucket/" ID ".RED.subset.tif", "s3://bucket/" RED,
                    "s3://bucket/" ID ".B04.subset.tif", "clip_" RED, ID ".tif",
                    ID ".B04 (1).tif", ID ".jpg"});
    ASSERT_TRUE(input) << input.GetError().message;
    EXPECT_EQ(input->links.size(), 1u);
    EXPECT_EQ(input->passedOver, 6u);
    EXPECT_THAT(input->warnings,
                ElementsAre(AllOf(
                    StartsWith("HLSTS: links.txt: passed over 5 files that "
                               "another tool has named, the first " ID
                               ".RED.subset.tif (line 1). "),
                    HasSubstr(RED))));
}

TEST(JudgeLinks, SaysWhatTheFilesAreWhereNoneIsOfHls)
{
    EXPECT_THAT(WhyRefused({}), HasSubstr("no link in it"));
    EXPECT_THAT(WhyRefused({"s3://bucket/" ID ".jpg", "s3://bucket/x.txt"}),
                StartsWith("HLSTS: links.txt: there is no HLS file in it, only "
                           "2 files of another kind, such as " ID ".jpg; "));
    EXPECT_THAT(WhyRefused({ID ".RED.subset.tif", ID ".B04.subset.tif"}),
                AllOf(StartsWith("HLSTS: links.txt: there are only files that "
                                 "another tool has named, such as " ID
                                 ".RED.subset.tif. "),
                      HasSubstr("Name files as NASA does: " RED)));
}

TEST(JudgeLinks, ShowsNoSecretOfWhatItPassesOver)
{
    for (const char *link :
         {"https://u:SECRET@example.com/x.jpg", "https://SECRET@example.com",
          "https://example.com/x.jpg?sig=SECRET",
          "https://example.com/x#SECRET.jpg", "x.jpg?SECRET",
          "https://example.com/" ID ".B04.subset.tif?sig=SECRET"})
    {
        EXPECT_THAT(WhyRefused({link}), Not(HasSubstr("SECRET"))) << link;
        const auto input = JudgeTexts({link, "s3://bucket/" RED});
        if (!input)
            continue;
        for (const std::string &warning : input->warnings)
            EXPECT_THAT(warning, Not(HasSubstr("SECRET"))) << link;
    }
}

TEST(JudgeLinks, ObeysThePolicyForEveryFormOfInput)
{
    for (const char *link : {RED, "/data/" RED, "https://127.0.0.1/" RED})
    {
        EXPECT_TRUE(JudgeTexts({link})) << link;
        EXPECT_FALSE(JudgeTexts({"s3://bucket/" RED, link}, false)) << link;
    }
}

TEST(JudgeLinks, KeepsWhatIsToldAndNamesNoLineWhereThereIsNone)
{
    ParsedInput parsed;
    parsed.candidates.push_back({"s3://bucket/" RED, 0});
    parsed.scenes[ID].cloudCover = 12;
    parsed.openOptions.emplace_back("BANDS", "red");
    parsed.warnings.push_back("it is one page");
    InputContext context;
    context.path = "cube.json";
    const auto input = JudgeLinks(parsed, context);
    ASSERT_TRUE(input) << input.GetError().message;
    EXPECT_EQ(input->scenes.at(ID).cloudCover, 12);
    EXPECT_EQ(input->openOptions, parsed.openOptions);
    EXPECT_THAT(input->warnings,
                ElementsAre("HLSTS: cube.json: it is one page"));
    parsed.candidates.push_back({"http://example.com/" RED, 0});
    const auto refused = JudgeLinks(parsed, context);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.GetError().message,
                StartsWith("HLSTS: cube.json: http://example.com/" RED ": "));
}
