// SPDX-License-Identifier: MIT
// Cookies, each for the origin that set it.

#ifndef HLSTS_VSI_LOGIN_COOKIE_JAR_H
#define HLSTS_VSI_LOGIN_COOKIE_JAR_H

#include "vsi/transport/http.h"
#include "vsi/base/secret.h"
#include "vsi/names/url.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace hlsts
{

/** The cookies of a login. Stricter than a browser: Domain and Path are
 * ignored, and a cookie goes back to exactly the scheme, host and port that set
 * it. In memory only. Not safe for concurrent use. */
class CookieJar
{
  public:
    /** Takes the Set-Cookie headers of an answer from this origin. */
    void Store(const Url &from, const HttpResponse &response);

    /** The value of a Cookie header for this URL; empty when there is none. */
    Secret HeaderFor(const Url &url) const;

  private:
    void StoreOne(const std::string &origin, std::string_view setCookie);

    /** By origin and cookie name. */
    std::map<std::pair<std::string, std::string>, Secret> m_cookies{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_COOKIE_JAR_H
