// SPDX-License-Identifier: MIT
// The shell script by which Earthdata Search downloads what was found.

#include "driver/inputs/download_script.h"

#include "driver/inputs/candidates.h"
#include "driver/inputs/line_reader.h"
#include "driver/inputs/link_list.h"
#include "driver/inputs/link_syntax.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <iterator>

namespace hlsts
{

namespace
{

constexpr std::string_view kMarker = "EDSCEOF";

bool Contains(std::string_view text, std::string_view part) noexcept
{
    return text.find(part) != std::string_view::npos;
}

/** Whether a text has what only a script of Earthdata Search has. */
bool HasMarkOfEarthdataSearch(std::string_view text) noexcept
{
    constexpr std::string_view kMarks[] = {kMarker, "fetch_urls",
                                           "Earthdata Login", "Username ("};
    return std::any_of(std::begin(kMarks), std::end(kMarks),
                       [text](std::string_view mark)
                       { return Contains(text, mark); });
}

/** Whether a text has a path to a file of HLS. */
bool NamesHlsFile(std::string_view text) noexcept
{
    constexpr std::string_view kStart = "/HLS";
    for (auto place = text.find(kStart); place != std::string_view::npos;
         place = text.find(kStart, place + 1))
        if (IsHlsName(text.substr(place + 1)))
            return true;
    return false;
}

/** Removes a character from the end of a text if it is there. */
void RemoveLast(std::string_view &text, char c) noexcept
{
    if (!text.empty() && text.back() == c)
        text.remove_suffix(1);
}

/** Whether the links begin after a line: it ends in <<'EDSCEOF', where the
 * quotes and a '-' are optional. */
bool OpensLinks(std::string_view line) noexcept
{
    if (StartsWith(line, "#"))
        return false;
    const bool hasQuote = EndsWith(line, "'");
    const char quote = hasQuote ? '\'' : '"';
    RemoveLast(line, quote);
    if (!EndsWith(line, kMarker))
        return false;
    line.remove_suffix(kMarker.size());
    RemoveLast(line, quote);
    line = TrimBlanks(line);
    RemoveLast(line, '-');
    return EndsWith(line, "<<");
}

}  // namespace

bool IsScript(std::string_view bytes) noexcept
{
    return StartsWith(WithoutByteOrderMark(bytes), "#!/");
}

bool LooksLikeDownloadScript(std::string_view header) noexcept
{
    LineReader lines(header);
    return IsScript(header) && lines.Next() &&
           Contains(lines.GetLine(), "sh") &&
           HasMarkOfEarthdataSearch(header) && NamesHlsFile(header);
}

Result<ParsedInput> ParseDownloadScript(std::string_view bytes)
{
    ParsedInput input;
    bool hasLinks = false;
    bool isInside = false;
    for (LineReader lines(bytes); lines.Next();)
    {
        const std::string_view line = TrimBlanks(lines.GetLine());
        if (!isInside)
        {
            isInside = OpensLinks(line);
            hasLinks |= isInside;
        }
        else if (line == kMarker)
            isInside = false;
        else if (const Status status =
                     AddLinksOfLine(input, line, lines.GetNumber());
                 !status)
            return status.GetError();
    }
    if (isInside)
        return ParseError(0, "it is a download script that ends too early: the "
                             "line EDSCEOF behind the links is missing; "
                             "download it again");
    if (!hasLinks)
        return ParseError(0, "it is a script, but none of Earthdata Search, "
                             "which has its links between lines with EDSCEOF; "
                             "write a text with one HLS link a line");
    return input;
}

}  // namespace hlsts
