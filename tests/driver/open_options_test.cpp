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
    EXPECT_EQ(options->cube.threads, 64u);
    EXPECT_EQ(options->cube.access, "");
    EXPECT_EQ(options->classic.bandDescription, BandDescription::Time);
    EXPECT_EQ(options->classic.timeFormat, TimeFormat::Iso);
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
    EXPECT_EQ(options->cube.threads, 4u);
    EXPECT_EQ(options->cube.access, "HTTPS");
    EXPECT_EQ(options->classic.bandDescription, BandDescription::Name);
    EXPECT_EQ(options->classic.timeFormat, TimeFormat::Cf);

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
    EXPECT_EQ(Parse({"NUM_THREADS=64"})->cube.threads, 64u);
    EXPECT_LE(Parse({"NUM_THREADS=all_cpus"})->cube.threads, 64u);
    EXPECT_GE(Parse({"NUM_THREADS=ALL_CPUS"})->cube.threads, 1u);
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
    EXPECT_EQ(count, 9);
    CPLDestroyXMLNode(root);
}

TEST(OpenOptionsTest, OfferEveryAccessMode)
{
    ExpectAccessModes(OpenOptionList().c_str(), "ACCESS");
}
