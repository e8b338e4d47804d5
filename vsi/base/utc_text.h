// SPDX-License-Identifier: MIT
// Seconds since 1970 as people write them.

#ifndef HLSTS_VSI_BASE_UTC_TEXT_H
#define HLSTS_VSI_BASE_UTC_TEXT_H

#include "cpl_time.h"

#include <cstdio>
#include <string>

namespace hlsts
{

/** "2021-05-13T17:24:06Z", independent of locale and TZ. */
inline std::string UtcText(long long unixTime)
{
    struct tm civil = {};
    CPLUnixTimeToYMDHMS(static_cast<GIntBig>(unixTime), &civil);
    char text[64] = {};
    std::snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ",
                  civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday,
                  civil.tm_hour, civil.tm_min, civil.tm_sec);
    return text;
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_UTC_TEXT_H
