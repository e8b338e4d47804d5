// SPDX-License-Identifier: MIT
// Base64, as Basic authorization and JSON web tokens need it.

#include "vsi/base/base64.h"

#include "vsi/base/text.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <memory>

namespace hlsts
{

std::string Base64Encode(std::string_view bytes)
{
    const std::unique_ptr<char, decltype(&CPLFree)> text(
        CPLBase64Encode(static_cast<int>(bytes.size()),
                        reinterpret_cast<const GByte *>(bytes.data())),
        CPLFree);
    return text.get();
}

std::optional<std::string> Base64UrlDecode(std::string_view text)
{
    while (EndsWith(text, "="))
        text.remove_suffix(1);
    std::string buffer(text);
    std::replace(buffer.begin(), buffer.end(), '-', '+');
    std::replace(buffer.begin(), buffer.end(), '_', '/');
    // GDAL passes over other characters in silence.
    if (!std::all_of(buffer.begin(), buffer.end(),
                     [](char c)
                     { return IsLetterOrDigit(c) || c == '+' || c == '/'; }))
        return std::nullopt;
    // GDAL decodes whole groups of four.
    buffer.append((4 - buffer.size() % 4) % 4, '=');
    const int size =
        CPLBase64DecodeInPlace(reinterpret_cast<GByte *>(buffer.data()));
    buffer.resize(static_cast<std::size_t>(std::max(size, 0)));
    return buffer;
}

}  // namespace hlsts
