// SPDX-License-Identifier: MIT
// Time in UTC: the proleptic Gregorian calendar and seconds since 1970,
// independent of the machine's time zone and locale.

#include "vsi/base/utc_time.h"

#include "vsi/base/text.h"
#include "vsi/base/text_scanner.h"

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

/** Reads a zone: "Z", "+hh", "+hhmm", "+hh:mm", perhaps behind a blank, or
 * nothing.
 * @return seconds east of UTC. */
int ReadOffset(TextScanner &scanner)
{
    scanner.Accept(" ");
    if (scanner.IsAtEnd() || scanner.Accept("Zz"))
        return 0;
    const int sign = scanner.Front() == '-' ? -1 : 1;
    scanner.Expect("+-");
    const int hours = scanner.Number(2);
    if (scanner.IsAtEnd())
        return sign * hours * 3600;
    scanner.Accept(":");
    return sign * (hours * 3600 + scanner.Number(2) * 60);
}

/** Reads HH:MM[:SS[.fraction]] and a zone.
 * @return seconds east of UTC. */
int ReadTimeOfDay(TextScanner &scanner, CivilTime &time)
{
    time.hour = scanner.Number(2);
    scanner.Expect(":");
    time.minute = scanner.Number(2);
    if (scanner.Accept(":"))
    {
        time.second = scanner.Number(2);
        if (scanner.Accept(".,"))
            scanner.SkipDigits();
    }
    return ReadOffset(scanner);
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
    TextScanner scanner(text);
    CivilTime time;
    time.year = scanner.Number(4);
    scanner.Expect("-");
    time.month = scanner.Number(2);
    scanner.Expect("-");
    time.day = scanner.Number(2);
    int offset = 0;
    if (scanner.Accept("Tt "))
        offset = ReadTimeOfDay(scanner, time);
    else
        scanner.Accept("Zz");
    const auto local = ToUnixTime(time);
    if (!scanner.IsDone() || !local)
        return Error{"\"" + EscapeForMessage(text) +
                     "\" is no time; expected UTC as YYYY-MM-DD or "
                     "YYYY-MM-DDTHH:MM:SSZ"};
    return *local - offset;
}

}  // namespace hlsts
