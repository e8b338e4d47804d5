// SPDX-License-Identifier: MIT
// A line of the header of an HTTP answer.

#include "vsi/transport/header_line.h"

#include "vsi/base/text.h"

namespace hlsts
{

std::optional<HeaderLine> ParseHeaderLine(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::string_view value =
        line.substr(colon + 1, line.find_last_not_of("\r\n") - colon);
    return HeaderLine{ToLower(line.substr(0, colon)),
                      std::string(TrimBlanks(value))};
}

}  // namespace hlsts
