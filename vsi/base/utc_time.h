// SPDX-License-Identifier: MIT
// Civil time in UTC to seconds since 1970, independent of locale and TZ.

#ifndef HLSTS_VSI_BASE_UTC_TIME_H
#define HLSTS_VSI_BASE_UTC_TIME_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace hlsts
{

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
 * moment. A leap second (60) counts as the second after it. */
std::optional<std::int64_t> ToUnixTime(const CivilTime &time);

/** An HTTP date in any of the three forms of RFC 9110 (5.6.7). */
std::optional<std::int64_t> ParseHttpDate(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_UTC_TIME_H
