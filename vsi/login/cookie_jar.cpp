// SPDX-License-Identifier: MIT
// Cookies, each for the origin that set it.

#include "vsi/login/cookie_jar.h"

#include "vsi/base/text.h"

#include <cstddef>

namespace hlsts
{

namespace
{

/** A login needs a handful of short cookies. A server that sends more, or
 * longer ones, only fills memory. */
constexpr std::size_t kMaxCookies = 50;
constexpr std::size_t kMaxCookieLength = 8 * 1024;

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
    if (equals == std::string_view::npos || pair.size() > kMaxCookieLength ||
        !IsPrintableAscii(pair))
        return;
    const std::string_view name = TrimBlanks(pair.substr(0, equals));
    const std::string_view value = TrimBlanks(pair.substr(equals + 1));
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
