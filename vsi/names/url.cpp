// SPDX-License-Identifier: MIT
// URLs as far as deciding where a secret may go needs them.

#include "vsi/names/url.h"

#include "vsi/base/text.h"

#include <curl/curl.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <memory>
#include <new>

namespace hlsts
{

namespace
{

int DefaultPort(std::string_view scheme)
{
    return scheme == "https" ? 443 : 80;
}

/** Whether the text is longer than libcurl's functions on texts can take. */
bool IsTooLong(std::string_view text)
{
    return text.size() > INT_MAX;
}

bool HasForbiddenCharacter(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c)
                       { return c <= ' ' || c == 0x7F || c == '\\'; });
}

/** @param host in lower case. */
bool IsName(std::string_view host)
{
    return !host.empty() && host.size() <= 253 &&
           std::all_of(host.begin(), host.end(),
                       [](char c) {
                           return IsLetterOrDigit(c) || c == '.' || c == '-' ||
                                  c == '_';
                       });
}

/** @param host in lower case, without brackets. */
bool IsIpv6(std::string_view host)
{
    return host.find(':') != std::string_view::npos && host.size() <= 45 &&
           host.find_first_not_of("0123456789abcdef:.") ==
               std::string_view::npos;
}

/** 0 when it is no port. */
int ParsePort(std::string_view digits)
{
    const int port = digits.size() <= 5 ? ParseDigits(digits) : -1;
    return port >= 0 && port <= 65535 ? port : 0;
}

/** Takes "host", "host:port", "[::1]" or "[::1]:port" apart.
 *
 * By hand, because libcurl's URL parser (curl_url_set) doesn't tell how host
 * and port were written, which is what our rules are about: it makes 127.0.0.1
 * of 0x7f.1 and of 2130706433, ::1 of 0:0:0:0:0:0:0:1, decodes %2e in a host,
 * drops a zone id, and passes over the colon of an empty port. */
bool ParseAuthority(std::string_view authority, Url &url)
{
    std::string_view rest;
    if (StartsWith(authority, "["))
    {
        const auto end = authority.find(']');
        if (end == std::string_view::npos)
            return false;
        url.host = ToLower(authority.substr(1, end - 1));
        if (!IsIpv6(url.host))
            return false;
        rest = authority.substr(end + 1);
    }
    else
    {
        const auto colon = authority.find(':');
        url.host = ToLower(authority.substr(0, colon));
        if (!IsName(url.host))
            return false;
        rest = authority.substr(std::min(colon, authority.size()));
    }
    url.port = DefaultPort(url.scheme);
    if (rest.empty())
        return true;
    url.port = rest[0] == ':' ? ParsePort(rest.substr(1)) : 0;
    return url.port != 0;
}

bool IsDottedLoopback(std::string_view host)
{
    if (!StartsWith(host, "127."))
        return false;
    int parts = 0;
    while (true)
    {
        const auto dot = host.find('.');
        const std::string_view part = host.substr(0, dot);
        if (part.size() > 3 || !IsAllDigits(part))
            return false;
        ++parts;
        if (dot == std::string_view::npos)
            return parts == 4;
        host.remove_prefix(dot + 1);
    }
}

struct CurlFree
{
    void operator()(char *text) const
    {
        curl_free(text);
    }
};

using CurlText = std::unique_ptr<char, CurlFree>;

/** The value of the two digits behind a '%', or -1 when there are none. */
int EscapedByte(std::string_view digits)
{
    const int high = digits.size() == 2 ? HexValue(digits[0]) : -1;
    const int low = digits.size() == 2 ? HexValue(digits[1]) : -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::string Url::Origin() const
{
    std::string origin = scheme + "://";
    if (host.find(':') != std::string::npos)
        origin += "[" + host + "]";
    else
        origin += host;
    if (port != DefaultPort(scheme))
        origin += ":" + std::to_string(port);
    return origin;
}

std::string Url::Text() const
{
    return Origin() + target;
}

std::string Url::Path() const
{
    return target.substr(0, target.find('?'));
}

Result<Url> ParseUrl(std::string_view text)
{
    if (HasForbiddenCharacter(text))
        return Error{"the URL holds a character that URLs don't have"};
    Url url;
    url.scheme = ToLower(text.substr(0, text.find("://")));
    if (url.scheme.size() == text.size() ||
        (url.scheme != "https" && url.scheme != "http"))
        return Error{"the URL doesn't begin with https://"};
    text.remove_prefix(url.scheme.size() + 3);
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    const std::string_view authority = text.substr(0, end);
    if (authority.find('@') != std::string_view::npos)
        return Error{"the URL holds a user name"};
    if (!ParseAuthority(authority, url))
        return Error{"the URL's host or port is not valid"};
    std::string_view target = text.substr(end);
    target = target.substr(0, target.find('#'));
    url.target = target;
    if (url.target.empty() || url.target[0] == '?')
        url.target.insert(0, "/");
    return url;
}

Result<Url> ResolveLocation(const Url &base, std::string_view location)
{
    if (location.find(':') < location.find_first_of("/?#"))
        return ParseUrl(location);
    const std::string reference(location);
    if (StartsWith(location, "//"))
        return ParseUrl(base.scheme + ":" + reference);
    if (StartsWith(location, "/"))
        return ParseUrl(base.Origin() + reference);
    const std::string path = base.Path();
    if (StartsWith(location, "?"))
        return ParseUrl(base.Origin() + path + reference);
    return ParseUrl(base.Origin() + path.substr(0, path.rfind('/') + 1) +
                    reference);
}

bool SameOrigin(const Url &a, const Url &b)
{
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

bool IsLoopback(const Url &url)
{
    return url.host == "localhost" || url.host == "::1" ||
           IsDottedLoopback(url.host);
}

bool IsSecure(const Url &url)
{
    return url.scheme == "https" || IsLoopback(url);
}

std::string EncodePercent(std::string_view text)
{
    // libcurl measures a text of length 0 itself, up to a NUL.
    if (text.empty())
        return {};
    if (IsTooLong(text))
        throw std::bad_alloc();
    const CurlText encoded(
        curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
    if (!encoded)
        throw std::bad_alloc();
    return encoded.get();
}

std::string EncodeKey(std::string_view key)
{
    std::string encoded;
    while (true)
    {
        const auto slash = key.find('/');
        encoded += EncodePercent(key.substr(0, slash));
        if (slash == std::string_view::npos)
            return encoded;
        encoded += '/';
        key.remove_prefix(slash + 1);
    }
}

std::optional<std::string> DecodeKey(std::string_view path)
{
    for (auto escape = path.find('%'); escape != std::string_view::npos;
         escape = path.find('%', escape + 1))
    {
        const int byte = EscapedByte(path.substr(escape + 1, 2));
        if (byte < 0 || byte == '/' || byte == '\\')
            return std::nullopt;
    }
    if (path.empty())
        return std::string();
    if (IsTooLong(path))
        return std::nullopt;
    int length = 0;
    const CurlText decoded(curl_easy_unescape(
        nullptr, path.data(), static_cast<int>(path.size()), &length));
    if (!decoded)
        throw std::bad_alloc();
    return std::string(decoded.get(), static_cast<std::size_t>(length));
}

}  // namespace hlsts
