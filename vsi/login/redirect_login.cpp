// SPDX-License-Identifier: MIT
// A request by user and password through the redirects of Earthdata Login,
// where no bearer is accepted.

#include "vsi/login/redirect_login.h"

#include "vsi/names/daac.h"
#include "vsi/transport/retry.h"

#include "cpl_error.h"

namespace hlsts
{

namespace
{

AccessError Failure(const Url &from, const std::string &why)
{
    AccessError error;
    error.message = from.Origin() + " " + why;
    return error;
}

bool MayFollow(const Url &next, const Url &start, const Login &login)
{
    return SameOrigin(next, start) || SameOrigin(next, login.host) ||
           (next.scheme == "https" && next.port == 443 &&
            IsEarthdataHost(next.host));
}

Result<Url, AccessError> NextHop(const HttpResponse &response, const Url &from,
                                 const Url &start, const Login &login)
{
    const Result<Url> next =
        ResolveLocation(from, response.GetHeader("location"));
    if (!next)
        return Failure(from, "redirects to an impossible address");
    if (!IsSecure(*next))
        return Failure(from, "redirects to plain http (" + next->Origin() +
                                 "), which is refused");
    if (!MayFollow(*next, start, login))
        return Failure(from, "redirects to " + next->Origin() +
                                 ", which is neither the endpoint nor the "
                                 "login host; if it is the login host, set "
                                 "EARTHDATA_HOST");
    return *next;
}

}  // namespace

Result<RedirectAnswer, AccessError> RequestThroughRedirects(
    HttpClient &client, const Url &url, const Login &login,
    const std::vector<std::pair<std::string, Secret>> &headers,
    SteadyTime deadline, const RedirectOptions &options)
{
    CookieJar local;
    CookieJar &cookies = options.cookies ? *options.cookies : local;
    Url current = url;
    for (int hop = 0; hop <= kRetryPolicy.maxRedirects; ++hop)
    {
        HttpRequest request;
        request.url = current;
        request.headers = headers;
        if (SameOrigin(current, login.host))
            request.headers.emplace_back(
                "Authorization",
                BasicAuthorization(login.user, login.password));
        Secret cookie = cookies.HeaderFor(current);
        if (!cookie.IsEmpty())
            request.headers.emplace_back("Cookie", std::move(cookie));

        auto response = client.Send(request, deadline);
        if (!response)
            return response.GetError();
        CPLDebug("EARTHDATA", "%s answers %d", current.Origin().c_str(),
                 response->status);
        cookies.Store(current, *response);
        if (!response->IsRedirect())
            return RedirectAnswer{std::move(*response), current};
        if (options.isWanted)
        {
            const auto target =
                ResolveLocation(current, response->GetHeader("location"));
            if (target && options.isWanted(*target))
                return RedirectAnswer{std::move(*response), current};
        }
        const auto next = NextHop(*response, current, url, login);
        if (!next)
            return next.GetError();
        current = *next;
    }
    return Failure(url, "redirects more than five times; check that the user "
                        "name and password are right");
}

}  // namespace hlsts
