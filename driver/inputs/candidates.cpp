// SPDX-License-Identifier: MIT
// How a parser adds what it finds, within limits.

#include "driver/inputs/candidates.h"

#include "vsi/base/text.h"

#include <string>

namespace hlsts
{

Error ParseError(int line, std::string_view why)
{
    std::string message;
    if (line > 0)
        message = "line " + std::to_string(line) + ": ";
    message += why;
    return Error{std::move(message)};
}

Status CheckText(std::string_view text, int line)
{
    if (text.size() > kMaxLinkBytes)
        return ParseError(line, "a link or comment has " +
                                    std::to_string(text.size()) +
                                    " bytes, more than the limit of " +
                                    std::to_string(kMaxLinkBytes) +
                                    "; write one link a line");
    if (!IsPlainUtf8(text))
        return ParseError(line, "there are control characters in it or it is "
                                "not UTF-8; save the list as plain UTF-8 text");
    return Done{};
}

Status AddCandidate(ParsedInput &input, std::string_view text, int line)
{
    const Status status = CheckText(text, line);
    if (!status)
        return status;
    if (input.candidates.size() == kMaxLinks)
        return ParseError(line, "there are more links than the limit of " +
                                    std::to_string(kMaxLinks) +
                                    "; split it into several lists");
    input.candidates.push_back({std::string(text), line});
    return Done{};
}

}  // namespace hlsts
