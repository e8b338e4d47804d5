// SPDX-License-Identifier: MIT
// Civil time in UTC to seconds since 1970, independent of locale and TZ.

#include "vsi/base/utc_time.h"

#include <array>
#include <cstddef>
#include <vector>

namespace hlsts
{

namespace
{

bool IsLeapYear(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int DaysInMonth(int year, int month)
{
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30,
                                       31, 31, 30, 31, 30, 31};
    if (month == 2 && IsLeapYear(year))
        return 29;
    return days[static_cast<std::size_t>(month - 1)];
}

// Days since 1970-01-01. Counting years from March puts the leap day last.
std::int64_t DaysSince1970(int year, int month, int day)
{
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = y / 400;
    const std::int64_t yearOfEra = y - era * 400;
    const std::int64_t monthFromMarch = (month + 9) % 12;
    const std::int64_t dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    const std::int64_t dayOfEra =
        yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

std::vector<std::string_view> Words(std::string_view text,
                                    std::string_view separators)
{
    std::vector<std::string_view> words;
    std::size_t begin = text.find_first_not_of(separators);
    while (begin != std::string_view::npos)
    {
        const std::size_t end = text.find_first_of(separators, begin);
        words.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(separators, end);
    }
    return words;
}

std::optional<int> ParseNumber(std::string_view digits)
{
    if (digits.empty() || digits.size() > 4 ||
        digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    int number = 0;
    for (const char digit : digits)
        number = number * 10 + (digit - '0');
    return number;
}

std::optional<int> ParseMonth(std::string_view name)
{
    constexpr std::array<std::string_view, 12> names{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun",
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        if (names[i] == name)
            return static_cast<int>(i) + 1;
    }
    return std::nullopt;
}

std::optional<std::int64_t> FromParts(std::string_view year,
                                      std::string_view month,
                                      std::string_view day,
                                      std::string_view clock)
{
    const auto hms = Words(clock, ":");
    const auto y = ParseNumber(year);
    const auto m = ParseMonth(month);
    const auto d = ParseNumber(day);
    if (hms.size() != 3 || !y || !m || !d)
        return std::nullopt;
    const auto hour = ParseNumber(hms[0]);
    const auto minute = ParseNumber(hms[1]);
    const auto second = ParseNumber(hms[2]);
    if (!hour || !minute || !second)
        return std::nullopt;
    // RFC 850 wrote two digits; such a date is never one of the last century.
    const int fullYear = year.size() == 2 ? *y + 2000 : *y;
    return ToUnixTime({fullYear, *m, *d, *hour, *minute, *second});
}

}  // namespace

std::optional<std::int64_t> ToUnixTime(const CivilTime &time)
{
    if (time.year < 1 || time.year > 9999 || time.month < 1 ||
        time.month > 12 || time.day < 1 ||
        time.day > DaysInMonth(time.year, time.month) || time.hour < 0 ||
        time.hour > 23 || time.minute < 0 || time.minute > 59 ||
        time.second < 0 || time.second > 60)
        return std::nullopt;
    return DaysSince1970(time.year, time.month, time.day) * 86400 +
           time.hour * 3600 + time.minute * 60 + time.second;
}

std::optional<std::int64_t> ParseHttpDate(std::string_view text)
{
    const auto words = Words(text, " ,-");
    // Sun, 06 Nov 1994 08:49:37 GMT   and   Sunday, 06-Nov-94 08:49:37 GMT
    if (words.size() == 6 && words[5] == "GMT")
        return FromParts(words[3], words[2], words[1], words[4]);
    // Sun Nov  6 08:49:37 1994
    if (words.size() == 5)
        return FromParts(words[4], words[1], words[2], words[3]);
    return std::nullopt;
}

}  // namespace hlsts
