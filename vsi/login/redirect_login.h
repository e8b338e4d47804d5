// SPDX-License-Identifier: MIT
// A request by user and password through the redirects of Earthdata Login,
// where no bearer is accepted.

#ifndef HLSTS_VSI_LOGIN_REDIRECT_LOGIN_H
#define HLSTS_VSI_LOGIN_REDIRECT_LOGIN_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/login/cookie_jar.h"
#include "vsi/transport/http.h"
#include "vsi/login/login.h"
#include "vsi/names/url.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** The last answer of a chain of redirects. A value type. */
struct RedirectAnswer
{
    HttpResponse response{};
    /** The URL that answered. */
    Url from{};
};

/** What some callers want besides. */
struct RedirectOptions
{
    /** Whether a redirect to this URL is itself the wanted answer, to be
     * returned and not followed. */
    std::function<bool(const Url &next)> isWanted{};
    /** The cookies to begin with; holds those of all answers afterwards. Not
     * owned. */
    CookieJar *cookies = nullptr;
};

/** Requests `url`, following redirects by hand.
 *
 * The rules about secrets: user and password go in a request if, and only if,
 * its origin (scheme, host, port) is the login host's. A cookie goes only to
 * the origin that set it, and is forgotten when this returns, unless the
 * options bring a jar. At most five redirects are followed, only to the first
 * URL's origin, the login host and hosts of NASA Earthdata, only by https (or
 * to this machine).
 *
 * @param headers sent with every request; no secrets.
 * @return the first answer that is no redirect, or is a wanted one. Terminal
 *   errors for a redirect that isn't followed; what the client reports when no
 *   answer came.
 */
Result<RedirectAnswer, AccessError> RequestThroughRedirects(
    HttpClient &client, const Url &url, const Login &login,
    const std::vector<std::pair<std::string, Secret>> &headers,
    SteadyTime deadline, const RedirectOptions &options = {});

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_REDIRECT_LOGIN_H
