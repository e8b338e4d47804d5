// SPDX-License-Identifier: MIT
// From the links that an input names to those that may be opened.

#include "driver/inputs/judge_links.h"

#include "driver/inputs/link_target.h"

#include <utility>

namespace hlsts
{

namespace
{

Error CandidateError(const InputContext &context,
                     const LinkCandidate &candidate, const std::string &why)
{
    return Error{
        "HLSTS: " + DescribePlace(DescribeLink(context.path), candidate.line) +
        ": " + why};
}

Result<Link> Judge(LinkCandidate &&candidate, const InputContext &context)
{
    const LinkRules rules{context.folder, context.isLocal,
                          context.isLocal || context.allowLocalFromRemote,
                          context.isInLocalArchive};
    Result<LinkTarget> target = ResolveLink(candidate.text, rules);
    if (!target)
        return CandidateError(context, candidate, target.GetError().message);
    Result<AssetName> asset = ParseAssetName(target->GetFileName());
    if (!asset)
        return CandidateError(context, candidate, asset.GetError().message);
    Link link;
    link.text = std::move(candidate.text);
    link.line = candidate.line;
    link.path = std::move(target->path);
    link.isLocal = target->isLocal;
    link.asset = std::move(*asset);
    return link;
}

}  // namespace

Result<Input> JudgeLinks(ParsedInput parsed, const InputContext &context)
{
    Input input;
    input.links.reserve(parsed.candidates.size());
    for (LinkCandidate &candidate : parsed.candidates)
    {
        Result<Link> link = Judge(std::move(candidate), context);
        if (!link)
            return link.GetError();
        input.links.push_back(std::move(*link));
    }
    if (input.links.empty())
        return Error{"HLSTS: " + DescribeLink(context.path) +
                     ": there is no link in it; write one HLS link a line"};
    input.scenes = std::move(parsed.scenes);
    input.openOptions = std::move(parsed.openOptions);
    return input;
}

}  // namespace hlsts
