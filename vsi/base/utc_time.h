// SPDX-License-Identifier: MIT
// Time in UTC: the proleptic Gregorian calendar and seconds since 1970,
// independent of the machine's time zone and locale.

#ifndef HLSTS_VSI_BASE_UTC_TIME_H
#define HLSTS_VSI_BASE_UTC_TIME_H

#include "vsi/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

inline constexpr std::int64_t kSecondsPerDay = 24 * 60 * 60;

/** A day as the calendar shows it. A value type. */
struct CivilDate
{
    std::int64_t year = 1970;
    int month = 1;
    int day = 1;
};

constexpr bool IsLeapYear(std::int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int DaysOfYear(std::int64_t year)
{
    return IsLeapYear(year) ? 366 : 365;
}

/** Only for months 1 to 12. */
constexpr int DaysOfMonth(std::int64_t year, int month)
{
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return kDays[month - 1] + (month == 2 && IsLeapYear(year) ? 1 : 0);
}

// Both conversions count in eras of 400 years that begin on 1 March, so that
// the day of a leap year is the last day of its year.
constexpr std::int64_t kDaysPerEra = 146097;
constexpr std::int64_t kDaysFromEraToEpoch = 719468;

/** Days from 1970-01-01 to a day that exists; negative before. */
constexpr std::int64_t DaysFromCivil(const CivilDate &date)
{
    const std::int64_t year = date.month > 2 ? date.year : date.year - 1;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t monthFromMarch = (date.month + 9) % 12;
    const std::int64_t dayOfYear =
        (153 * monthFromMarch + 2) / 5 + date.day - 1;
    return era * kDaysPerEra + yearOfEra * 365 + yearOfEra / 4 -
           yearOfEra / 100 + dayOfYear - kDaysFromEraToEpoch;
}

/** The inverse of DaysFromCivil(), for days of the years +-25,000,000,000. */
constexpr CivilDate CivilFromDays(std::int64_t days)
{
    const std::int64_t shifted = days + kDaysFromEraToEpoch;
    const std::int64_t era =
        (shifted >= 0 ? shifted : shifted - (kDaysPerEra - 1)) / kDaysPerEra;
    const std::int64_t dayOfEra = shifted - era * kDaysPerEra;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) /
        365;
    const std::int64_t dayOfYear =
        dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int monthFromMarch = static_cast<int>((5 * dayOfYear + 2) / 153);
    const int month =
        monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    return CivilDate{era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
                     static_cast<int>(dayOfYear) -
                         (153 * monthFromMarch + 2) / 5 + 1};
}

/** Seconds since midnight, or nothing when no day has such a time. A leap
 * second (23:59:60) is the last of a UTC day and counts as the next midnight.
 */
std::optional<std::int64_t> SecondsOfDay(int hour, int minute, int second);

/** A moment as calendar and clock show it. A value type. */
struct CivilTime
{
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

/** Seconds since 1970-01-01 00:00:00 UTC, or nothing when there is no such
 * moment in the years 1 to 9999. A second 60 in any minute counts as the second
 * after it: servers write it so. */
std::optional<std::int64_t> ToUnixTime(const CivilTime &time);

/** Seconds since 1970 UTC to ISO 8601, e.g. 2021-05-13T17:24:06Z.
 *
 * Proleptic Gregorian calendar, no locale, no time zone of the machine. A year
 * outside 0 to 9999 has a sign, as ISO 8601 asks. */
std::string FormatIsoTime(std::int64_t time);

/** ISO 8601, as people and servers write it, to seconds since 1970 UTC.
 *
 * A date YYYY-MM-DD of the years 1 to 9999, which is its midnight in UTC, with
 * an optional Z; or a date, T or a space, HH:MM[:SS[.fraction]], and a zone: Z,
 * +hh, +hhmm, +hh:mm (or -), or none, which means UTC. T and Z in any case. A
 * fraction is cut off. A second 60 counts as the second after it.
 * @return an error that quotes the text when it is no such time.
 */
Result<std::int64_t> ParseIsoTime(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_UTC_TIME_H
