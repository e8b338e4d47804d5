// SPDX-License-Identifier: MIT
// UTC by civil arithmetic: no time zone or locale of the machine matters, and
// neither 2038 nor a leap second is special.

#include "vsi/base/utc_time.h"

#include "tests/support/scoped_time_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <string>

namespace hlsts
{
namespace
{

using testing::HasSubstr;
using testing::StartsWith;

/** A locale of the process while it lives. */
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

TEST(ToUnixTime, KnownMoments)
{
    EXPECT_EQ(ToUnixTime({1970, 1, 1, 0, 0, 0}), 0);
    EXPECT_EQ(ToUnixTime({2021, 1, 27, 0, 50, 9}), 1611708609);
    EXPECT_EQ(ToUnixTime({2038, 1, 19, 3, 14, 8}), 2147483648LL);
    EXPECT_EQ(ToUnixTime({2000, 2, 29, 0, 0, 0}), 951782400);
    EXPECT_EQ(ToUnixTime({1969, 12, 31, 23, 59, 59}), -1);
    EXPECT_EQ(ToUnixTime({2016, 12, 31, 23, 59, 60}),
              ToUnixTime({2017, 1, 1, 0, 0, 0}));
}

TEST(ToUnixTime, RefusesWhatIsNoMoment)
{
    EXPECT_FALSE(ToUnixTime({2021, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({1900, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 13, 1, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 0, 1, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 32, 0, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 1, 24, 0, 0}));
    EXPECT_FALSE(ToUnixTime({2021, 1, 1, 0, 0, 61}));
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
        {"2016-12-31T18:59:60-05:00", "2017-01-01T00:00:00Z"},
        {"2021-05-13t17:24:06z", "2021-05-13T17:24:06Z"},
        {"2021-05-13T17:24:06+00:00", "2021-05-13T17:24:06Z"},
        {"2021-05-13 17:24:06 +00:00", "2021-05-13T17:24:06Z"},
        {"2021-05-13T12:24:06-05:00", "2021-05-13T17:24:06Z"},
        {"2021-05-14T00:54:06+0730", "2021-05-13T17:24:06Z"},
        {"2021-05-13T19:24+02", "2021-05-13T17:24:00Z"},
        {"2021-05-13T17:24:06.999Z", "2021-05-13T17:24:06Z"},
        {"2021-05-13T12:24:06,5-05:00", "2021-05-13T17:24:06Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"0001-03-01", "0001-03-01T00:00:00Z"},
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
             "2021-05-13T17:24.5Z",
             "2021-05-13T17:24:06+",
             "2021-05-13T17:24:06+2:00",
             "2021-05-13T17:24:06+02:0",
             "2021-05-13T17:24:06+02:00Z",
             "2021-05-13T17:24:06 UTC",
             "2021-05-13+02:00",
             "2021-05-13T17:24:06ZZ",
             "2021-05-13T24:00",
             "2021-05-13T23:60",
             "2021-05-13T12:59:61",
             "0000-03-01",
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

}  // namespace
}  // namespace hlsts
