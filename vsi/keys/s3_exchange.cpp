// SPDX-License-Identifier: MIT
// The s3credentials exchange with a DAAC, in all the ways it can go.

#include "vsi/keys/s3_exchange.h"

#include "vsi/keys/bearer_request.h"
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

/** No credential of STS lives longer; keeps sums far from overflowing. */
constexpr seconds kLongestLife = std::chrono::hours(48);

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

HttpRequest S3Exchange::MakeRequest() const
{
    HttpRequest request;
    request.url = m_endpoint.url;
    request.headers.emplace_back("Accept", Secret("application/json"));
    // Names us in the DAAC's metrics; TEA's documentation asks for it.
    request.headers.emplace_back("app-name", Secret("gdal_HLSTS"));
    return request;
}

Result<S3Credentials, AccessError> S3Exchange::Fetch(SteadyTime deadline)
{
    const std::unique_ptr<HttpClient> client = m_http();
    const auto answer =
        RequestWithBearer(*client, MakeRequest(), *m_bearers(m_login), m_login,
                          IsTokenRejected, m_clock, deadline);
    if (!answer)
        return WithWhatFailed(m_endpoint, m_login, answer.GetError());
    if (!*answer)
        return FetchByRedirects(*client, deadline);
    return ReadResponse((*answer)->response, m_endpoint.url, true,
                        (*answer)->requested);
}

Result<S3Credentials, AccessError>
S3Exchange::FetchByRedirects(HttpClient &client, SteadyTime deadline)
{
    CPLDebug("EARTHDATA", "Logging in to %s through redirects",
             m_endpoint.url.Origin().c_str());
    const SteadyTime requested = m_clock.Now();
    const auto answer = RequestThroughRedirects(
        client, m_endpoint.url, m_login, MakeRequest().headers, deadline);
    if (!answer)
        return WithWhatFailed(m_endpoint, m_login, answer.GetError());
    return ReadResponse(answer->response, answer->from, false, requested);
}

Result<S3Credentials, AccessError>
S3Exchange::ReadResponse(const HttpResponse &response, const Url &from,
                         bool sentBearer, SteadyTime requested)
{
    // The login host hands out pages, never credentials, unless it is the
    // endpoint too.
    if (response.status == 200 && !response.bodyTooLong &&
        (!SameOrigin(from, m_login.host) ||
         SameOrigin(m_endpoint.url, m_login.host)) &&
        ParseS3Answer(response.body.Reveal()))
        return ReadCredentials(response, requested);
    return ExplainAnswer(response, from, m_endpoint, m_login, sentBearer,
                         m_clock.UnixTime());
}

Result<S3Credentials, AccessError>
S3Exchange::ReadCredentials(const HttpResponse &response, SteadyTime requested)
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
    // The life was counted from the server's Date. The request was sent before
    // that, so the credential never ends sooner than computed here.
    const Duration life =
        stated ? Duration(std::min(seconds(*stated - serverTime), kLongestLife))
               : DefaultRefreshPolicy().unreadableExpirationLife;
    credentials.expiry = requested + life;
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

}  // namespace hlsts
