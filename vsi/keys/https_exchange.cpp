// SPDX-License-Identifier: MIT
// The exchange with a data centre's HTTPS host: the login goes in, a URL of the
// object that needs no login comes out.

#include "vsi/keys/https_exchange.h"

#include "vsi/base/mutex.h"
#include "vsi/base/text.h"

#include "vsi/names/daac.h"
#include "vsi/login/redirect_login.h"
#include "vsi/transport/retry.h"
#include "vsi/keys/bearer_request.h"
#include "vsi/keys/signed_url.h"

#include "cpl_error.h"

#include <algorithm>
#include <utility>

namespace hlsts
{

namespace
{

using std::chrono::seconds;

std::string HostAndPort(const Url &url)
{
    const std::string origin = url.Origin();
    return origin.substr(origin.find("://") + 3);
}

/** "" without a cookie. */
Secret CookieLine(const Secret &cookie)
{
    return cookie.IsEmpty() ? Secret() : Secret("Cookie: " + cookie.Reveal());
}

}  // namespace

HttpsExchange::HttpsExchange(HttpsObject object, Login login,
                             BearerFinder bearers, SessionFinder sessions,
                             HttpClientFactory http, Clock &clock)
    : m_login(std::move(login)), m_bearers(std::move(bearers)),
      m_sessions(std::move(sessions)), m_http(std::move(http)), m_clock(clock)
{
    m_endpoint.url = std::move(object.url);
    m_endpoint.setting = std::move(object.setting);
    m_endpoint.what = "access by HTTPS";
    m_endpoint.option = "VSIEARTHDATA_HTTPS_URL";
}

std::string HttpsExchange::Describe() const
{
    return m_endpoint.url.Origin() + m_endpoint.url.Path();
}

HttpRequest HttpsExchange::MakeRequest() const
{
    HttpRequest request;
    request.url = m_endpoint.url;
    // Names us in the data centre's metrics; TEA's documentation asks for it.
    request.headers.emplace_back("app-name", Secret("gdal_HLSTS"));
    return request;
}

Result<SignedUrl, AccessError> HttpsExchange::Fetch(SteadyTime deadline)
{
    const std::shared_ptr<LoginSession> session =
        m_sessions(m_login, m_endpoint.url);
    if (auto refusal = session->GetRefusal(m_clock.Now()))
        return *refusal;
    const std::unique_ptr<HttpClient> client = m_http();
    auto fetched = FetchThrough(*client, *session, deadline);
    // 401 is about the login; 403 may be about this one collection.
    if (!fetched && fetched.GetError().httpStatus == 401)
        session->SetRefusal(
            fetched.GetError(),
            m_clock.Now() +
                ToSteady(DefaultRefreshPolicy().terminalFailureLife));
    return fetched;
}

HttpsExchange::Signed HttpsExchange::FetchThrough(HttpClient &client,
                                                  LoginSession &session,
                                                  SteadyTime deadline)
{
    // There are cookies only where no bearer was accepted before.
    const LoginSession::Cookies cookies = session.GetCookies();
    const Secret cookie = cookies.jar.HeaderFor(m_endpoint.url);
    if (!cookie.IsEmpty())
    {
        HttpRequest request = MakeRequest();
        request.headers.emplace_back("Cookie", cookie);
        const SteadyTime requested = m_clock.Now();
        const auto response = client.Send(request, deadline);
        if (!response)
            return Explained(response.GetError());
        if (!DemandsLogin(*response))
            return ReadResponse(*response, m_endpoint.url, CookieLine(cookie),
                                false, requested);
        return FetchByRedirects(client, session, cookies.version, deadline);
    }
    const auto answer = RequestWithBearer(
        client, MakeRequest(), *m_bearers(m_login), m_login,
        [this](const HttpResponse &response) { return DemandsLogin(response); },
        m_clock, deadline);
    if (!answer)
        return Explained(answer.GetError());
    if (!*answer)
        return FetchByRedirects(client, session, cookies.version, deadline);
    return ReadResponse(
        (*answer)->response, m_endpoint.url,
        Secret("Authorization: " + (*answer)->authorization.Reveal()), true,
        (*answer)->requested);
}

/** One thread logs in while the others wait; then each of them tries the
 * session that the first one has got.
 * @param rejected the version of the cookies that aren't accepted. */
HttpsExchange::Signed HttpsExchange::FetchByRedirects(HttpClient &client,
                                                      LoginSession &session,
                                                      std::uint64_t rejected,
                                                      SteadyTime deadline)
{
    const MutexLock lock(session.GetRedirectsMutex());
    session.DropCookies(rejected);
    LoginSession::Cookies cookies = session.GetCookies();
    CPLDebug("EARTHDATA", "Logging in to %s through redirects",
             m_endpoint.url.Origin().c_str());
    RedirectOptions options;
    options.cookies = &cookies.jar;
    options.isWanted = [this](const Url &next)
    {
        return !SameOrigin(next, m_endpoint.url) && !IsLoginPage(next) &&
               IsSignedUrl(next);
    };
    const SteadyTime requested = m_clock.Now();
    const auto answer =
        RequestThroughRedirects(client, m_endpoint.url, m_login,
                                MakeRequest().headers, deadline, options);
    if (!answer)
        return Explained(answer.GetError());
    const Secret cookie = cookies.jar.HeaderFor(m_endpoint.url);
    auto read = ReadResponse(answer->response, answer->from, CookieLine(cookie),
                             false, requested);
    if (read && !cookie.IsEmpty())
        session.SetCookies(cookies.jar);
    return read;
}

/** Whether Earthdata Login asks for a user at this address. */
bool HttpsExchange::IsLoginPage(const Url &url) const
{
    return SameOrigin(url, m_login.host) ||
           (IsEarthdataHost(url.host) && StartsWith(url.target, "/oauth/"));
}

bool HttpsExchange::DemandsLogin(const HttpResponse &response) const
{
    if (response.IsRedirect())
    {
        const auto next =
            ResolveLocation(m_endpoint.url, response.GetHeader("location"));
        return next && IsLoginPage(*next);
    }
    if (response.status == 200)
        return !IsData(response);
    return IsTokenRejected(response);
}

/** Whether the answer is the object. A page is a login page, unless the object
 * is a page itself. */
bool HttpsExchange::IsData(const HttpResponse &response) const
{
    const std::string path = m_endpoint.url.Path();
    const bool isPageWanted =
        path.find(".htm", path.rfind('/') + 1) != std::string::npos;
    return (response.status == 200 || response.status == 206) &&
           (isPageWanted ||
            !StartsWith(response.GetHeader("content-type"), "text/html"));
}

HttpsExchange::Signed HttpsExchange::ReadResponse(const HttpResponse &response,
                                                  const Url &from,
                                                  const Secret &header,
                                                  bool sentBearer,
                                                  SteadyTime requested)
{
    if (response.IsRedirect() && !DemandsLogin(response))
        return ReadRedirect(response, from, requested);
    if (IsData(response) && SameOrigin(from, m_endpoint.url))
        return ReadData(header, requested);
    if (response.status == 404 && SameOrigin(from, m_endpoint.url))
    {
        AccessError error = Failure("no such object there. Check the name");
        error.kind = AccessErrorKind::NotFound;
        error.httpStatus = 404;
        return error;
    }
    AccessError error = ExplainAnswer(response, from, m_endpoint, m_login,
                                      sentBearer, m_clock.UnixTime());
    if (DemandsLogin(response))
        error.httpStatus = 401;
    return error;
}

HttpsExchange::Signed HttpsExchange::ReadRedirect(const HttpResponse &response,
                                                  const Url &from,
                                                  SteadyTime requested)
{
    const auto next = ResolveLocation(from, response.GetHeader("location"));
    if (!next)
        return Failure("the answer redirects to an impossible address. Try "
                       "again later; if it stays so, tell the data centre");
    if (!IsSecure(*next))
        return Failure("the answer redirects to plain http (" + next->host +
                       "), which is refused");
    // Without the login that address shows nothing, and the login may not go
    // there.
    if (!IsSignedUrl(*next))
        return Failure("the answer redirects to " + next->Origin() +
                       " without a signature. Take the object's address from "
                       "Earthdata Search");
    const std::int64_t localTime = m_clock.UnixTime();
    const std::int64_t serverTime = ServerTime(response, localTime);
    const seconds life = SignedUrlLife(*next, response, serverTime);
    if (life <= seconds(0))
    {
        AccessError error =
            Failure("the answer is a signed URL that has ended already. Try "
                    "again later");
        error.kind = AccessErrorKind::Transient;
        return error;
    }
    SignedUrl found;
    found.url = Secret(next->Text());
    found.host = HostAndPort(*next);
    found.fetched = m_clock.Now();
    // Date has whole seconds only: the server's clock may be almost a second
    // ahead of it, so the URL may live almost a second less.
    found.expiry = requested + std::max(life - seconds(1), life / 2);
    found.statedExpiry = serverTime + life.count();
    found.serverAhead = seconds(serverTime - localTime);
    CPLDebug("EARTHDATA", "%s (login: %s) names %s for %d s",
             Describe().c_str(), m_login.source.c_str(), found.host.c_str(),
             static_cast<int>(life.count()));
    return found;
}

/** The data centre serves the object itself. The reader of the object sends its
 * requests to that host only and follows no redirect, so the login may go there
 * again. */
HttpsExchange::Signed HttpsExchange::ReadData(const Secret &header,
                                              SteadyTime requested)
{
    SignedUrl found;
    found.url = Secret(m_endpoint.url.Text());
    found.header = header;
    found.host = HostAndPort(m_endpoint.url);
    found.fetched = m_clock.Now();
    found.expiry = requested + kUnknownUrlLife;
    found.statedExpiry = m_clock.UnixTime() + kUnknownUrlLife.count();
    CPLDebug("EARTHDATA", "%s (login: %s) serves the data itself",
             Describe().c_str(), m_login.source.c_str());
    return found;
}

AccessError HttpsExchange::Failure(const std::string &why) const
{
    AccessError error;
    error.message = WhatFailed(m_endpoint, m_login) + why;
    return error;
}

AccessError HttpsExchange::Explained(const AccessError &error) const
{
    return WithWhatFailed(m_endpoint, m_login, error);
}

}  // namespace hlsts
