// SPDX-License-Identifier: MIT
// The dates in HTTP headers.

#ifndef HLSTS_VSI_TRANSPORT_HTTP_DATE_H
#define HLSTS_VSI_TRANSPORT_HTTP_DATE_H

#include "vsi/base/text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <curl/curl.h>

namespace hlsts
{

/** A Date or Last-Modified header in seconds since 1970 UTC, or nothing when it
 * is none of the three forms of RFC 9110 (5.6.7). curl_getdate() understands
 * them, and much more: dates in other zones, or without seconds, are no HTTP
 * dates. Safe for concurrent use. */
inline std::optional<std::int64_t> ParseHttpDate(const std::string &text)
{
    const auto colons = std::count(text.begin(), text.end(), ':');
    const bool isAsctime = text.find(',') == std::string::npos;
    if (colons != 2 || (!isAsctime && !EndsWith(text, " GMT")))
        return std::nullopt;
    const auto seconds = curl_getdate(text.c_str(), nullptr);
    if (seconds < 0)
        return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_HTTP_DATE_H
