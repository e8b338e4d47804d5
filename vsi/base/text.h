// SPDX-License-Identifier: MIT
// ASCII and UTF-8 helpers that know no locale.

#ifndef HLSTS_VSI_BASE_TEXT_H
#define HLSTS_VSI_BASE_TEXT_H

#include <string>
#include <string_view>

namespace hlsts
{

constexpr bool IsDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool IsUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr char ToLower(char c)
{
    return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool IsLetter(char c)
{
    return ToLower(c) >= 'a' && ToLower(c) <= 'z';
}

constexpr bool IsLetterOrDigit(char c)
{
    return IsLetter(c) || IsDigit(c);
}

/** A text with its ASCII letters in lower case. */
std::string ToLower(std::string_view text);

/** Value of a hexadecimal digit, or -1. */
constexpr int HexValue(char c)
{
    if (IsDigit(c))
        return c - '0';
    const char lower = ToLower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/** Whether every character is a digit; false for an empty text. */
bool IsAllDigits(std::string_view text) noexcept;

/** Value of an all-digit text of at most nine digits, or -1. */
int ParseDigits(std::string_view text) noexcept;

bool StartsWith(std::string_view text, std::string_view start) noexcept;
bool EndsWith(std::string_view text, std::string_view end) noexcept;

/** Without regard to the case of ASCII letters. */
bool EqualsIgnoringCase(std::string_view a, std::string_view b) noexcept;
bool StartsWithIgnoringCase(std::string_view text,
                            std::string_view start) noexcept;
bool EndsWithIgnoringCase(std::string_view text, std::string_view end) noexcept;

/** The text without leading and trailing spaces and tabs. */
std::string_view TrimBlanks(std::string_view text) noexcept;

/** Whether the text is UTF-8 (no surrogates, no overlong forms) and free of
 * ASCII control characters, the tab included. */
bool IsPlainUtf8(std::string_view text) noexcept;

/** Whether every character is a printable one of ASCII, the blank included. */
bool IsPrintableAscii(std::string_view text) noexcept;

/** Whether a text holds an ASCII control character, such as NUL or a line
 * break.
 */
bool HasControlCharacter(std::string_view text) noexcept;

/** Whether a text may be sent as the value of an HTTP header: not empty, of
 * printable ASCII without blanks, at most 16 KiB (session tokens have one or
 * two thousand characters). */
bool IsHeaderValue(std::string_view text) noexcept;

/** A foreign text as it may stand in a message: control characters, marks that
 * turn the writing direction and bytes that aren't UTF-8 become \xNN, and of a
 * long text the middle is left out. */
std::string EscapeForMessage(std::string_view text);

/** Texts with a separator between them; empty ones are left out.
 *
 * @param texts any range of std::string. */
template <class Texts>
std::string JoinTexts(const Texts &texts, std::string_view separator)
{
    std::string joined;
    for (const std::string &text : texts)
    {
        if (text.empty())
            continue;
        if (!joined.empty())
            joined += separator;
        joined += text;
    }
    return joined;
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_TEXT_H
