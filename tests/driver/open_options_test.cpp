// SPDX-License-Identifier: MIT
// Open options: their values, and what is said of a mistake.

#include "driver/open_options.h"

#include "tests/support/option_xml.h"

#include "cpl_minixml.h"
#include "cpl_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

Result<OpenOptions> Parse(const std::vector<const char *> &items)
{
    CPLStringList options;
    for (const char *item : items)
        options.AddString(item);
    return ParseOpenOptions(options.List());
}

}  // namespace

TEST(OpenOptionsTest, WithoutOptionsTheDefaultsHold)
{
    const auto options = Parse({});
    ASSERT_TRUE(options);
    EXPECT_TRUE(options->filter.bands.empty());
    EXPECT_EQ(options->view.cube.threads, 64u);
    EXPECT_EQ(options->view.cube.access, "");
    EXPECT_EQ(options->view.bandDescription, BandDescription::Time);
    EXPECT_EQ(options->view.timeFormat, TimeFormat::Iso);
    EXPECT_TRUE(options->filter.zones.empty());
    EXPECT_EQ(options->view.series.groupBy, GroupBy::Automatic);
    EXPECT_EQ(options->view.series.order, Order::Time);
    EXPECT_EQ(options->view.series.mosaic, Mosaic::Automatic);
    EXPECT_FALSE(options->view.series.needsFmask);
    EXPECT_FALSE(options->view.cube.mask);
    EXPECT_EQ(options->view.cube.maskDilation, 0);
    EXPECT_FALSE(options->view.cube.isFailureNoData);
    EXPECT_FALSE(options->view.areTilesChosen);
    EXPECT_EQ(options->view.pixelOptions, "");
}

TEST(OpenOptionsTest, ValuesAreUnderstoodInAnyCase)
{
    const auto options =
        Parse({"BANDS=red, nir", "TILES=T13TGF", "SENSORS=S30",
               "START=2021-05-13", "END=2021-05-13", "NUM_THREADS=4",
               "BAND_DESCRIPTION=name", "TIME_FORMAT=CF", "ACCESS=https"});
    ASSERT_TRUE(options);
    EXPECT_THAT(options->filter.bands, ElementsAre("red", "nir"));
    EXPECT_THAT(options->filter.tiles, ElementsAre("T13TGF"));
    EXPECT_THAT(options->filter.sensors, ElementsAre("S30"));
    // A date as END is its whole day.
    EXPECT_EQ(options->filter.end - options->filter.start, 86399);
    EXPECT_EQ(options->view.cube.threads, 4u);
    EXPECT_EQ(options->view.cube.access, "HTTPS");
    EXPECT_EQ(options->view.bandDescription, BandDescription::Name);
    EXPECT_EQ(options->view.timeFormat, TimeFormat::Cf);

    const auto exact = Parse({"END=2021-05-13T00:00:00Z"});
    ASSERT_TRUE(exact);
    EXPECT_EQ(exact->filter.end, 1620864000);
    for (const char *text :
         {"END=2021-05-12T19:00:00-05:00", "END=2021-05-13T00:00:00.9+00:00",
          "END= 2021-05-13t00:00z "})
    {
        const auto zoned = Parse({text});
        ASSERT_TRUE(zoned) << text;
        EXPECT_EQ(zoned->filter.end, 1620864000) << text;
    }
    EXPECT_EQ(Parse({"END=2021-05-13Z"})->filter.end, 1620864000 + 86399);
    EXPECT_EQ(Parse({"NUM_THREADS=64"})->view.cube.threads, 64u);
    EXPECT_LE(Parse({"NUM_THREADS=all_cpus"})->view.cube.threads, 64u);
    EXPECT_GE(Parse({"NUM_THREADS=ALL_CPUS"})->view.cube.threads, 1u);
}

TEST(OpenOptionsTest, ChoicesOfStepsAndTilesAreUnderstood)
{
    const std::pair<const char *, GroupBy> groups[] = {
        {"GROUP_BY=none", GroupBy::None},
        {"GROUP_BY=Overpass", GroupBy::Overpass},
        {"GROUP_BY= DAY ", GroupBy::Day}};
    for (const auto &[text, groupBy] : groups)
    {
        const auto options = Parse({text});
        ASSERT_TRUE(options) << text;
        EXPECT_EQ(options->view.series.groupBy, groupBy) << text;
    }
    const std::pair<const char *, Mosaic> mosaics[] = {
        {"MOSAIC=auto", Mosaic::Automatic},
        {"MOSAIC=YES", Mosaic::Yes},
        {"MOSAIC=no", Mosaic::No}};
    for (const auto &[text, mosaic] : mosaics)
    {
        const auto options = Parse({text});
        ASSERT_TRUE(options) << text;
        EXPECT_EQ(options->view.series.mosaic, mosaic) << text;
    }
    EXPECT_EQ(Parse({"ORDER=cloud_cover"})->view.series.order,
              Order::CloudCover);
    EXPECT_EQ(Parse({"ORDER=TIME"})->view.series.order, Order::Time);
    EXPECT_TRUE(Parse({"ON_ERROR=nodata"})->view.cube.isFailureNoData);
    EXPECT_FALSE(Parse({"ON_ERROR=FAIL"})->view.cube.isFailureNoData);
}

TEST(OpenOptionsTest, ZonesAreNumbers)
{
    EXPECT_THAT(Parse({"ZONE=13"})->filter.zones, ElementsAre(13));
    EXPECT_THAT(Parse({"ZONE= 01, 60,7n ,9N"})->filter.zones,
                ElementsAre(1, 60, 7, 9));
    EXPECT_TRUE(Parse({"ZONE="})->filter.zones.empty());
    EXPECT_TRUE(Parse({"ZONE=13"})->view.areTilesChosen);
    EXPECT_TRUE(Parse({"TILES=13TGF"})->view.areTilesChosen);
    EXPECT_FALSE(Parse({"BANDS=red"})->view.areTilesChosen);
    for (const char *text : {"ZONE=0", "ZONE=61", "ZONE=13,x", "ZONE=N",
                             "ZONE=-1", "ZONE=013", "ZONE=13S"})
    {
        const auto options = Parse({text});
        ASSERT_FALSE(options) << text;
        EXPECT_THAT(options.GetError().message,
                    AllOf(HasSubstr(text), HasSubstr("1 to 60")));
    }
}

TEST(OpenOptionsTest, MaskNeedsFmaskAndMayBeWidened)
{
    const auto options = Parse({"MASK=cloud, CLOUD_SHADOW", "MASK_DILATE=3"});
    ASSERT_TRUE(options);
    ASSERT_TRUE(options->view.cube.mask);
    EXPECT_EQ(options->view.cube.mask->bits, 2 | 8);
    EXPECT_EQ(options->view.cube.maskDilation, 3);
    EXPECT_TRUE(options->view.series.needsFmask);
    EXPECT_FALSE(Parse({"MASK= "})->view.cube.mask);
    EXPECT_FALSE(Parse({"MASK= "})->view.series.needsFmask);
    EXPECT_EQ(Parse({"MASK=SNOW", "MASK_DILATE=100"})->view.cube.maskDilation,
              100);
    EXPECT_TRUE(Parse({"MASK_DILATE=0"}));
    for (const char *text :
         {"MASK_DILATE=101", "MASK_DILATE=-1", "MASK_DILATE=1.5",
          "MASK_DILATE=", "MASK_DILATE=99999999999"})
    {
        const auto wrong = Parse({"MASK=CLOUD", text});
        ASSERT_FALSE(wrong) << text;
        EXPECT_THAT(wrong.GetError().message,
                    AllOf(HasSubstr(text), HasSubstr("0 to 100")));
    }
    const auto alone = Parse({"MASK_DILATE=3"});
    ASSERT_FALSE(alone);
    EXPECT_THAT(alone.GetError().message,
                AllOf(HasSubstr("MASK_DILATE=3"), HasSubstr("MASK=CLOUD")));
    const auto wrong = Parse({"MASK=CLOUDS"});
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.GetError().message,
                AllOf(HasSubstr("CLOUDS"), HasSubstr("CLOUD_SHADOW")));
}

TEST(OpenOptionsTest, PixelOptionsAreThoseThatChangePixels)
{
    EXPECT_EQ(Parse({"NUM_THREADS=4", "ACCESS=S3"})->view.pixelOptions, "");
    const auto text = [](const std::vector<const char *> &items)
    { return Parse(items)->view.pixelOptions; };
    EXPECT_EQ(text({"MASK=cloud", "group_by=day", "NUM_THREADS=4"}),
              "GROUP_BY=DAY MASK=CLOUD");
    EXPECT_EQ(text({"GROUP_BY=DAY", "MASK=CLOUD"}),
              text({"mask=Cloud", "Group_By=day"}));
    EXPECT_NE(text({"GROUP_BY=DAY"}), text({"GROUP_BY=NONE"}));
}

TEST(OpenOptionsTest, MistakesNameOptionValueAndChoices)
{
    const std::vector<std::pair<const char *, const char *>> cases = {
        {"START=yesterday", "YYYY-MM-DD"},
        {"END=2021-13-01", "YYYY-MM-DD"},
        {"NUM_THREADS=0", "1 to 64"},
        {"NUM_THREADS=-3", "1 to 64"},
        {"NUM_THREADS=65", "1 to 64"},
        {"NUM_THREADS=99999999999999999999", "1 to 64"},
        {"NUM_THREADS=many", "ALL_CPUS"},
        {"BAND_DESCRIPTION=X", "TIME or NAME"},
        {"TIME_FORMAT=UNIX", "ISO or CF"},
        {"ACCESS=FTP", "AUTO, S3 or HTTPS"},
        {"GROUP_BY=WEEK", "NONE or OVERPASS or DAY"},
        {"ORDER=RANDOM", "TIME or CLOUD_COVER"},
        {"MOSAIC=1", "AUTO or YES or NO"},
        {"ON_ERROR=IGNORE", "FAIL or NODATA"},
    };
    for (const auto &c : cases)
    {
        const auto options = Parse({c.first});
        ASSERT_FALSE(options) << c.first;
        EXPECT_THAT(options.GetError().message,
                    AllOf(HasSubstr(c.first), HasSubstr(c.second)));
    }
}

TEST(OpenOptionsTest, StartIsNotAfterEnd)
{
    const auto options = Parse({"START=2021-08-01", "END=2021-07-01"});
    ASSERT_FALSE(options);
    EXPECT_THAT(options.GetError().message,
                AllOf(HasSubstr("START=2021-08-01"), HasSubstr("2021-07-01")));
    EXPECT_TRUE(Parse({"START=2021-08-01", "END=2021-08-01"}));
}

TEST(OpenOptionsTest, DescriptionIsXml)
{
    CPLXMLNode *root = CPLParseXMLString(OpenOptionList().c_str());
    ASSERT_NE(root, nullptr);
    int count = 0;
    for (const CPLXMLNode *node = root->psChild; node; node = node->psNext)
        if (node->eType == CXT_Element)
        {
            ++count;
            EXPECT_STRNE(CPLGetXMLValue(node, "description", ""), "");
            EXPECT_STRNE(CPLGetXMLValue(node, "type", ""), "");
        }
    EXPECT_EQ(count, 16);
    CPLDestroyXMLNode(root);
}

TEST(OpenOptionsTest, OfferEveryAccessMode)
{
    ExpectAccessModes(OpenOptionList().c_str(), "ACCESS");
}
