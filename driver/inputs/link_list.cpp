// SPDX-License-Identifier: MIT
// A text of HLS links.

#include "driver/inputs/link_list.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/candidates.h"
#include "driver/inputs/line_reader.h"
#include "driver/inputs/link_syntax.h"
#include "vsi/base/text.h"

namespace hlsts
{

namespace
{

/** Whether a line holds links: it is neither blank nor a comment. */
bool HasLinks(std::string_view trimmedLine) noexcept
{
    return !trimmedLine.empty() && trimmedLine.front() != '#';
}

/** What the links of a line are. */
struct LineContent
{
    /** Whether there is nothing but links, as far as one can see. */
    bool isLinks = true;
    bool hasRaster = false;
    /** Whether no raster's link begins like a link and one has a blank: it may
     * be a sentence. */
    bool isDoubtful = true;
    /** Whether one names another file of an HLS granule. */
    bool hasSidecar = false;
};

/** Looks at the links of a line.
 *
 * @param isCut whether the line may go on, so that its last link is not to be
 *   looked at. */
LineContent LookAtLine(std::string_view line, bool isCut) noexcept
{
    LineContent content;
    for (LinkReader links(line); content.isLinks && links.Next();)
    {
        const std::string_view link = links.GetLink();
        if (isCut && links.IsLast())
            break;
        if (LooksLikeHlsLink(link))
        {
            content.hasRaster = true;
            content.isDoubtful &= !StartsLikeLink(link) &&
                                  link.find(' ') != std::string_view::npos;
        }
        else if (LooksLikeOtherLink(link))
            content.hasSidecar |= IsHlsName(LastPathComponent(link));
        else
            content.isLinks = false;
    }
    return content;
}

}  // namespace

bool LooksLikeLinkList(std::string_view header, bool isComplete) noexcept
{
    if (StartsWith(WithoutByteOrderMark(header), "#!"))
        return false;
    bool hasRaster = false;
    bool hasSidecar = false;
    for (LineReader reader(header); reader.Next();)
    {
        const std::string_view line = TrimBlanks(reader.GetLine());
        if (!HasLinks(line))
            continue;
        const bool isCut = !isComplete && !reader.IsTerminated();
        const LineContent content = LookAtLine(line, isCut);
        if (!content.isLinks)
            return false;
        if (content.hasRaster && !content.isDoubtful)
            return true;
        hasRaster |= content.hasRaster;
        hasSidecar |= content.hasSidecar;
    }
    return hasRaster || (hasSidecar && !isComplete);
}

Status AddLinksOfLine(ParsedInput &input, std::string_view line, int number)
{
    const std::string_view trimmed = TrimBlanks(line);
    if (!HasLinks(trimmed))
        return CheckText(trimmed, number);
    for (LinkReader links(trimmed); links.Next();)
    {
        const Status status = AddCandidate(input, links.GetLink(), number);
        if (!status)
            return status;
    }
    return Done{};
}

Result<ParsedInput> ParseLinkList(std::string_view bytes)
{
    ParsedInput input;
    for (LineReader reader(bytes); reader.Next();)
    {
        const Status status =
            AddLinksOfLine(input, reader.GetLine(), reader.GetNumber());
        if (!status)
            return status.GetError();
    }
    return input;
}

}  // namespace hlsts
