// SPDX-License-Identifier: MIT
// What names mean, and which are refused: other versions, other patterns,
// impossible times.

#include "driver/hls/asset_name.h"

#include "vsi/base/utc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace hlsts
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(AssetName, HasThePartsOfALandsatFile)
{
    const auto name =
        ParseAssetName("HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif");
    ASSERT_TRUE(name) << name.GetError().message;
    EXPECT_EQ(name->granuleId, "HLS.L30.T13TGF.2021133T172406.v2.0");
    EXPECT_EQ(name->sensor, Sensor::L30);
    EXPECT_FALSE(name->isVegetationIndex);
    EXPECT_EQ(name->tile, "13TGF");
    EXPECT_EQ(FormatIsoTime(name->time), "2021-05-13T17:24:06Z");
    EXPECT_EQ(name->productBand, "B04");
}

TEST(AssetName, HasThePartsOfASentinelFile)
{
    const auto name =
        ParseAssetName("HLS.S30.T35VLJ.2021168T100559.v2.0.B8A.tif");
    ASSERT_TRUE(name) << name.GetError().message;
    EXPECT_EQ(name->granuleId, "HLS.S30.T35VLJ.2021168T100559.v2.0");
    EXPECT_EQ(name->sensor, Sensor::S30);
    EXPECT_EQ(name->productBand, "B8A");
    EXPECT_EQ(FormatIsoTime(name->time), "2021-06-17T10:05:59Z");
}

TEST(AssetName, HasThePartsOfAVegetationIndex)
{
    const auto name =
        ParseAssetName("HLS-VI.S30.T13RCN.2024128T173909.v2.0.NBR2.tif");
    ASSERT_TRUE(name) << name.GetError().message;
    EXPECT_EQ(name->granuleId, "HLS-VI.S30.T13RCN.2024128T173909.v2.0");
    EXPECT_TRUE(name->isVegetationIndex);
    EXPECT_EQ(name->sensor, Sensor::S30);
    EXPECT_EQ(name->productBand, "NBR2");
}

TEST(AssetName, TakesTheExtensionInBothCases)
{
    EXPECT_TRUE(ParseAssetName("HLS.L30.T13TGF.2021133T172406.v2.0.Fmask.TIF"));
}

TEST(AssetName, OfAnotherVersionIsRefusedByThatReason)
{
    for (const char *name : {
             "HLS.L30.39TVF.2020158.165.v1.5.B04.tif",
             "HLS.S30.T01LAH.2020158T165135.v1.5.B04.tif",
             "HLS.S30.T11SLT.2018123.v1.4.hdf",
             "HLS.S30.T13TGF.2021133T172406.v3.0.B04.tif",
             "HLS.S30.T13TGF.2021133T172406.v2.1.B04.tif",
             "HLS.S30.T13TGF.2021133T172406.v2.01.B04.tif",
         })
    {
        const auto result = ParseAssetName(name);
        ASSERT_FALSE(result) << name;
        EXPECT_THAT(result.GetError().message,
                    AllOf(StartsWith(std::string(name) + ": "),
                          HasSubstr("only HLS v2.0 files are understood"),
                          HasSubstr("this one is v"), HasSubstr(" of HLS."),
                          Not(HasSubstr("\n"))));
    }
}

TEST(AssetName, OfAnUnknownProductIsRefusedWithItsName)
{
    for (const char *name : {
             "HLS.M30.T14TPN.2020183.2020213.v2.0.EVI.tif",
             "HLS.M30.T14TPN.2020183.2020213.v2.1.EVI.tif",
             "HLS-VI.M30.T13TGF.2021133T172406.v2.0.NDVI.tif",
             "HLS.L31.T13TGF.2021133T172406.v2.0.B04.tif",
         })
    {
        const auto result = ParseAssetName(name);
        ASSERT_FALSE(result) << name;
        const std::string product(name, std::string(name).find('.') + 4);
        EXPECT_THAT(result.GetError().message,
                    AllOf(StartsWith(std::string(name) + ": the product " +
                                     product + " is not known"),
                          HasSubstr("HLS.L30 v2.0"),
                          HasSubstr("HLS-VI.S30 v2.0")));
        EXPECT_TRUE(LooksLikeAssetName(name)) << name;
    }
}

TEST(AssetName, OfAnotherPatternIsRefused)
{
    for (const char *name : {
             "",
             "HLS",
             "HLS.L30.",
             "links.txt",
             "hls.L30.T13TGF.2021133T172406.v2.0.B04.tif",
             "HLS.L31.T13TGF.2021133T172406.v2.0.B04.tif",
             "HLS-VI.T13TGF.2021133T172406.v2.0.NDVI.tif",
             " HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif ",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tiff",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04.Tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif.aux.xml",
             "HLS.L30.T13TGF.2021133T172406.v2.0.tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0..tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B-4.tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0.B04B04B04B04B04B04.tif",
             "HLS.L30.T13TGF.2021133T172406.v2.0.jpg",
             "HLS.L30.T13TGF.2021133T172406.v2.0_stac.json",
             "HLS.L30.T13TGF.2021133T172406.v2.0.cmr.xml",
             "HLS.L30.13TGF.2021133T172406.v2.0.B04.tif",
             "HLS.L30.T3TGF.2021133T172406.v2.0.B04.tif",
             "HLS.L30.TA3TGF.2021133T172406.v2.0.B04.tif",
             "HLS.L30.T13tgf.2021133T172406.v2.0.B04.tif",
             "HLS.L30.T13TGF.2021133.172406.v2.0.B04.tif",
             "HLS.L30.T13TGF.2021133T1724.v2.0.B04.tif",
             "HLS.L30.T13TGF.2021133T172406.B04.tif",
         })
        EXPECT_FALSE(ParseAssetName(name)) << name;
}

TEST(AssetName, WithAnImpossibleTimeIsRefused)
{
    for (const char *time :
         {"2021366T000000", "2021000T000000", "2024367T000000",
          "2100366T000000", "2021999T000000", "2021133T240000",
          "2021133T236000", "2021133T235961", "2021133T225960",
          "20211-3T000000", "+021133T000000", "2021133T00000 "})
    {
        const std::string name =
            std::string("HLS.L30.T13TGF.") + time + ".v2.0.B04.tif";
        const auto result = ParseAssetName(name);
        ASSERT_FALSE(result) << name;
        EXPECT_THAT(result.GetError().message, HasSubstr("no such time"));
    }
}

TEST(AssetName, KnowsLeapYearsLeapSecondsAndTheTimeAfter2038)
{
    const struct
    {
        const char *time;
        const char *iso;
    } cases[] = {
        {"2024366T235959", "2024-12-31T23:59:59Z"},
        {"2000366T000000", "2000-12-31T00:00:00Z"},
        {"2024060T120000", "2024-02-29T12:00:00Z"},
        {"2021060T120000", "2021-03-01T12:00:00Z"},
        {"2016366T235960", "2017-01-01T00:00:00Z"},
        {"2038019T031408", "2038-01-19T03:14:08Z"},
        {"2106038T062816", "2106-02-07T06:28:16Z"},
        {"9999365T235959", "9999-12-31T23:59:59Z"},
    };

    for (const auto &c : cases)
    {
        const auto name = ParseAssetName(std::string("HLS.S30.T13TGF.") +
                                         c.time + ".v2.0.B04.tif");
        ASSERT_TRUE(name) << name.GetError().message;
        EXPECT_EQ(FormatIsoTime(name->time), c.iso);
    }
}

TEST(AssetName, ErrorNeitherShowsAQueryNorControlsTheTerminal)
{
    const auto query = ParseAssetName("HLS.L30.x.tif?sig=SECRET");
    ASSERT_FALSE(query);
    EXPECT_THAT(query.GetError().message, Not(HasSubstr("SECRET")));
    const auto control = ParseAssetName("HLS.L30.\x1b[2J.tif");
    ASSERT_FALSE(control);
    EXPECT_THAT(control.GetError().message,
                AllOf(HasSubstr("\\x1B"), Not(HasSubstr("\x1b"))));
}

TEST(AssetName, IsRecognisedByItsBeginningInAnyVersion)
{
    for (const char *name : {"HLS.L30.", "HLS.S30.x", "HLS-VI.L30.T",
                             "HLS.L30.39TVF.2020158.165.v1.5.B04.tif"})
        EXPECT_TRUE(LooksLikeAssetName(name)) << name;
    for (const char *name : {"", "HLS.", "HLS.L30", "HLS.x30.", "HLS.30L.",
                             "xHLS.L30.", "HLS-VI.T13TGF.", "HLS_L30."})
        EXPECT_FALSE(LooksLikeAssetName(name)) << name;
}

TEST(SensorName, IsTheProducts)
{
    EXPECT_STREQ(SensorName(Sensor::L30), "L30");
    EXPECT_STREQ(SensorName(Sensor::S30), "S30");
}

TEST(LastPathComponent, StopsAtSeparatorsAndTheQuery)
{
    const struct
    {
        const char *path;
        const char *expected;
    } cases[] = {
        {"", ""},         {"a", "a"},          {"/a/b", "b"},
        {"a/", ""},       {"C:\\a\\b", "b"},   {"a\\b/c", "c"},
        {"?x/y", ""},     {"a/b?c=/d/e", "b"}, {"https://h/a?s=\\z", "a"},
        {"a/b#c", "b#c"},
    };

    for (const auto &c : cases)
        EXPECT_EQ(LastPathComponent(c.path), c.expected) << c.path;
}

TEST(AssetName, SurvivesDamagedNames)
{
    const std::string names[] = {
        "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
        "HLS-VI.S30.T13RCN.2024128T173909.v2.0.NBR2.tif",
        "HLS.L30.39TVF.2020158.165.v1.5.B04.tif"};
    std::mt19937 random(20240601);
    for (int round = 0; round < 20000; ++round)
    {
        std::string name = names[random() % 3];
        for (unsigned i = random() % 4; i > 0 && !name.empty(); --i)
        {
            const auto place = random() % name.size();
            if (random() % 3 == 0)
                name.erase(place, random() % 5);
            else
                name[place] = static_cast<char>(random() % 256);
        }
        const auto parsed = ParseAssetName(name);
        if (!parsed)
        {
            ASSERT_FALSE(parsed.GetError().message.empty());
            continue;
        }
        ASSERT_TRUE(LooksLikeAssetName(name));
        ASSERT_EQ(parsed->tile.size(), 5u);
        ASSERT_THAT(name, StartsWith(parsed->granuleId + "." +
                                     parsed->productBand + "."));
    }
}

}  // namespace
}  // namespace hlsts
