// SPDX-License-Identifier: MIT
// The dates in HTTP headers.

#ifndef HLSTS_VSI_TRANSPORT_HTTP_DATE_H
#define HLSTS_VSI_TRANSPORT_HTTP_DATE_H

#include <cstdint>
#include <optional>
#include <string>

#include <curl/curl.h>

namespace hlsts
{

/** A Date or Last-Modified header in seconds since 1970 UTC, or nothing when it
 * is no date. Takes what curl_getdate() takes, thus the three forms of RFC 9110
 * (5.6.7). Safe for concurrent use. */
inline std::optional<std::int64_t> ParseHttpDate(const std::string &text)
{
    const auto seconds = curl_getdate(text.c_str(), nullptr);
    if (seconds < 0)
        return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_HTTP_DATE_H
