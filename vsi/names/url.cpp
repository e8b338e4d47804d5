// SPDX-License-Identifier: MIT
// URLs as far as deciding where a secret may go needs them.

#include "vsi/names/url.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <cstddef>

namespace hlsts
{

namespace
{

constexpr std::string_view kDigits = "0123456789";

char ToLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string Lower(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
    return lower;
}

int DefaultPort(std::string_view scheme)
{
    return scheme == "https" ? 443 : 80;
}

bool HasForbiddenCharacter(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c)
                       { return c <= ' ' || c == 0x7F || c == '\\'; });
}

bool IsName(std::string_view host)
{
    return !host.empty() && host.size() <= 253 &&
           std::all_of(host.begin(), host.end(),
                       [](char c)
                       {
                           return (c >= 'a' && c <= 'z') ||
                                  (c >= '0' && c <= '9') || c == '.' ||
                                  c == '-' || c == '_';
                       });
}

bool IsIpv6(std::string_view host)
{
    return host.find(':') != std::string_view::npos && host.size() <= 45 &&
           host.find_first_not_of("0123456789abcdef:.") ==
               std::string_view::npos;
}

// 0 when it is no port.
int ParsePort(std::string_view digits)
{
    if (digits.empty() || digits.size() > 5 ||
        digits.find_first_not_of(kDigits) != std::string_view::npos)
        return 0;
    int port = 0;
    for (const char digit : digits)
        port = port * 10 + (digit - '0');
    return port <= 65535 ? port : 0;
}

// Takes "host", "host:port", "[::1]" or "[::1]:port" apart.
bool ParseAuthority(std::string_view authority, Url &url)
{
    std::string_view rest;
    if (StartsWith(authority, "["))
    {
        const auto end = authority.find(']');
        if (end == std::string_view::npos)
            return false;
        url.host = Lower(authority.substr(1, end - 1));
        if (!IsIpv6(url.host))
            return false;
        rest = authority.substr(end + 1);
    }
    else
    {
        const auto colon = authority.find(':');
        url.host = Lower(authority.substr(0, colon));
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
        if (part.empty() || part.size() > 3 ||
            part.find_first_not_of(kDigits) != std::string_view::npos)
            return false;
        ++parts;
        if (dot == std::string_view::npos)
            return parts == 4;
        host.remove_prefix(dot + 1);
    }
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
    const auto colon = text.find("://");
    if (colon == std::string_view::npos)
        return Error{"the URL doesn't begin with https://"};
    Url url;
    url.scheme = Lower(text.substr(0, colon));
    if (url.scheme != "https" && url.scheme != "http")
        return Error{"the URL doesn't begin with https://"};
    text.remove_prefix(colon + 3);
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
    const auto colon = location.find(':');
    const auto delimiter = location.find_first_of("/?#");
    if (colon != std::string_view::npos && colon < delimiter)
        return ParseUrl(location);
    if (StartsWith(location, "//"))
        return ParseUrl(base.scheme + ":" + std::string(location));
    if (StartsWith(location, "/"))
        return ParseUrl(base.Origin() + std::string(location));
    const std::string path = base.Path();
    if (StartsWith(location, "?"))
        return ParseUrl(base.Origin() + path + std::string(location));
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    return ParseUrl(base.Origin() + folder + std::string(location));
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

std::string EncodeKey(std::string_view key)
{
    constexpr char hex[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : key)
    {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                             c == '_' || c == '~' || c == '/';
        if (isPlain)
            encoded += c;
        else
            encoded += {'%', hex[byte >> 4], hex[byte & 15]};
    }
    return encoded;
}

}  // namespace hlsts
