// SPDX-License-Identifier: MIT
// Getting a resource by user and password through the redirects of Earthdata
// Login, where no bearer can be had.

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

/** Where a walk through redirects ended. A value type. */
struct RedirectAnswer
{
    HttpResponse response{};
    /** Who gave it. */
    Url from{};
};

/** Where a walk may end before its end. */
struct RedirectGoal
{
    /** Whether a redirect to there is the answer that is wanted: it is
     * returned and not followed. */
    std::function<bool(const Url &next)> isReached{};
    /** The cookies to begin with; holds those of the walk afterwards. */
    CookieJar *cookies = nullptr;
};

/** Requests `url`, following redirects by hand.
 *
 * The rules about secrets: user and password go in a request if, and only if,
 * its origin (scheme, host, port) is the login host's. A cookie goes only to
 * the origin that set it, and is forgotten when this returns, unless the goal
 * brings a jar. Followed are at
 * most five redirects, only to the first URL's origin, the login host and hosts
 * of NASA Earthdata, only by https (or to this machine).
 *
 * @param headers sent with every request; no secrets.
 * @return the first answer that is no redirect; Terminal errors for a refused
 *   redirect, whatever the client reports for the others.
 */
Result<RedirectAnswer, AccessError> RequestThroughRedirects(
    HttpClient &client, const Url &url, const Login &login,
    const std::vector<std::pair<std::string, Secret>> &headers,
    SteadyTime deadline, const RedirectGoal &goal = {});

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_REDIRECT_LOGIN_H
