// SPDX-License-Identifier: MIT
// Base64, as Basic authorization and JSON web tokens need it.

#ifndef HLSTS_VSI_BASE_BASE64_H
#define HLSTS_VSI_BASE_BASE64_H

#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** Standard alphabet, padded. Pure. */
std::string Base64Encode(std::string_view bytes);

/** Decodes the URL-safe alphabet of JSON web tokens, and the standard one;
 * padded or not. Pure.
 * @return nothing when a character belongs to neither alphabet. */
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BASE64_H
