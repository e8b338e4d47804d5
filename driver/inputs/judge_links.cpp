// SPDX-License-Identifier: MIT
// From the links that an input names to those that may be opened.

#include "driver/inputs/judge_links.h"

#include "driver/inputs/link_syntax.h"
#include "driver/inputs/link_target.h"
#include "vsi/base/text.h"

#include <optional>
#include <string_view>
#include <utility>

namespace hlsts
{

namespace
{

constexpr char kAdviceOnNames[] =
    "HLSTS reads product, tile, time and band from a file's name. Name files "
    "as NASA does: HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif";

/** Whether a raster's name has the id of a granule in it, so that another tool
 * has made the name from that of an HLS file.
 *
 * @param name one that ParseAssetName() refuses. */
bool IsDerivedName(std::string_view name)
{
    constexpr std::string_view kVersion = ".v2.0";
    const auto begin = name.find("HLS");
    const auto version = name.find(kVersion, begin);
    if (version == std::string_view::npos ||
        !(EndsWithIgnoringCase(name, ".tif") ||
          EndsWithIgnoringCase(name, ".tiff")))
        return false;
    const std::string_view id =
        name.substr(begin, version + kVersion.size() - begin);
    return static_cast<bool>(ParseAssetName(std::string(id) + ".B04.tif"));
}

/** Whether a link leads to a file that has nothing to do with HLS.
 *
 * A link without an extension must be a whole URL, and not one of LP DAAC's:
 * there the end of a link is missing, or it names a folder.
 * @param target nullptr where the link may not be opened. */
bool IsForeignFile(std::string_view link, const LinkTarget *target)
{
    constexpr std::string_view kHls = "HLS";
    if (LooksLikeOtherLink(link))
        return true;
    const std::string_view name = LastPathComponent(link);
    const bool isName = !name.empty() && !StartsWithIgnoringCase(kHls, name);
    return isName && StartsWithScheme(link) && !IsHostAlone(link) &&
           link.find(' ') == std::string_view::npos && target &&
           !StartsWith(target->path, "/vsiearthdata/");
}

/** Whether the query of a link names HLS, as in "?file=HLS.L30...". */
bool HasHlsInQuery(std::string_view link)
{
    const auto query = link.find('?');
    return query != link.npos && link.find("HLS.", query) != link.npos;
}

/** How a message names a file that is passed over: by its name alone. */
std::string DescribeFile(std::string_view link)
{
    const std::string_view name = LastPathComponent(link);
    return EscapeForMessage(name.substr(0, name.find('#')));
}

/** "2 files", "1 file". */
std::string CountFiles(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " file" : " files");
}

/** Judges the links of one input, one after another. */
class Judge
{
  public:
    explicit Judge(const InputContext &context)
        : m_label(DescribeLink(context.path)),
          m_rules{context.folder, context.isLocal,
                  context.isLocal || context.allowLocalFromRemote,
                  context.isInLocalArchive}
    {
    }

    /** Takes a link or passes over it. */
    Status Add(LinkCandidate &&candidate)
    {
        Result<LinkTarget> target = ResolveLink(candidate.text, m_rules);
        const std::string_view name =
            target ? target->GetFileName() : LastPathComponent(candidate.text);
        if (!IsHlsName(name))
            return AddForeign(candidate, target, name);
        if (IsSidecarName(name))
            return PassOver(candidate);
        if (!target)
            return ErrorAt(candidate, target.GetError().message);
        Result<AssetName> asset = ParseAssetName(name);
        if (!asset && IsDerivedName(name))
            return PassOverDerived(candidate);
        if (!asset)
            return ErrorAt(candidate, asset.GetError().message);
        Link link;
        link.text = std::move(candidate.text);
        link.line = candidate.line;
        link.path = std::move(target->path);
        link.isLocal = target->isLocal;
        link.asset = std::move(*asset);
        m_input.links.push_back(std::move(link));
        return Done{};
    }

    /** What has been taken, or why the input is none. */
    Result<Input> Finish()
    {
        if (m_input.links.empty())
            return Error{"HLSTS: " + m_label + ": " + WhyEmpty()};
        if (m_derived > 0)
            m_input.warnings.push_back(
                "HLSTS: " + m_label + ": passed over " + CountFiles(m_derived) +
                " that another tool has named, the first " +
                DescribeFile(m_firstDerived->text) +
                (m_firstDerived->line > 0
                     ? " (line " + std::to_string(m_firstDerived->line) + ")"
                     : std::string()) +
                ". " + kAdviceOnNames);
        return std::move(m_input);
    }

  private:
    Status AddForeign(const LinkCandidate &candidate,
                      const Result<LinkTarget> &target, std::string_view name)
    {
        if (LooksLikeOtherLink(candidate.text) && IsDerivedName(name))
            return PassOverDerived(candidate);
        // A catalogue's pictures of a granule name it in their query.
        const bool isHls =
            !IsSidecarName(name) && HasHlsInQuery(candidate.text);
        if (!isHls &&
            IsForeignFile(candidate.text, target ? &*target : nullptr))
            return PassOver(candidate);
        if (!target)
            return ErrorAt(candidate, target.GetError().message);
        if (isHls)
            return ErrorAt(candidate, ParseAssetName(name).GetError().message);
        return ErrorAt(candidate,
                       DescribeLink(candidate.text) +
                           ": not the link of a file; write one link of an HLS "
                           "file a line, and '#' before a comment");
    }

    Status PassOver(const LinkCandidate &candidate)
    {
        if (++m_input.passedOver == 1)
            m_firstPassedOver = candidate.text;
        return Done{};
    }

    Status PassOverDerived(const LinkCandidate &candidate)
    {
        if (++m_derived == 1)
            m_firstDerived = candidate;
        return PassOver(candidate);
    }

    std::string WhyEmpty() const
    {
        if (m_derived > 0)
            return "there are only files that another tool has named, such "
                   "as " +
                   DescribeFile(m_firstDerived->text) + ". " + kAdviceOnNames;
        if (m_input.passedOver > 0)
            return "there is no HLS file in it, only " +
                   CountFiles(m_input.passedOver) +
                   " of another kind, such as " +
                   DescribeFile(m_firstPassedOver) +
                   "; write links of HLS files, one a line";
        return "there is no link in it; write one HLS link a line";
    }

    Error ErrorAt(const LinkCandidate &candidate, const std::string &why) const
    {
        return Error{"HLSTS: " + DescribePlace(m_label, candidate.line) + ": " +
                     why};
    }

    const std::string m_label;
    const LinkRules m_rules;
    Input m_input{};
    std::string m_firstPassedOver{};
    std::size_t m_derived = 0;
    std::optional<LinkCandidate> m_firstDerived{};
};

}  // namespace

Result<Input> JudgeLinks(ParsedInput parsed, const InputContext &context)
{
    Judge judge(context);
    for (LinkCandidate &candidate : parsed.candidates)
    {
        const Status status = judge.Add(std::move(candidate));
        if (!status)
            return status.GetError();
    }
    Result<Input> input = judge.Finish();
    if (!input)
        return input;
    for (const std::string &warning : parsed.warnings)
        input->warnings.push_back("HLSTS: " + DescribeLink(context.path) +
                                  ": " + warning);
    input->scenes = std::move(parsed.scenes);
    input->openOptions = std::move(parsed.openOptions);
    return input;
}

}  // namespace hlsts
