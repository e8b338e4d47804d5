// SPDX-License-Identifier: MIT
// The cookies of one exchange, each kept for the origin that set it.

#include "vsi/login/cookie_jar.h"

#include <algorithm>
#include <cstddef>

namespace hlsts
{

namespace
{

// A login needs a handful; more is an attempt to fill memory.
constexpr std::size_t kMaxCookies = 50;
constexpr std::size_t kMaxCookie = 8 * 1024;

std::string_view Trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool IsPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

void CookieJar::Store(const Url &from, const HttpResponse &response)
{
    for (const auto &[name, value] : response.headers)
    {
        if (name == "set-cookie")
            StoreOne(from.Origin(), value);
    }
}

void CookieJar::StoreOne(const std::string &origin, std::string_view setCookie)
{
    const std::string_view pair = setCookie.substr(0, setCookie.find(';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.size() > kMaxCookie ||
        !IsPrintable(pair))
        return;
    const std::string_view name = Trimmed(pair.substr(0, equals));
    const std::string_view value = Trimmed(pair.substr(equals + 1));
    if (name.empty())
        return;
    const auto key = std::make_pair(origin, std::string(name));
    if (m_cookies.size() >= kMaxCookies && m_cookies.count(key) == 0)
        return;
    m_cookies[key] = Secret(std::string(value));
}

Secret CookieJar::HeaderFor(const Url &url) const
{
    std::string header;
    const std::string origin = url.Origin();
    for (const auto &[key, value] : m_cookies)
    {
        if (key.first != origin)
            continue;
        if (!header.empty())
            header += "; ";
        header += key.second + "=" + value.Reveal();
    }
    return Secret(std::move(header));
}

}  // namespace hlsts
