// SPDX-License-Identifier: MIT
// Days of the proleptic Gregorian calendar, counted from 1970-01-01.

#ifndef HLSTS_VSI_BASE_CIVIL_DATE_H
#define HLSTS_VSI_BASE_CIVIL_DATE_H

#include <cstdint>

namespace hlsts
{

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

// Both ways count in eras of 400 years that begin on 1 March: the day that
// leap years add is then the last of its year.
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

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_CIVIL_DATE_H
