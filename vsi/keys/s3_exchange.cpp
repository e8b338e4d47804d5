// SPDX-License-Identifier: MIT
// The s3credentials exchange with a DAAC, in all the ways it can go.

#include "vsi/keys/s3_exchange.h"

#include "vsi/keys/expiration.h"
#include "vsi/login/redirect_login.h"
#include "vsi/transport/retry.h"
#include "vsi/keys/s3_answer.h"

#include "cpl_error.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace hlsts
{

namespace
{

using std::chrono::seconds;

// No credential of STS lives longer; keeps sums far from overflowing.
constexpr seconds kLongestLife = std::chrono::hours(48);

// Names us in the DAAC's metrics; TEA's documentation asks for it.
std::vector<std::pair<std::string, Secret>> PlainHeaders()
{
    std::vector<std::pair<std::string, Secret>> headers;
    headers.emplace_back("Accept", Secret("application/json"));
    headers.emplace_back("app-name", Secret("gdal_HLSTS"));
    return headers;
}

void WarnOnceIfClockIsWrong(std::int64_t serverTime, std::int64_t localTime)
{
    static std::atomic<bool> warned{false};
    const auto difference = seconds(localTime - serverTime);
    const Duration limit = DefaultRefreshPolicy().clockWarning;
    if ((difference < limit && -difference < limit) || warned.exchange(true))
        return;
    CPLError(CE_Warning, CPLE_AppDefined,
             "This computer's clock is %d min %s; S3 refuses requests beyond "
             "15 min. Synchronise it",
             static_cast<int>(std::abs(difference.count()) / 60),
             difference.count() > 0 ? "fast" : "slow");
}

}  // namespace

S3Exchange::S3Exchange(Endpoint endpoint, Login login, BearerFinder bearers,
                       HttpClientFactory http, Clock &clock)
    : m_endpoint(std::move(endpoint)), m_login(std::move(login)),
      m_bearers(std::move(bearers)), m_http(std::move(http)), m_clock(clock)
{
}

std::string S3Exchange::Describe() const
{
    // Without the query: a user may have put something secret there.
    return m_endpoint.url.Origin() + m_endpoint.url.Path();
}

Result<S3Credentials, AccessError> S3Exchange::Fetch(SteadyTime deadline)
{
    const std::unique_ptr<HttpClient> client = m_http();
    if (m_login.kind == Login::Kind::Token)
        return FetchByToken(*client, deadline);
    return FetchByPassword(*client, deadline);
}

Result<S3Credentials, AccessError> S3Exchange::FetchByToken(HttpClient &client,
                                                            SteadyTime deadline)
{
    const auto bearer = m_bearers(m_login)->Get(deadline);
    if (!bearer)
        return Explained(bearer.GetError());
    const SteadyTime asked = m_clock.Now();
    const auto response = Request(client, *bearer, deadline);
    if (!response)
        return Explained(response.GetError());
    return Read(*response, m_endpoint.url, true, asked);
}

Result<S3Credentials, AccessError>
S3Exchange::FetchByPassword(HttpClient &client, SteadyTime deadline)
{
    const auto source = m_bearers(m_login);
    // Half the time, so that the other way can still be tried.
    const SteadyTime tokenDeadline =
        m_clock.Now() + (deadline - m_clock.Now()) / 2;
    auto bearer = source->Get(tokenDeadline);
    for (int attempt = 0; bearer && attempt < 2; ++attempt)
    {
        const SteadyTime asked = m_clock.Now();
        const auto response = Request(client, *bearer, deadline);
        if (!response)
            return Explained(response.GetError());
        if (!IsTokenRejected(*response))
            return Read(*response, m_endpoint.url, true, asked);
        CPLDebug("EARTHDATA", "%s rejects the token made for the login from %s",
                 m_endpoint.url.Origin().c_str(), m_login.source.c_str());
        if (attempt == 1)
            break;
        const Secret rejected = *bearer;
        bearer = source->Replace(rejected, tokenDeadline);
    }
    if (!bearer && bearer.GetError().httpStatus == 401)
        return Explained(bearer.GetError());
    return FetchByRedirects(client, deadline);
}

Result<S3Credentials, AccessError>
S3Exchange::FetchByRedirects(HttpClient &client, SteadyTime deadline)
{
    CPLDebug("EARTHDATA", "Logging in to %s through redirects",
             m_endpoint.url.Origin().c_str());
    const SteadyTime asked = m_clock.Now();
    const auto answer = RequestThroughRedirects(client, m_endpoint.url, m_login,
                                                PlainHeaders(), deadline);
    if (!answer)
        return Explained(answer.GetError());
    return Read(answer->response, answer->from, false, asked);
}

Result<HttpResponse, AccessError> S3Exchange::Request(HttpClient &client,
                                                      const Secret &bearer,
                                                      SteadyTime deadline)
{
    HttpRequest request;
    request.url = m_endpoint.url;
    request.headers = PlainHeaders();
    request.headers.emplace_back("Authorization", BearerAuthorization(bearer));
    return client.Send(request, deadline);
}

Result<S3Credentials, AccessError>
S3Exchange::Read(const HttpResponse &response, const Url &from, bool sentBearer,
                 SteadyTime asked)
{
    // Earthdata Login hands out pages, never credentials.
    if (response.status == 200 && !response.bodyTooLong &&
        (!SameOrigin(from, m_login.host) ||
         SameOrigin(m_endpoint.url, m_login.host)) &&
        ParseS3Answer(response.body.Reveal()))
        return ReadAnswer(response, asked);
    return ExplainAnswer(response, from, m_endpoint, m_login, sentBearer,
                         m_clock.UnixTime());
}

Result<S3Credentials, AccessError>
S3Exchange::ReadAnswer(const HttpResponse &response, SteadyTime asked)
{
    const auto answer = ParseS3Answer(response.body.Reveal());
    const std::int64_t localTime = m_clock.UnixTime();
    const std::int64_t serverTime = ServerTime(response, localTime);
    WarnOnceIfClockIsWrong(serverTime, localTime);

    S3Credentials credentials;
    credentials.accessKeyId = answer->accessKeyId;
    credentials.secretAccessKey = answer->secretAccessKey;
    credentials.sessionToken = answer->sessionToken;
    credentials.fetched = m_clock.Now();
    const auto stated = ParseExpiration(answer->expiration);
    credentials.statedExpiry = stated.value_or(0);
    if (stated && *stated <= serverTime)
        return AlreadyExpired(*stated - serverTime);
    // From before the request: the server's Date is younger than that.
    const Duration life =
        stated ? Duration(std::min(seconds(*stated - serverTime), kLongestLife))
               : DefaultRefreshPolicy().unreadableExpirationLife;
    credentials.expiry = asked + life;
    CPLDebug(
        "EARTHDATA",
        "S3 credentials from %s (login: %s), key %s, valid for %d s%s",
        m_endpoint.url.Origin().c_str(), m_login.source.c_str(),
        credentials.accessKeyId.Redacted().c_str(),
        static_cast<int>(std::chrono::duration_cast<seconds>(life).count()),
        stated ? "" : " (assumed)");
    return credentials;
}

AccessError S3Exchange::AlreadyExpired(std::int64_t remaining) const
{
    AccessError error;
    error.httpStatus = 200;
    error.message = WhatFailed(m_endpoint, m_login) +
                    "the server handed out credentials that expired " +
                    std::to_string(-remaining) +
                    " s ago by its own clock. Check this computer's clock, "
                    "then tell the data centre";
    return error;
}

AccessError S3Exchange::Explained(const AccessError &error) const
{
    AccessError explained = error;
    explained.message = WhatFailed(m_endpoint, m_login) + error.message;
    return explained;
}

}  // namespace hlsts
