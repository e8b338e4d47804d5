// SPDX-License-Identifier: MIT
// The ends of credentials and tokens, in the spellings that servers use.

#ifndef HLSTS_VSI_KEYS_EXPIRATION_H
#define HLSTS_VSI_KEYS_EXPIRATION_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace hlsts
{

/** The `expiration` of S3 credentials, in seconds since 1970 UTC. Pure.
 *
 * "2021-01-27 00:50:09+00:00" (both server families), and 'T' for the blank,
 * fractions, "Z", "+0000", other offsets, or no zone, which means UTC.
 */
std::optional<std::int64_t> ParseExpiration(std::string_view text);

/** The `expiration_date` of an Earthdata token, MM/DD/YYYY, in seconds since
 * 1970 UTC: the first moment of that day, since the hour isn't stated. Pure. */
std::optional<std::int64_t> ParseExpirationDate(std::string_view text);

/** The `exp` of a JSON web token, in seconds since 1970 UTC. The token's
 * signature isn't verified: `exp` only tells its owner when to renew it. Pure.
 */
std::optional<std::int64_t> ParseJwtExpiry(std::string_view token);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_EXPIRATION_H
