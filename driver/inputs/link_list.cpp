// SPDX-License-Identifier: MIT
// A text with one HLS link a line: bytes in, links out.

#include "driver/inputs/link_list.h"

#include "driver/inputs/link_target.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <new>
#include <utility>

namespace hlsts
{

namespace
{

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view WithoutByteOrderMark(std::string_view bytes) noexcept
{
    if (StartsWith(bytes, kByteOrderMark))
        bytes.remove_prefix(kByteOrderMark.size());
    return bytes;
}

/** Iterates over the lines of a text. */
class LineReader
{
  public:
    explicit LineReader(std::string_view bytes) noexcept
        : m_rest(WithoutByteOrderMark(bytes))
    {
    }

    /** Goes to the next line; false at the end. */
    bool Next() noexcept
    {
        if (m_rest.empty())
            return false;
        const auto end = m_rest.find('\n');
        m_isTerminated = end != std::string_view::npos;
        m_line = m_rest.substr(0, end);
        m_rest = m_isTerminated ? m_rest.substr(end + 1) : std::string_view();
        if (EndsWith(m_line, "\r"))
            m_line.remove_suffix(1);
        ++m_number;
        return true;
    }

    /** The line without its ending. */
    std::string_view GetLine() const noexcept
    {
        return m_line;
    }

    /** From 1. */
    int GetNumber() const noexcept
    {
        return m_number;
    }

    /** Whether a line feed ended the line, not the end of the bytes. */
    bool IsTerminated() const noexcept
    {
        return m_isTerminated;
    }

  private:
    std::string_view m_rest{};
    std::string_view m_line{};
    int m_number = 0;
    bool m_isTerminated = false;
};

/** Whether a line holds a link: it is neither blank nor a comment. */
bool IsEntry(std::string_view trimmedLine) noexcept
{
    return !trimmedLine.empty() && trimmedLine.front() != '#';
}

// Recognising a list

/** Whether a text is, as a whole, the name of an HLS raster of any version. */
bool IsWholeAssetName(std::string_view name) noexcept
{
    const auto isNameCharacter = [](char c)
    { return IsLetterOrDigit(c) || c == '.' || c == '-' || c == '_'; };
    return LooksLikeAssetName(name) &&
           std::all_of(name.begin(), name.end(), isNameCharacter) &&
           (EndsWithIgnoringCase(name, ".tif") ||
            EndsWithIgnoringCase(name, ".hdf"));
}

/** Whether a text begins like a URL: letters, then "://". */
bool StartsWithScheme(std::string_view text) noexcept
{
    const auto end = text.find("://");
    return end != std::string_view::npos && end > 0 &&
           std::all_of(text.begin(), text.begin() + end, IsLetterOrDigit);
}

/** Whether a text begins as a URL or a path does and no sentence does. */
bool StartsLikePath(std::string_view text) noexcept
{
    const bool isDrive = text.size() > 2 && IsLetter(text[0]) &&
                         text[1] == ':' && (text[2] == '/' || text[2] == '\\');
    return StartsWithScheme(text) || isDrive || StartsWith(text, "/") ||
           StartsWith(text, "./") || StartsWith(text, "../") ||
           StartsWith(text, ".\\") || StartsWith(text, "..\\");
}

/** Whether what stands before a file's name can belong to one link, rather
 * than to a table's row, a sentence or markup. */
bool IsFolderOfOneLink(std::string_view folder) noexcept
{
    if (folder.find_first_of("<>\"{}|,;`*") != std::string_view::npos)
        return false;
    if (!StartsLikePath(folder))
        return folder.find_first_of(": ?") == std::string_view::npos;
    const auto scheme = folder.find("://");
    if (scheme == std::string_view::npos)
        return folder.find(" /") == std::string_view::npos;
    const bool isSecondUrl =
        folder.find("://", scheme + 3) != std::string_view::npos;
    const bool isHttp = StartsWithIgnoringCase(folder, "http");
    return !isSecondUrl && (!isHttp || folder.find(' ') == folder.npos);
}

/** Whether a line is one link to an HLS file and nothing else. */
bool LooksLikeEntry(std::string_view entry) noexcept
{
    if (!IsPlainUtf8(entry))
        return false;
    const std::string_view name = LastPathComponent(entry);
    if (!IsWholeAssetName(name))
        return false;
    const auto begin = static_cast<std::size_t>(name.data() - entry.data());
    const std::string_view rest = entry.substr(begin + name.size());
    // Only a URL has a query, and no query has a space.
    const bool hasQuery = !rest.empty();
    const bool mayHaveQuery =
        entry.find("://") < begin && rest.find(' ') == std::string_view::npos;
    return (!hasQuery || mayHaveQuery) &&
           IsFolderOfOneLink(entry.substr(0, begin));
}

// Reading a list

/** How every message about a list begins. */
std::string MessageStart(const LinkListContext &context)
{
    return "HLSTS: " + DescribeLink(context.listPath);
}

Error LineError(const LinkListContext &context, int line,
                const std::string &what)
{
    return Error{MessageStart(context) + ", line " + std::to_string(line) +
                 ": " + what};
}

/** Why a line, link or comment, can't be read; empty if it can. */
std::string WhyBadLine(std::string_view line)
{
    if (line.size() > kMaxLineBytes)
        return "the line has " + std::to_string(line.size()) +
               " bytes, more than the limit of " +
               std::to_string(kMaxLineBytes) + "; write one link a line";
    if (!IsPlainUtf8(TrimBlanks(line)))
        return "the line has control characters or is not UTF-8; save the "
               "list as plain UTF-8 text";
    return {};
}

Result<Link> ParseEntry(std::string_view entry, int line,
                        const LinkListContext &context)
{
    const LinkRules rules{context.folder, context.isLocal,
                          context.isLocal || context.allowLocalFromRemote,
                          context.isInLocalArchive};
    Result<LinkTarget> target = ResolveLink(entry, rules);
    if (!target)
        return LineError(context, line, target.GetError().message);
    Result<AssetName> asset = ParseAssetName(target->GetFileName());
    if (!asset)
        return LineError(context, line, asset.GetError().message);
    Link link;
    link.text = entry;
    link.line = line;
    link.path = std::move(target->path);
    link.isLocal = target->isLocal;
    link.asset = std::move(*asset);
    return link;
}

Result<std::vector<Link>> ParseLines(std::string_view bytes,
                                     const LinkListContext &context)
{
    std::vector<Link> links;
    for (LineReader reader(bytes); reader.Next();)
    {
        const int number = reader.GetNumber();
        const std::string why = WhyBadLine(reader.GetLine());
        if (!why.empty())
            return LineError(context, number, why);
        const std::string_view entry = TrimBlanks(reader.GetLine());
        if (!IsEntry(entry))
            continue;
        if (links.size() == kMaxLinks)
            return LineError(context, number,
                             "the list has more links than the limit of " +
                                 std::to_string(kMaxLinks) +
                                 "; split it into several lists");
        Result<Link> link = ParseEntry(entry, number, context);
        if (!link)
            return link.GetError();
        links.push_back(std::move(*link));
    }
    if (links.empty())
        return Error{MessageStart(context) +
                     ": there is no link in it; write one HLS link a line"};
    return links;
}

}  // namespace

bool LooksLikeLinkList(std::string_view header, bool isComplete) noexcept
{
    for (LineReader reader(header); reader.Next();)
    {
        const std::string_view line = TrimBlanks(reader.GetLine());
        if (!IsEntry(line))
            continue;
        return (isComplete || reader.IsTerminated()) && LooksLikeEntry(line);
    }
    return false;
}

Result<std::vector<Link>> ParseLinkList(std::string_view bytes,
                                        const LinkListContext &context)
{
    if (bytes.size() > kMaxListBytes)
        return Error{
            MessageStart(context) + ": the list has " +
            std::to_string(bytes.size()) + " bytes, more than the limit of " +
            std::to_string(kMaxListBytes) + "; split it into several lists"};
    try
    {
        return ParseLines(bytes, context);
    }
    catch (const std::bad_alloc &)
    {
        return Error{MessageStart(context) +
                     ": not enough memory for it; split it into several "
                     "lists"};
    }
}

}  // namespace hlsts
