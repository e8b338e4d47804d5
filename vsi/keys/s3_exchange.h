// SPDX-License-Identifier: MIT
// The s3credentials exchange with a DAAC, in all the ways it can go.

#ifndef HLSTS_VSI_KEYS_S3_EXCHANGE_H
#define HLSTS_VSI_KEYS_S3_EXCHANGE_H

#include "vsi/keys/bearer.h"
#include "vsi/base/clock.h"
#include "vsi/transport/http.h"
#include "vsi/login/login.h"
#include "vsi/keys/s3_credentials.h"
#include "vsi/keys/server_answer.h"

#include <functional>
#include <memory>
#include <string>

namespace hlsts
{

/** The bearer source of a login: asked for at each exchange, so that a child of
 * fork() gets its own. */
using BearerFinder =
    std::function<std::shared_ptr<BearerSource>(const Login &login)>;

/** Fetches S3 credentials from one endpoint for one login.
 *
 * With a bearer it is one request, whose redirect is never followed: it means
 * that the token isn't accepted. A bearer made from user and password is then
 * replaced once; where none can be had, or the new one isn't accepted either,
 * user and password go the way of the redirects. A wrong password ends it at
 * once. Keeps nothing between two calls.
 */
class S3Exchange final : public S3CredentialsSource
{
  public:
    S3Exchange(Endpoint endpoint, Login login, BearerFinder bearers,
               HttpClientFactory http, Clock &clock);

    Result<S3Credentials, AccessError> Fetch(SteadyTime deadline) override;

    std::string Describe() const override;

  private:
    using Credentials = Result<S3Credentials, AccessError>;

    Credentials FetchByToken(HttpClient &client, SteadyTime deadline);
    Credentials FetchByPassword(HttpClient &client, SteadyTime deadline);
    Credentials FetchByRedirects(HttpClient &client, SteadyTime deadline);
    Result<HttpResponse, AccessError>
    Request(HttpClient &client, const Secret &bearer, SteadyTime deadline);
    Credentials Read(const HttpResponse &response, const Url &from,
                     bool sentBearer, SteadyTime asked);
    Credentials ReadAnswer(const HttpResponse &response, SteadyTime asked);
    AccessError Explained(const AccessError &error) const;
    AccessError AlreadyExpired(std::int64_t remaining) const;

    const Endpoint m_endpoint;
    const Login m_login;
    const BearerFinder m_bearers;
    const HttpClientFactory m_http;
    Clock &m_clock;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_S3_EXCHANGE_H
