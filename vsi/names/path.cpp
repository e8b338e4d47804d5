// SPDX-License-Identifier: MIT
// What a /vsiearthdata/ path names.

#include "vsi/names/path.h"

#include "vsi/base/text.h"
#include "vsi/names/url.h"

#include <algorithm>

namespace hlsts
{

namespace
{

bool LooksLikeUrl(std::string_view rest)
{
    const auto colon = rest.find(':');
    return colon != std::string_view::npos && colon < rest.find('/');
}

Result<EarthdataPath> ParseHttpsPath(std::string_view text)
{
    const Result<Url> url = ParseUrl(text);
    if (!url)
        return Error{"/vsiearthdata/: " + url.GetError().message +
                     "; write /vsiearthdata/https://<host>/<path>"};
    if (!IsSecure(*url))
        return Error{"/vsiearthdata/: plain http is refused, because a login "
                     "goes with the request; write https://" +
                     url->host + "/..."};
    EarthdataPath path;
    path.kind = EarthdataPath::Kind::Https;
    path.url = url->Text();
    return path;
}

}  // namespace

bool HasDotSegment(std::string_view path, std::string_view separators)
{
    while (true)
    {
        const auto end = path.find_first_of(separators);
        const std::string_view segment = path.substr(0, end);
        if (segment == "." || segment == "..")
            return true;
        if (end == std::string_view::npos)
            return false;
        path.remove_prefix(end + 1);
    }
}

bool IsBucketName(std::string_view name)
{
    const auto isLetterOrDigit = [](char c)
    { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return name.size() >= 3 && name.size() <= 63 &&
           isLetterOrDigit(name.front()) && isLetterOrDigit(name.back()) &&
           name.find("..") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [&isLetterOrDigit](char c)
                       { return isLetterOrDigit(c) || c == '-' || c == '.'; });
}

Result<EarthdataPath> ParseEarthdataPath(std::string_view path)
{
    const std::string_view prefix = kVsiearthdataPrefix;
    if (path.substr(0, prefix.size()) != prefix)
        return Error{"the path doesn't begin with /vsiearthdata/"};
    if (HasControlCharacter(path))
        return Error{"/vsiearthdata/: the path holds a control character"};
    const std::string_view rest = path.substr(prefix.size());
    if (LooksLikeUrl(rest))
        return ParseHttpsPath(rest);

    EarthdataPath parsed;
    const auto slash = rest.find('/');
    parsed.bucket = rest.substr(0, slash);
    if (!IsBucketName(parsed.bucket))
        return Error{"/vsiearthdata/: '" + EscapeForMessage(parsed.bucket) +
                     "' is no bucket name; write "
                     "/vsiearthdata/<bucket>/<key>"};
    if (slash != std::string_view::npos)
        parsed.key = rest.substr(slash + 1);
    if (HasDotSegment(parsed.key))
        return Error{"/vsiearthdata/" + parsed.bucket +
                     "/: a key with a segment '.' or '..' can't be requested"};
    return parsed;
}

}  // namespace hlsts
