// SPDX-License-Identifier: MIT
// Base64, as Basic authorization and JSON web tokens need it.

#ifndef HLSTS_VSI_BASE_BASE64_H
#define HLSTS_VSI_BASE_BASE64_H

#include <string>
#include <string_view>

namespace hlsts
{

/** Standard alphabet, padded. Pure. */
std::string Base64Encode(std::string_view bytes);

/** Decodes the URL-safe or the standard alphabet, padded or not. GDAL's decoder
 * ignores other characters, so the caller has to check the result. Pure. */
std::string Base64UrlDecode(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BASE64_H
