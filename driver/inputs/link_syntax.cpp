// SPDX-License-Identifier: MIT
// How links look in a text: where one begins and ends, and what its name says.

#include "driver/inputs/link_syntax.h"

#include "driver/hls/asset_name.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <iterator>

namespace hlsts
{

namespace
{

/** Characters that no link has and tables, markup and quotations have. */
constexpr std::string_view kNotInLinks = "<>\"{}|,;`*";

bool IsBlank(char c) noexcept
{
    return c == ' ' || c == '\t';
}

bool IsSeparator(char c) noexcept
{
    return IsBlank(c) || c == ',';
}

bool IsOneOf(char c, std::string_view characters) noexcept
{
    return characters.find(c) != std::string_view::npos;
}

/** The last extension of a name, without its dot; empty where there is none. */
std::string_view ExtensionOf(std::string_view name) noexcept
{
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view()
                                         : name.substr(dot + 1);
}

/** Whether a name of HLS goes on with a product's token: "L30.", "M30.". */
bool HasProductToken(std::string_view name) noexcept
{
    const std::string_view token = name.substr(name.find('.') + 1);
    return token.size() > 3 && IsUpper(token[0]) && IsDigit(token[1]) &&
           IsDigit(token[2]) && token[3] == '.';
}

/** Whether a text is, as a whole, the name of an HLS raster of any product and
 * version. */
bool IsWholeAssetName(std::string_view name) noexcept
{
    const auto isNameCharacter = [](char c)
    { return IsLetterOrDigit(c) || c == '.' || c == '-' || c == '_'; };
    return IsHlsName(name) && HasProductToken(name) &&
           std::all_of(name.begin(), name.end(), isNameCharacter) &&
           (EndsWithIgnoringCase(name, ".tif") ||
            EndsWithIgnoringCase(name, ".hdf"));
}

/** Whether the words of a relative path with blanks can be a folder's name
 * rather than a sentence's or a list's: few, none ending in a mark. */
bool IsFolderWithBlanks(std::string_view folder) noexcept
{
    constexpr auto kMostBlanks = 3;
    const auto first = static_cast<unsigned char>(folder.front());
    if (!IsLetterOrDigit(folder.front()) && first != '_' && first < 0x80)
        return false;
    if (std::count(folder.begin(), folder.end(), ' ') > kMostBlanks)
        return false;
    for (auto blank = folder.find(' '); blank != std::string_view::npos;
         blank = folder.find(' ', blank + 1))
        if (IsOneOf(folder[blank - 1], ".!)="))
            return false;
    return true;
}

/** Whether what stands before a file's name can belong to one link, rather
 * than to a table's row, a sentence or markup. */
bool IsFolderOfOneLink(std::string_view folder) noexcept
{
    if (folder.find_first_of(kNotInLinks) != std::string_view::npos)
        return false;
    if (!StartsLikeLink(folder))
        return folder.find_first_of(":?") == std::string_view::npos &&
               (folder.find(' ') == std::string_view::npos ||
                IsFolderWithBlanks(folder));
    const auto scheme = folder.find("://");
    if (scheme == std::string_view::npos)
        return folder.find(" /") == std::string_view::npos;
    const bool isSecondUrl =
        folder.find("://", scheme + 3) != std::string_view::npos;
    const bool isHttp = StartsWithIgnoringCase(folder, "http");
    return !isSecondUrl && (!isHttp || folder.find(' ') == folder.npos);
}

/** Whether a text is a name, which passes a test, behind a folder that can
 * belong to one link. */
template <class NameTest>
bool IsOneLink(std::string_view text, NameTest isName) noexcept
{
    if (!IsPlainUtf8(text))
        return false;
    const std::string_view name = LastPathComponent(text);
    if (!isName(name))
        return false;
    const auto begin = static_cast<std::size_t>(name.data() - text.data());
    const std::string_view rest = text.substr(begin + name.size());
    // Only a URL has a query, and no query has a space.
    const bool hasQuery = !rest.empty();
    const bool mayHaveQuery =
        text.find("://") < begin && rest.find(' ') == std::string_view::npos;
    return (!hasQuery || mayHaveQuery) &&
           IsFolderOfOneLink(text.substr(0, begin));
}

/** What a reader of links knows at a separator. */
struct Break
{
    /** The name that the link has if it ends here. */
    std::string_view name{};
    bool isInQuery = false;
    bool hasBlank = false;
    /** What follows the separator. */
    std::string_view next{};
};

/** Whether a link ends at a separator. */
bool IsEndOfLink(const Break &at) noexcept
{
    if (at.isInQuery && !at.hasBlank)
        return StartsWithScheme(at.next) || StartsWith(at.next, "/vsi");
    return StartsLikeLink(at.next) ||
           (IsHlsName(at.name) && HasExtension(at.name));
}

}  // namespace

bool StartsWithScheme(std::string_view text) noexcept
{
    const auto end =
        std::find_if_not(text.begin(), text.end(), IsLetterOrDigit);
    const auto length = static_cast<std::size_t>(end - text.begin());
    return length > 0 && StartsWith(text.substr(length), "://");
}

bool StartsLikeLink(std::string_view text) noexcept
{
    const bool isDrive = text.size() > 2 && IsLetter(text[0]) &&
                         text[1] == ':' && (text[2] == '/' || text[2] == '\\');
    return StartsWithScheme(text) || isDrive || StartsWith(text, "/") ||
           StartsWith(text, "./") || StartsWith(text, "../") ||
           StartsWith(text, ".\\") || StartsWith(text, "..\\");
}

bool IsHostAlone(std::string_view link) noexcept
{
    const auto scheme = link.find("://");
    return scheme != link.npos && link.find('/', scheme + 3) == link.npos;
}

bool IsHlsName(std::string_view name) noexcept
{
    constexpr std::size_t kLongestFamily = 8;
    if (!StartsWithIgnoringCase(name, "HLS"))
        return false;
    name.remove_prefix(3);
    if (StartsWith(name, "."))
        return true;
    const auto dot = name.substr(0, kLongestFamily).find('.');
    return StartsWith(name, "-") && dot != std::string_view::npos &&
           std::all_of(name.begin() + 1,
                       name.begin() + static_cast<std::ptrdiff_t>(dot),
                       IsLetterOrDigit);
}

bool HasExtension(std::string_view name) noexcept
{
    constexpr std::size_t kLongest = 8;
    const std::string_view end =
        name.substr(name.size() - std::min(name.size(), kLongest + 1));
    const std::string_view extension = ExtensionOf(end);
    return extension.size() >= 2 && extension.size() < name.size() - 1 &&
           IsLetter(extension.front()) &&
           std::all_of(extension.begin(), extension.end(), IsLetterOrDigit);
}

bool IsSidecarName(std::string_view name) noexcept
{
    constexpr std::string_view kExtensions[] = {
        "jpg", "jpeg", "png", "webp",   "xml",    "json",   "geojson", "md5",
        "sha", "sha1", "txt", "sha256", "sha512", "csv",    "html",    "htm",
        "pdf", "hdr",  "ovr", "msk",    "vrt",    "qml",    "qgz",     "kml",
        "kmz", "zip",  "gz",  "met",    "log",    "parquet"};
    const std::string_view extension = ExtensionOf(name);
    return std::any_of(std::begin(kExtensions), std::end(kExtensions),
                       [extension](std::string_view known)
                       { return EqualsIgnoringCase(extension, known); });
}

bool LooksLikeHlsLink(std::string_view text) noexcept
{
    return IsOneLink(text, IsWholeAssetName);
}

bool LooksLikeOtherLink(std::string_view text) noexcept
{
    return !IsHostAlone(text) &&
           IsOneLink(text,
                     [](std::string_view name)
                     {
                         return HasExtension(name) &&
                                name.find_first_of(" :'=()[]@") == name.npos &&
                                name.find_first_of(kNotInLinks) == name.npos;
                     });
}

LinkReader::LinkReader(std::string_view line) noexcept
    : m_rest(TrimBlanks(line))
{
}

bool LinkReader::Next() noexcept
{
    if (m_rest.empty())
        return false;
    const bool hasScheme = StartsWithScheme(m_rest);
    std::size_t nameBegin = 0;
    std::size_t query = std::string_view::npos;
    for (std::size_t i = 0; i < m_rest.size(); ++i)
    {
        const char c = m_rest[i];
        const bool isInQuery = query != std::string_view::npos;
        if (!isInQuery && (c == '/' || c == '\\'))
            nameBegin = i + 1;
        if (!isInQuery && hasScheme && c == '?')
            query = i;
        if (i == 0 || !IsSeparator(c))
            continue;
        const std::size_t begin = i;
        Break at;
        for (; i < m_rest.size() && IsSeparator(m_rest[i]); ++i)
            at.hasBlank |= IsBlank(m_rest[i]);
        at.name = m_rest.substr(nameBegin, std::min(begin, query) - nameBegin);
        at.isInQuery = isInQuery;
        at.next = m_rest.substr(i);
        if (at.next.empty() || IsEndOfLink(at))
        {
            m_link = m_rest.substr(0, begin);
            m_rest = at.next;
            return true;
        }
        --i;
    }
    m_link = m_rest;
    m_rest = {};
    return true;
}

}  // namespace hlsts
