// SPDX-License-Identifier: MIT
// Base64, as Basic authorization and JSON web tokens need it.

#include "vsi/base/base64.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hlsts
{

namespace
{

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// -1 when it is no character of either alphabet.
int ValueOf(char c)
{
    if (c == '-')
        c = '+';
    if (c == '_')
        c = '/';
    const auto at = kAlphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string Base64Encode(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3)
    {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
        {
            group <<= 8;
            if (j < count)
                group |= static_cast<unsigned char>(bytes[i + j]);
        }
        for (std::size_t j = 0; j < 4; ++j)
        {
            const auto sixBits = (group >> (18 - 6 * j)) & 63U;
            text += j <= count ? kAlphabet[sixBits] : '=';
        }
    }
    return text;
}

std::optional<std::string> Base64UrlDecode(std::string_view text)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    std::string bytes;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text)
    {
        const int value = ValueOf(c);
        if (value < 0)
            return std::nullopt;
        group = (group << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        bytes += static_cast<char>((group >> bits) & 255U);
    }
    return bytes;
}

}  // namespace hlsts
