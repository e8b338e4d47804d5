// SPDX-License-Identifier: MIT
// The forms of input that the driver knows: which one some bytes have.

#include "driver/inputs/input_forms.h"

#include "driver/inputs/candidates.h"
#include "driver/inputs/download_script.h"
#include "driver/inputs/foreign_input.h"
#include "driver/inputs/json_header.h"
#include "driver/inputs/json_input.h"
#include "driver/inputs/link_list.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/printed_links.h"
#include "vsi/base/text.h"

#include <new>
#include <string>
#include <utility>

namespace hlsts
{

namespace
{

/** The error of a parser, with the input's name before it. */
Error ErrorOfParser(const InputContext &context, const std::string &why)
{
    return Error{"HLSTS: " + DescribeLink(context.path) +
                 (StartsWith(why, "line ") ? ", " : ": ") + why};
}

}  // namespace

bool LooksLikeInput(std::string_view header, bool isComplete) noexcept
{
    return LooksLikeLinkList(header, isComplete) ||
           LooksLikePrintedLinks(header, isComplete) ||
           LooksLikeDownloadScript(header) || LooksLikeJsonInput(header);
}

Result<ParsedInput> ParseInput(std::string_view bytes)
{
    const std::string_view foreign = DescribeForeignInput(bytes);
    if (!foreign.empty())
        return ParseError(0, foreign);
    if (IsScript(bytes))
        return ParseDownloadScript(bytes);
    if (IsPrint(bytes))
        return ParsePrintedLinks(bytes);
    if (BeginsLikeJson(bytes))
        return ParseJsonInput(bytes);
    return ParseLinkList(bytes);
}

Result<Input> JudgeParsedInput(Result<ParsedInput> parsed,
                               const InputContext &context)
{
    if (!parsed)
        return ErrorOfParser(context, parsed.GetError().message);
    return JudgeLinks(std::move(*parsed), context);
}

Result<Input> ReadInputBytes(std::string_view bytes,
                             const InputContext &context)
{
    try
    {
        return JudgeParsedInput(ParseInput(bytes), context);
    }
    catch (const std::bad_alloc &)
    {
        return ErrorOfParser(context, "not enough memory for it; split it into "
                                      "several lists");
    }
}

}  // namespace hlsts
