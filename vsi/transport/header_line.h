// SPDX-License-Identifier: MIT
// A line of the header of an HTTP answer.

#ifndef HLSTS_VSI_TRANSPORT_HEADER_LINE_H
#define HLSTS_VSI_TRANSPORT_HEADER_LINE_H

#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** A header. A value type. */
struct HeaderLine
{
    /** In lower case. */
    std::string name{};
    /** Without outer white space; may be empty. */
    std::string value{};
};

/** Takes "Name: value\r\n" apart; nothing where the line has no colon, as the
 * status line and the empty line at the end. Pure. */
std::optional<HeaderLine> ParseHeaderLine(std::string_view line);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_HEADER_LINE_H
