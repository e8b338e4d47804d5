// SPDX-License-Identifier: MIT
// URLs that carry their own permission, and when it ends.

#ifndef HLSTS_VSI_KEYS_SIGNED_URL_H
#define HLSTS_VSI_KEYS_SIGNED_URL_H

#include "vsi/transport/http.h"
#include "vsi/names/url.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace hlsts
{

/** How long a URL is used when nothing states its end. */
inline constexpr std::chrono::seconds kUnknownUrlLife{300};

/** Whether the query holds a signature of S3 or CloudFront. Pure. */
bool IsSignedUrl(const Url &url);

/** The end that the URL states, in seconds since 1970 UTC: X-Amz-Date plus
 * X-Amz-Expires, or Expires. Pure. */
std::optional<std::int64_t> SignedUrlEnd(const Url &url);

/** How long a URL lives, counted from the answer that redirected to it: by what
 * the URL itself states, else by the answer's Cache-Control, else
 * kUnknownUrlLife. Not positive when the URL has ended already. Pure.
 *
 * @param serverNow the moment of the answer by the server's clock. */
std::chrono::seconds SignedUrlLife(const Url &url, const HttpResponse &response,
                                   std::int64_t serverNow);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SIGNED_URL_H
