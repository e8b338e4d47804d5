// SPDX-License-Identifier: MIT
// File names and times: faults.md, cases 20 and 40.

#include "driver/hls/asset_name.h"

#include "vsi/base/civil_date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <optional>
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

/** A setting of the process for the time of a test. */
class ScopedTimeZone
{
  public:
    explicit ScopedTimeZone(const char *zone)
    {
        if (const char *old = std::getenv("TZ"))
            m_old = old;
        setenv("TZ", zone, 1);
        tzset();
    }

    ~ScopedTimeZone()
    {
        if (m_old)
            setenv("TZ", m_old->c_str(), 1);
        else
            unsetenv("TZ");
        tzset();
    }

    ScopedTimeZone(const ScopedTimeZone &) = delete;
    ScopedTimeZone &operator=(const ScopedTimeZone &) = delete;

  private:
    std::optional<std::string> m_old{};
};

class ScopedLocale
{
  public:
    explicit ScopedLocale(const char *name)
        : m_old(std::setlocale(LC_ALL, nullptr)),
          m_isSet(std::setlocale(LC_ALL, name) != nullptr)
    {
    }

    ~ScopedLocale()
    {
        std::setlocale(LC_ALL, m_old.c_str());
    }

    ScopedLocale(const ScopedLocale &) = delete;
    ScopedLocale &operator=(const ScopedLocale &) = delete;

    bool IsSet() const
    {
        return m_isSet;
    }

  private:
    std::string m_old;
    bool m_isSet;
};

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
                          HasSubstr("only HLS v2.0 files are understood")));
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
    for (const char *name : {"", "HLS.", "HLS.L30", "HLS.X30.", "xHLS.L30."})
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

TEST(IsoTime, IsReadInEveryAcceptedForm)
{
    const struct
    {
        const char *text;
        const char *iso;
    } cases[] = {
        {"2021-05-13", "2021-05-13T00:00:00Z"},
        {"2021-05-13Z", "2021-05-13T00:00:00Z"},
        {"2021-05-13T17:24", "2021-05-13T17:24:00Z"},
        {"2021-05-13T17:24Z", "2021-05-13T17:24:00Z"},
        {"2021-05-13 17:24:06", "2021-05-13T17:24:06Z"},
        {"2021-05-13T17:24:06Z", "2021-05-13T17:24:06Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"0000-03-01", "0000-03-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    };

    for (const auto &c : cases)
    {
        const auto time = ParseIsoTime(c.text);
        ASSERT_TRUE(time) << c.text;
        EXPECT_EQ(FormatIsoTime(*time), c.iso) << c.text;
    }
}

TEST(IsoTime, OfAnotherFormOrOfNoDayIsRefusedAndQuoted)
{
    for (const char *text : {
             "",
             "Z",
             "T",
             "today",
             "2021",
             "2021-05",
             "2021-5-13",
             "2021-133",
             "2021-05-13T",
             "2021-05-13x17:24:06",
             "2021-05-13T17",
             "2021-05-13T1724",
             "2021-05-13T17:24:6",
             "2021-05-13T17:24:06.5Z",
             "2021-05-13T17:24:06+02:00",
             "2021-05-13T17:24:06ZZ",
             "2021-05-13T24:00",
             "2021-05-13T23:60",
             "2021-05-13T12:59:60",
             "2021-00-13",
             "2021-13-13",
             "2021-02-29",
             "1900-02-29",
             "2021-04-31",
             "2021-05-00",
             " 2021-05-13",
             "-021-05-13",
             "2021-05-13T-1:00",
             "20210513T172406Z",
         })
    {
        const auto time = ParseIsoTime(text);
        ASSERT_FALSE(time) << text;
        EXPECT_THAT(time.GetError().message,
                    HasSubstr("\"" + std::string(text) + "\""));
    }
}

TEST(IsoTime, HasKnownValues)
{
    EXPECT_EQ(FormatIsoTime(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(FormatIsoTime(-1), "1969-12-31T23:59:59Z");
    EXPECT_EQ(FormatIsoTime(1620926646), "2021-05-13T17:24:06Z");
    EXPECT_EQ(FormatIsoTime(std::int64_t{1} << 31), "2038-01-19T03:14:08Z");
    const auto time = ParseIsoTime("2021-05-13T17:24:06Z");
    ASSERT_TRUE(time);
    EXPECT_EQ(*time, 1620926646);
}

TEST(IsoTime, OutsideFourDigitYearsHasASign)
{
    EXPECT_EQ(FormatIsoTime(253402300800), "+10000-01-01T00:00:00Z");
    EXPECT_EQ(FormatIsoTime(-62167219201), "-0001-12-31T23:59:59Z");
    EXPECT_THAT(FormatIsoTime(std::numeric_limits<std::int64_t>::max()),
                StartsWith("+"));
    EXPECT_THAT(FormatIsoTime(std::numeric_limits<std::int64_t>::min()),
                StartsWith("-"));
}

TEST(IsoTime, DependsOnNeitherTimeZoneNorLocale)
{
    const auto expected = ParseIsoTime("2011-12-30T12:00:00Z");
    ASSERT_TRUE(expected);
    // Samoa skipped this very day.
    const ScopedTimeZone zone("Pacific/Apia");
    const ScopedLocale locale("de_DE.UTF-8");
    EXPECT_EQ(*ParseIsoTime("2011-12-30T12:00:00Z"), *expected);
    EXPECT_EQ(FormatIsoTime(*expected), "2011-12-30T12:00:00Z");
    // The hour that Central Europe skips.
    const ScopedTimeZone summer("Europe/Berlin");
    EXPECT_EQ(FormatIsoTime(*ParseIsoTime("2021-03-28T02:30")),
              "2021-03-28T02:30:00Z");
    if (!locale.IsSet())
        GTEST_SKIP() << "time zones tested; locale de_DE.UTF-8 not installed";
}

TEST(CivilDate, CountsEveryDayOfTheCalendarOnce)
{
    std::int64_t days = DaysFromCivil({-401, 1, 1});
    for (std::int64_t year = -401; year <= 2801; ++year)
    {
        for (int month = 1; month <= 12; ++month)
        {
            for (int day = 1; day <= DaysOfMonth(year, month); ++day, ++days)
            {
                ASSERT_EQ(DaysFromCivil({year, month, day}), days);
                const CivilDate date = CivilFromDays(days);
                ASSERT_EQ(date.year, year);
                ASSERT_EQ(date.month, month);
                ASSERT_EQ(date.day, day);
            }
        }
    }
}

/** Deterministic noise in real names: no crash, and what is accepted is
 * consistent. */
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
