// SPDX-License-Identifier: MIT
// Asking a data centre's HTTPS host for an object: the login goes in, a URL
// that needs no login comes out.

#include "vsi/keys/https_exchange.h"

#include "vsi/base/mutex.h"
#include "vsi/base/text.h"

#include "vsi/names/daac.h"
#include "vsi/login/redirect_login.h"
#include "vsi/transport/retry.h"
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

std::vector<std::pair<std::string, Secret>> PlainHeaders()
{
    std::vector<std::pair<std::string, Secret>> headers;
    headers.emplace_back("app-name", Secret("gdal_HLSTS"));
    return headers;
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

Result<SignedUrl, AccessError> HttpsExchange::Fetch(SteadyTime deadline)
{
    const std::shared_ptr<LoginSession> session =
        m_sessions(m_login, m_endpoint.url);
    if (auto refusal = session->Refusal(m_clock.Now()))
        return *refusal;
    const std::unique_ptr<HttpClient> client = m_http();
    auto fetched = m_login.kind == Login::Kind::Token
                       ? FetchByToken(*client, deadline)
                       : FetchByPassword(*client, *session, deadline);
    // 401 is about the login; 403 may be about this one collection.
    if (!fetched && fetched.GetError().httpStatus == 401)
        session->NoteRefusal(
            fetched.GetError(),
            m_clock.Now() + std::chrono::duration_cast<SteadyTime::duration>(
                                DefaultRefreshPolicy().terminalFailureLife));
    return fetched;
}

HttpsExchange::Signed HttpsExchange::FetchByToken(HttpClient &client,
                                                  SteadyTime deadline)
{
    const auto bearer = m_bearers(m_login)->Get(deadline);
    if (!bearer)
        return Explained(bearer.GetError());
    const Secret value = BearerAuthorization(*bearer);
    const SteadyTime asked = m_clock.Now();
    const auto response = Ask(client, "Authorization", value, deadline);
    if (!response)
        return Explained(response.GetError());
    return Read(*response, m_endpoint.url,
                Secret("Authorization: " + value.Reveal()), true, asked);
}

HttpsExchange::Signed HttpsExchange::FetchByPassword(HttpClient &client,
                                                     LoginSession &session,
                                                     SteadyTime deadline)
{
    // A session is there only when no bearer could be had.
    const LoginSession::Cookies cookies = session.Get();
    const Secret cookie = cookies.jar.HeaderFor(m_endpoint.url);
    if (!cookie.IsEmpty())
    {
        const SteadyTime asked = m_clock.Now();
        const auto response = Ask(client, "Cookie", cookie, deadline);
        if (!response)
            return Explained(response.GetError());
        if (!AsksForLogin(*response))
            return Read(*response, m_endpoint.url,
                        Secret("Cookie: " + cookie.Reveal()), false, asked);
        return FetchByRedirects(client, session, cookies.version, deadline);
    }
    const auto source = m_bearers(m_login);
    // Half the time, so that the other way can still be tried.
    const SteadyTime tokenDeadline =
        m_clock.Now() + (deadline - m_clock.Now()) / 2;
    auto bearer = source->Get(tokenDeadline);
    for (int attempt = 0; bearer && attempt < 2; ++attempt)
    {
        const Secret value = BearerAuthorization(*bearer);
        const SteadyTime asked = m_clock.Now();
        const auto response = Ask(client, "Authorization", value, deadline);
        if (!response)
            return Explained(response.GetError());
        if (!AsksForLogin(*response))
            return Read(*response, m_endpoint.url,
                        Secret("Authorization: " + value.Reveal()), true,
                        asked);
        CPLDebug("EARTHDATA", "%s rejects the token made for the login from %s",
                 m_endpoint.url.Origin().c_str(), m_login.source.c_str());
        if (attempt == 1)
            break;
        const Secret rejected = *bearer;
        bearer = source->Replace(rejected, tokenDeadline);
    }
    if (!bearer && bearer.GetError().httpStatus == 401)
        return Explained(bearer.GetError());
    return FetchByRedirects(client, session, cookies.version, deadline);
}

// One thread walks; the others find its session and need no walk of their own.
HttpsExchange::Signed HttpsExchange::FetchByRedirects(HttpClient &client,
                                                      LoginSession &session,
                                                      std::uint64_t rejected,
                                                      SteadyTime deadline)
{
    const MutexLock walking(session.Walking());
    session.Drop(rejected);
    LoginSession::Cookies cookies = session.Get();
    CPLDebug("EARTHDATA", "Logging in to %s through redirects",
             m_endpoint.url.Origin().c_str());
    RedirectGoal goal;
    goal.cookies = &cookies.jar;
    goal.isReached = [this](const Url &next)
    {
        return !SameOrigin(next, m_endpoint.url) && !IsLogin(next) &&
               IsSignedUrl(next);
    };
    const SteadyTime asked = m_clock.Now();
    const auto answer = RequestThroughRedirects(client, m_endpoint.url, m_login,
                                                PlainHeaders(), deadline, goal);
    if (!answer)
        return Explained(answer.GetError());
    const Secret cookie = cookies.jar.HeaderFor(m_endpoint.url);
    auto read =
        Read(answer->response, answer->from,
             cookie.IsEmpty() ? Secret() : Secret("Cookie: " + cookie.Reveal()),
             false, asked);
    if (read && !cookie.IsEmpty())
        session.Set(cookies.jar);
    return read;
}

Result<HttpResponse, AccessError> HttpsExchange::Ask(HttpClient &client,
                                                     const std::string &name,
                                                     const Secret &value,
                                                     SteadyTime deadline)
{
    HttpRequest request;
    request.url = m_endpoint.url;
    request.headers = PlainHeaders();
    request.headers.emplace_back(name, value);
    return client.Send(request, deadline);
}

// Whether this is where Earthdata Login asks for a user.
bool HttpsExchange::IsLogin(const Url &url) const
{
    return SameOrigin(url, m_login.host) ||
           (IsEarthdataHost(url.host) && StartsWith(url.target, "/oauth/"));
}

bool HttpsExchange::AsksForLogin(const HttpResponse &response) const
{
    if (response.IsRedirect())
    {
        const auto next =
            ResolveLocation(m_endpoint.url, response.Header("location"));
        return next && IsLogin(*next);
    }
    if (response.status == 200)
        return !IsData(response);
    return IsTokenRejected(response);
}

// A page where something else was asked for is a login page.
bool HttpsExchange::IsData(const HttpResponse &response) const
{
    const std::string path = m_endpoint.url.Path();
    const bool isPageWanted =
        path.find(".htm", path.rfind('/') + 1) != std::string::npos;
    return (response.status == 200 || response.status == 206) &&
           (isPageWanted ||
            !StartsWith(response.Header("content-type"), "text/html"));
}

HttpsExchange::Signed HttpsExchange::Read(const HttpResponse &response,
                                          const Url &from, const Secret &header,
                                          bool sentBearer, SteadyTime asked)
{
    if (response.IsRedirect() && !AsksForLogin(response))
        return ReadRedirect(response, from, asked);
    if (IsData(response) && SameOrigin(from, m_endpoint.url))
        return ReadData(header, asked);
    if (response.status == 404 && SameOrigin(from, m_endpoint.url))
    {
        AccessError error = Failed("no such object there. Check the name");
        error.kind = AccessErrorKind::NotFound;
        error.httpStatus = 404;
        return error;
    }
    AccessError error = ExplainAnswer(response, from, m_endpoint, m_login,
                                      sentBearer, m_clock.UnixTime());
    if (AsksForLogin(response))
        error.httpStatus = 401;
    return error;
}

HttpsExchange::Signed HttpsExchange::ReadRedirect(const HttpResponse &response,
                                                  const Url &from,
                                                  SteadyTime asked)
{
    const auto next = ResolveLocation(from, response.Header("location"));
    if (!next)
        return Failed("the answer redirects to an impossible address. Try "
                      "again later; if it stays so, tell the data centre");
    if (!IsSecure(*next))
        return Failed("the answer redirects to plain http (" + next->host +
                      "), which is refused");
    // Without the login nothing is there, and with it nothing may go there.
    if (!IsSignedUrl(*next))
        return Failed("the answer redirects to " + next->Origin() +
                      " without a signature. Take the object's address from "
                      "Earthdata Search");
    const std::int64_t localTime = m_clock.UnixTime();
    const std::int64_t serverTime = ServerTime(response, localTime);
    const seconds life = SignedUrlLife(*next, response, serverTime);
    if (life <= seconds(0))
    {
        AccessError error =
            Failed("the answer is a signed URL that has ended already. Try "
                   "again later");
        error.kind = AccessErrorKind::Transient;
        return error;
    }
    SignedUrl found;
    found.url = Secret(next->Text());
    found.host = HostAndPort(*next);
    found.fetched = m_clock.Now();
    // The server's Date is cut to the whole second, so its clock may be almost
    // a second further than it says.
    found.expiry = asked + std::max(life - seconds(1), life / 2);
    found.statedExpiry = serverTime + life.count();
    found.serverAhead = seconds(serverTime - localTime);
    CPLDebug("EARTHDATA", "%s (login: %s) names %s for %d s",
             Describe().c_str(), m_login.source.c_str(), found.host.c_str(),
             static_cast<int>(life.count()));
    return found;
}

// The data centre serves the object itself. Our own reader asks its own host
// only and follows nothing, so the login may go there again.
HttpsExchange::Signed HttpsExchange::ReadData(const Secret &header,
                                              SteadyTime asked)
{
    SignedUrl found;
    found.url = Secret(m_endpoint.url.Text());
    found.header = header;
    found.host = HostAndPort(m_endpoint.url);
    found.fetched = m_clock.Now();
    found.expiry = asked + kUnknownUrlLife;
    found.statedExpiry = m_clock.UnixTime() + kUnknownUrlLife.count();
    CPLDebug("EARTHDATA", "%s (login: %s) serves the data itself",
             Describe().c_str(), m_login.source.c_str());
    return found;
}

AccessError HttpsExchange::Failed(const std::string &why) const
{
    AccessError error;
    error.message = WhatFailed(m_endpoint, m_login) + why;
    return error;
}

AccessError HttpsExchange::Explained(const AccessError &error) const
{
    AccessError explained = error;
    explained.message = WhatFailed(m_endpoint, m_login) + error.message;
    return explained;
}

}  // namespace hlsts
