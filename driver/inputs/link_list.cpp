// SPDX-License-Identifier: MIT
// A text with one HLS link a line.

#include "driver/inputs/link_list.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/candidates.h"
#include "vsi/base/text.h"

#include <algorithm>

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

Result<ParsedInput> ParseLinkList(std::string_view bytes)
{
    ParsedInput input;
    for (LineReader reader(bytes); reader.Next();)
    {
        const int number = reader.GetNumber();
        const std::string_view entry = TrimBlanks(reader.GetLine());
        const Status status = IsEntry(entry)
                                  ? AddCandidate(input, entry, number)
                                  : CheckText(entry, number);
        if (!status)
            return status.GetError();
    }
    return input;
}

}  // namespace hlsts
