// SPDX-License-Identifier: MIT
// ASCII and UTF-8 helpers that know no locale.

#include "vsi/base/text.h"

#include <algorithm>
#include <cstddef>

namespace hlsts
{

namespace
{

/** A decoded character; length 0 where the bytes aren't UTF-8. */
struct Utf8Char
{
    char32_t code = 0;
    std::size_t length = 0;
};

constexpr std::size_t LengthByFirstByte(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/** The first character of a text that isn't empty. */
Utf8Char DecodeFirst(std::string_view text) noexcept
{
    constexpr unsigned char kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = LengthByFirstByte(first);
    if (length == 0 || length > text.size())
        return {};
    char32_t code = first & kFirstBits[length];
    for (std::size_t i = 1; i < length; ++i)
    {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0) != 0x80)
            return {};
        code = (code << 6) | (next & 0x3F);
    }
    const bool isSurrogate = code >= 0xD800 && code < 0xE000;
    if (code < kSmallest[length] || code > 0x10FFFF || isSurrogate)
        return {};
    return {code, length};
}

/** Whether a character would change how a terminal shows its neighbours. */
constexpr bool IsUnprintable(char32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) ||
           (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

void AppendEscaped(std::string_view bytes, std::string &out)
{
    constexpr char kHex[] = "0123456789ABCDEF";
    for (const char c : bytes)
    {
        const auto byte = static_cast<unsigned char>(c);
        out += "\\x";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
}

void AppendReadable(std::string_view text, std::string &out)
{
    while (!text.empty())
    {
        const Utf8Char next = DecodeFirst(text);
        const std::size_t length = std::max<std::size_t>(next.length, 1);
        if (next.length == 0 || IsUnprintable(next.code))
            AppendEscaped(text.substr(0, length), out);
        else
            out.append(text.data(), length);
        text.remove_prefix(length);
    }
}

bool IsContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/** `wanted`, or a little less so that no character is cut in two. */
std::size_t CutBetweenCharacters(std::string_view text, std::size_t wanted)
{
    std::size_t cut = wanted;
    while (cut > 0 && wanted - cut < 3 && IsContinuation(text[cut]))
        --cut;
    return cut;
}

}  // namespace

std::string ToLower(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        c = ToLower(c);
    return lower;
}

bool IsAllDigits(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

int ParseDigits(std::string_view text) noexcept
{
    if (!IsAllDigits(text) || text.size() > 9)
        return -1;
    int value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

bool StartsWith(std::string_view text, std::string_view start) noexcept
{
    return text.substr(0, start.size()) == start;
}

bool EndsWith(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() &&
           text.substr(text.size() - end.size()) == end;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(),
                      [](char x, char y) { return ToLower(x) == ToLower(y); });
}

bool StartsWithIgnoringCase(std::string_view text,
                            std::string_view start) noexcept
{
    return EqualsIgnoringCase(text.substr(0, start.size()), start);
}

bool EndsWithIgnoringCase(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() &&
           EqualsIgnoringCase(text.substr(text.size() - end.size()), end);
}

std::string_view TrimBlanks(std::string_view text) noexcept
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool IsPlainUtf8(std::string_view text) noexcept
{
    while (!text.empty())
    {
        const auto first = static_cast<unsigned char>(text[0]);
        if (first < 0x20 || first == 0x7F)
            return false;
        const Utf8Char next =
            first < 0x80 ? Utf8Char{first, 1} : DecodeFirst(text);
        if (next.length == 0)
            return false;
        text.remove_prefix(next.length);
    }
    return true;
}

bool IsPrintableAscii(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return c >= ' ' && c < 0x7F; });
}

bool HasControlCharacter(std::string_view text) noexcept
{
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool IsHeaderValue(std::string_view text) noexcept
{
    constexpr std::size_t kLongest = 16 * 1024;
    return !text.empty() && text.size() <= kLongest &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return c > ' ' && c < 0x7F; });
}

std::string EscapeForMessage(std::string_view text)
{
    // The end is worth more than the middle: it holds the file's name.
    constexpr std::size_t kLongest = 240;
    constexpr std::size_t kHead = 80;
    constexpr std::size_t kTail = 150;
    std::string out;
    if (text.size() <= kLongest)
    {
        AppendReadable(text, out);
        return out;
    }
    AppendReadable(text.substr(0, CutBetweenCharacters(text, kHead)), out);
    out += "...";
    const std::size_t tail = CutBetweenCharacters(text, text.size() - kTail);
    AppendReadable(text.substr(tail), out);
    return out;
}

}  // namespace hlsts
