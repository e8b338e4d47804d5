// SPDX-License-Identifier: MIT
// What a link may name, and which path GDAL opens for it.

#include "driver/inputs/link_target.h"

#include "driver/inputs/remote_host.h"
#include "vsi/base/text.h"
#include "vsi/names/daac.h"
#include "vsi/names/path.h"
#include "vsi/names/url.h"

#include <algorithm>
#include <optional>

namespace hlsts
{

namespace
{

constexpr std::string_view kEarthdata = kVsiearthdataPrefix;
constexpr std::string_view kS3 = "/vsis3/";
constexpr std::string_view kCurl = "/vsicurl/";
constexpr std::string_view kS3Scheme = "s3://";
constexpr std::string_view kHttpsScheme = "https://";

constexpr char kAcceptedForms[] =
    "; write s3://bucket/key, an https:// link, /vsis3/..., /vsicurl/https://"
    "..., /vsiearthdata/bucket/key or a local path";

Error Refuse(std::string_view text, const std::string &why)
{
    return Error{DescribeLink(text) + ": " + why};
}

/** Whether GDAL would take the path to one of its virtual file systems. */
bool IsVirtual(std::string_view path)
{
    return StartsWithIgnoringCase(path, "/vsi");
}

/** Length of the scheme in "scheme://...", 0 where there is none. */
std::size_t SchemeLength(std::string_view text)
{
    const auto end = text.find("://");
    return end == std::string_view::npos ? 0 : end;
}

/** Place of a colon in the first segment, as in "PG:..."; npos where there is
 * none but a drive's. */
std::size_t FindPrefixColon(std::string_view text)
{
    const auto colon = text.find(':');
    const bool isInFirstSegment = colon < text.find_first_of("/\\");
    const bool isDrive = colon == 1 && IsLetter(text[0]) && text.size() > 2 &&
                         (text[2] == '/' || text[2] == '\\');
    return isInFirstSegment && !isDrive ? colon : std::string_view::npos;
}

/** Whether a text begins with the name of a driver and a colon, as in
 * "PG:password=...". The "12:30" of a file's name is none. */
bool HasDriverPrefix(std::string_view text)
{
    const auto colon = FindPrefixColon(text);
    if (colon == std::string_view::npos || colon == 0 || !IsLetter(text[0]))
        return false;
    const std::string_view name = text.substr(0, colon);
    return std::none_of(name.begin(), name.end(),
                        [](char c)
                        { return c == ' ' || c == '.' || c == '"'; });
}

/** Where the query or fragment of a text begins, npos where there is none.
 *
 * Without a scheme the text may be a local path, whose folders may have a '?'
 * in their names: a '?' before the last separator begins a query only if a '='
 * follows. */
std::size_t FindQuery(std::string_view text, bool hasScheme)
{
    if (hasScheme)
        return text.find_first_of("?#");
    const auto end = text.find('?');
    if (text.find('=', end) != std::string_view::npos)
        return end;
    const auto separator = text.find_last_of("/\\");
    return text.find('?', separator == text.npos ? 0 : separator);
}

/** Where the user part of "scheme://user@host?query" ends, 0 where there is
 * none.
 *
 * A password may hold any character, also '/' and '@': all up to the last '@'
 * before the query is taken for the user part. */
std::size_t FindUserEnd(std::string_view text, std::size_t schemeLength,
                        std::size_t query)
{
    if (schemeLength == 0 || query < schemeLength)
        return 0;
    const std::size_t begin = schemeLength + 3;
    const auto authorityEnd = text.find_first_of("/?#", begin);
    const std::string_view authority = text.substr(begin, authorityEnd - begin);
    // "user:pass?word@host" or "host:1/?mail=a@b&sig=...": in one the secret
    // stands before the last '@', in the other behind it. Nothing is shown.
    if (query != text.npos && text.find('@', query) != text.npos &&
        authority.find_first_of(":@") != authority.npos)
        return query;
    const auto at = text.substr(0, query).rfind('@');
    return at != std::string_view::npos && at >= begin ? at + 1 : 0;
}

// Bucket and key

/** The target <prefix><path>; the file's name is what follows the last slash.
 */
LinkTarget MakeRemote(std::string_view prefix, std::string_view path)
{
    LinkTarget target;
    target.path.reserve(prefix.size() + path.size());
    target.path.append(prefix).append(path);
    target.nameBegin = target.path.rfind('/') + 1;
    target.nameLength = target.path.size() - target.nameBegin;
    return target;
}

/** The target of a link to an S3 object.
 *
 * @param text the whole link, for messages.
 * @param prefix what stood before the bucket: kS3 or kEarthdata.
 * @param location bucket/key, both as they are. */
Result<LinkTarget> ResolveBucket(std::string_view text, std::string_view prefix,
                                 std::string_view location)
{
    const auto slash = location.find('/');
    const std::string_view bucket = location.substr(0, slash);
    if (slash == std::string_view::npos || !IsBucketName(bucket))
        return Refuse(text, "there is no bucket and key in it; write "
                            "s3://bucket/key");
    const std::string_view key = location.substr(slash + 1);
    if (HasDotSegment(key) || key.find('\\') != std::string_view::npos)
        return Refuse(text, "\".\", \"..\" and backslashes are not allowed in "
                            "a key; write the key itself");
    const bool isOthers = prefix == kS3 && !IsLpDaacBucket(bucket);
    return MakeRemote(isOthers ? kS3 : kEarthdata, location);
}

// https

/** The parts of what follows https://, not decoded. */
struct HttpsParts
{
    std::string_view host{};
    std::string_view port{};
    bool hasPort = false;
    /** Begins with a slash, or is empty. */
    std::string_view path{};
};

HttpsParts SplitHttps(std::string_view rest)
{
    HttpsParts parts;
    const auto authorityEnd = rest.find_first_of("/?#");
    const std::string_view authority = rest.substr(0, authorityEnd);
    if (authorityEnd != std::string_view::npos && rest[authorityEnd] == '/')
    {
        const std::string_view target = rest.substr(authorityEnd);
        parts.path = target.substr(0, target.find('?'));
    }
    // The colons of an IPv6 literal are inside its brackets.
    const auto bracket = authority.find(']');
    const auto colon =
        authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    parts.host = authority.substr(0, colon);
    parts.hasPort = colon != std::string_view::npos;
    if (parts.hasPort)
        parts.port = authority.substr(colon + 1);
    return parts;
}

bool IsPort(std::string_view port)
{
    const int number = ParseDigits(port);
    return port.size() <= 5 && number >= 1 && number <= 65535;
}

/** A path with its percent escapes decoded; nothing where an escape is broken
 * or hides a separator or a control character, or where the decoded path has a
 * dot segment. */
std::optional<std::string> DecodePath(std::string_view path)
{
    auto decoded = DecodeKey(path);
    if (decoded && (!IsPlainUtf8(*decoded) || HasDotSegment(*decoded)))
        return std::nullopt;
    return decoded;
}

/** Whether a URL is one of LP DAAC's: another port may be another server's. */
bool IsLpDaac(const HttpsParts &parts)
{
    std::string_view host = parts.host;
    if (EndsWith(host, "."))
        host.remove_suffix(1);
    return (!parts.hasPort || parts.port == "443") && IsLpDaacHost(host);
}

/** Why two parsers could read a URL differently; empty if they can't. */
std::string WhyMalformed(std::string_view rest, const HttpsParts &parts)
{
    const std::string_view authority =
        rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos)
        return "a user part (user@host) is not allowed; a login comes from "
               "EARTHDATA_TOKEN or a netrc file";
    if (rest.find_first_of(" \\#") != std::string_view::npos)
        return "spaces, backslashes and '#' are not allowed in a URL; write "
               "%20, '/' and %23";
    if (parts.hasPort && !IsPort(parts.port))
        return "the port is not a number from 1 to 65535; leave it out";
    return {};
}

/** The target of a link to a web address.
 *
 * @param text the whole link, for messages.
 * @param rest what follows https:// */
Result<LinkTarget> ResolveHttps(std::string_view text, std::string_view rest,
                                const LinkRules &rules)
{
    const HttpsParts parts = SplitHttps(rest);
    const std::string why = WhyMalformed(rest, parts);
    if (!why.empty())
        return Refuse(text, why);
    const auto path = DecodePath(parts.path);
    if (!path)
        return Refuse(text, "its path has a segment \".\" or \"..\" or a "
                            "percent escape of no character, '/' or '\\'; "
                            "write the path itself");
    if (IsLpDaac(parts))
        return ResolveBucket(text, kEarthdata,
                             std::string_view(*path).substr(!path->empty()));
    const HostKind host = ClassifyHost(parts.host);
    if (host == HostKind::Invalid)
        return Refuse(text, "the host is neither a DNS name nor an address; "
                            "write it in ASCII without escapes");
    if (host == HostKind::Private && !rules.isLocalList)
        return Refuse(text, "a list from elsewhere may not name hosts of this "
                            "machine or a private network; save the list as a "
                            "local file if you trust it");
    LinkTarget target =
        MakeRemote("/vsicurl/https://", rest.substr(0, rest.find('?')));
    if (rest.find('?') != std::string_view::npos)
        target.path.append(rest.substr(rest.find('?')));
    return target;
}

// Local paths

bool IsSeparator(char c)
{
    return c == '/' || c == '\\';
}

/** Why a link isn't a path of this machine's file system; empty if it is. */
std::string WhyNotLocal(std::string_view text)
{
    if (IsVirtual(text) && text.size() > 4 && text.find('/', 4) != text.npos)
        return std::string("links don't lead into GDAL's other virtual file "
                           "systems") +
               kAcceptedForms;
    if (SchemeLength(text) > 0)
        return std::string("links of this scheme are not read") +
               kAcceptedForms;
    if (text.size() > 1 && IsSeparator(text[0]) && IsSeparator(text[1]))
        return "network shares are not read; give the share a drive letter or "
               "a mount point";
    if (StartsWith(text, "\\"))
        return "a path may not begin with a backslash; begin with a drive "
               "letter";
    if (FindPrefixColon(text) != std::string_view::npos ||
        StartsWith(text, "|"))
        return std::string("connection strings and commands are not read") +
               kAcceptedForms;
    return {};
}

constexpr char kNoLocalPaths[] =
    "a list from elsewhere may not name local paths; set "
    "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE=YES if you trust it";

bool IsAbsolute(std::string_view text)
{
    return IsSeparator(text[0]) || (text.size() > 1 && text[1] == ':');
}

/** Why a relative path can't be joined to the list's folder; empty if it can.
 */
std::string WhyNotRelative(std::string_view text, const LinkRules &rules)
{
    const bool isPlainFolder =
        !IsVirtual(rules.folder) && SchemeLength(rules.folder) == 0;
    if (!rules.isLocalList && !isPlainFolder && !rules.isInLocalArchive)
        return "a list from elsewhere may not name relative paths; write the "
               "whole link";
    if (isPlainFolder && !rules.allowLocalPaths)
        return kNoLocalPaths;
    if (!isPlainFolder && HasDotSegment(text, "/\\"))
        return "\".\" and \"..\" have no meaning in the list's folder; write "
               "the path without them";
    return {};
}

std::string JoinFolder(std::string_view folder, std::string_view text)
{
    std::string path(folder);
    if (!path.empty() && !IsSeparator(path.back()))
        path += '/';
    path.append(text);
    return path;
}

Result<LinkTarget> ResolveLocal(std::string_view text, const LinkRules &rules)
{
    const std::string why = WhyNotLocal(text);
    if (!why.empty())
        return Refuse(text, why);
    LinkTarget target;
    target.isLocal = true;
    if (IsAbsolute(text))
    {
        if (!rules.allowLocalPaths)
            return Refuse(text, kNoLocalPaths);
        target.path = text;
    }
    else
    {
        const std::string whyNot = WhyNotRelative(text, rules);
        if (!whyNot.empty())
            return Refuse(text, whyNot);
        target.path = JoinFolder(rules.folder, text);
        // The folder "/" and the link "vsizip/..." make "/vsizip/...".
        if (IsVirtual(target.path) && !IsVirtual(rules.folder))
            return Refuse(text, "links don't lead into GDAL's virtual file "
                                "systems; move the list to another folder");
    }
    const auto separator = target.path.find_last_of("/\\");
    target.nameBegin = separator == std::string::npos ? 0 : separator + 1;
    target.nameLength = target.path.size() - target.nameBegin;
    return target;
}

}  // namespace

Result<LinkTarget> ResolveLink(std::string_view text, const LinkRules &rules)
{
    if (text.empty() || !IsPlainUtf8(text))
        return Refuse(text, "not a text in UTF-8 without control characters; "
                            "write one link");
    if (StartsWithIgnoringCase(text, kS3Scheme))
        return ResolveBucket(text, kEarthdata, text.substr(kS3Scheme.size()));
    if (StartsWithIgnoringCase(text, kHttpsScheme))
        return ResolveHttps(text, text.substr(kHttpsScheme.size()), rules);
    if (StartsWith(text, kEarthdata))
        return ResolveBucket(text, kEarthdata, text.substr(kEarthdata.size()));
    if (StartsWith(text, kS3))
        return ResolveBucket(text, kS3, text.substr(kS3.size()));
    if (StartsWith(text, kCurl) &&
        StartsWithIgnoringCase(text.substr(kCurl.size()), kHttpsScheme))
        return ResolveHttps(
            text, text.substr(kCurl.size() + kHttpsScheme.size()), rules);
    return ResolveLocal(text, rules);
}

std::string WithoutSecrets(std::string_view link)
{
    // Keys and local paths have neither user part nor query.
    if (!StartsWithIgnoringCase(link, kHttpsScheme) && !StartsWith(link, kCurl))
        return std::string(link);
    const std::string_view address = link.substr(0, link.find_first_of("?#"));
    const std::size_t scheme = SchemeLength(address);
    const std::size_t userEnd = FindUserEnd(address, scheme, address.npos);
    std::string shown(address.substr(0, userEnd > 0 ? scheme + 3 : 0));
    shown += address.substr(userEnd);
    return shown;
}

std::string DescribeLink(std::string_view text)
{
    const std::size_t scheme = SchemeLength(text);
    if (scheme == 0 && HasDriverPrefix(text))
        return EscapeForMessage(text.substr(0, text.find(':') + 1)) + "...";
    const std::size_t query = FindQuery(text, scheme > 0);
    const std::size_t userEnd = FindUserEnd(text, scheme, query);
    std::string shown;
    if (userEnd > 0)
        shown.append(text.substr(0, scheme + 3)).append("...@");
    shown += text.substr(userEnd, query - userEnd);
    if (query != std::string_view::npos)
        shown += text[query] == '?' ? "?..." : "#...";
    return EscapeForMessage(shown);
}

std::string DescribePlace(std::string_view name, int line)
{
    std::string place(name);
    if (line > 0)
        place += ", line " + std::to_string(line);
    return place;
}

}  // namespace hlsts
