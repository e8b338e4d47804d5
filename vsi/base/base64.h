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

/** URL-safe or standard alphabet, padding optional. Pure.
 * @return nothing when a character doesn't belong there. */
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BASE64_H
