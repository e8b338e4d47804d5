// SPDX-License-Identifier: MIT
// Time in UTC: the proleptic Gregorian calendar and seconds since 1970,
// independent of the machine's time zone and locale.

#include "vsi/base/utc_time.h"

#include "vsi/base/text.h"

#include <cstddef>

namespace hlsts
{

namespace
{

/** Appends a number with leading zeros. */
void AppendPadded(std::int64_t value, std::size_t width, std::string &out)
{
    const std::string digits = std::to_string(value);
    if (digits.size() < width)
        out.append(width - digits.size(), '0');
    out += digits;
}

/** The texts of date and time of day; empty where the form is wrong. */
struct IsoParts
{
    std::string_view date{};
    std::string_view time{};
};

IsoParts SplitIso(std::string_view text)
{
    if (!text.empty() && text.back() == 'Z')
        text.remove_suffix(1);
    IsoParts parts;
    if (text.size() == 10)
    {
        parts = {text, "00:00"};
    }
    else if (text.size() > 11 && (text[10] == 'T' || text[10] == ' '))
    {
        parts = {text.substr(0, 10), text.substr(11)};
    }
    return parts;
}

std::optional<std::int64_t> ParseIsoDate(std::string_view date)
{
    if (date.size() != 10 || date[4] != '-' || date[7] != '-')
        return std::nullopt;
    const int year = ParseDigits(date.substr(0, 4));
    const int month = ParseDigits(date.substr(5, 2));
    const int day = ParseDigits(date.substr(8));
    if (year < 0 || month < 1 || month > 12 || day < 1 ||
        day > DaysOfMonth(year, month))
        return std::nullopt;
    return DaysFromCivil(CivilDate{year, month, day});
}

std::optional<std::int64_t> ParseIsoTimeOfDay(std::string_view time)
{
    const bool hasSeconds = time.size() == 8;
    if (!(hasSeconds && time[5] == ':') && time.size() != 5)
        return std::nullopt;
    if (time[2] != ':')
        return std::nullopt;
    const int second = hasSeconds ? ParseDigits(time.substr(6)) : 0;
    return SecondsOfDay(ParseDigits(time.substr(0, 2)),
                        ParseDigits(time.substr(3, 2)), second);
}

}  // namespace

std::optional<std::int64_t> SecondsOfDay(int hour, int minute, int second)
{
    const bool isLeapSecond = hour == 23 && minute == 59 && second == 60;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        (second > 59 && !isLeapSecond))
        return std::nullopt;
    return (hour * 60 + minute) * 60 + second;
}

std::optional<std::int64_t> ToUnixTime(const CivilTime &time)
{
    if (time.year < 1 || time.year > 9999 || time.month < 1 ||
        time.month > 12 || time.day < 1 ||
        time.day > DaysOfMonth(time.year, time.month) || time.hour < 0 ||
        time.hour > 23 || time.minute < 0 || time.minute > 59 ||
        time.second < 0 || time.second > 60)
        return std::nullopt;
    return DaysFromCivil(CivilDate{time.year, time.month, time.day}) *
               kSecondsPerDay +
           (time.hour * 60 + time.minute) * 60 + time.second;
}

std::string FormatIsoTime(std::int64_t time)
{
    const std::int64_t remainder = time % kSecondsPerDay;
    const bool isBefore = remainder < 0;
    const std::int64_t days = time / kSecondsPerDay - (isBefore ? 1 : 0);
    const std::int64_t seconds = remainder + (isBefore ? kSecondsPerDay : 0);
    const CivilDate date = CivilFromDays(days);
    std::string out;
    // ISO 8601 asks for a sign where a year isn't of four digits.
    if (date.year < 0 || date.year > 9999)
        out += date.year < 0 ? '-' : '+';
    AppendPadded(date.year < 0 ? -date.year : date.year, 4, out);
    out += '-';
    AppendPadded(date.month, 2, out);
    out += '-';
    AppendPadded(date.day, 2, out);
    out += 'T';
    AppendPadded(seconds / 3600, 2, out);
    out += ':';
    AppendPadded(seconds / 60 % 60, 2, out);
    out += ':';
    AppendPadded(seconds % 60, 2, out);
    out += 'Z';
    return out;
}

Result<std::int64_t> ParseIsoTime(std::string_view text)
{
    const IsoParts parts = SplitIso(text);
    const auto days = ParseIsoDate(parts.date);
    const auto seconds = ParseIsoTimeOfDay(parts.time);
    if (!days || !seconds)
        return Error{"\"" + EscapeForMessage(text) +
                     "\" is no time; expected UTC as YYYY-MM-DD or "
                     "YYYY-MM-DDTHH:MM:SSZ"};
    return *days * kSecondsPerDay + *seconds;
}

}  // namespace hlsts
