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

#include <cstdint>
#include <memory>
#include <string>

namespace hlsts
{

/** Fetches S3 credentials from one endpoint for one login.
 *
 * With a bearer this is one request. Its redirect is never followed: it means
 * that the endpoint doesn't accept the bearer. A bearer made from user and
 * password is then replaced once. Where no bearer can be had, or the new one
 * isn't accepted either, user and password are used through the redirects of
 * Earthdata Login. A wrong password ends the exchange at once. Keeps nothing
 * between two calls.
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

    HttpRequest MakeRequest() const;
    Credentials FetchByRedirects(HttpClient &client, SteadyTime deadline);
    Credentials ReadResponse(const HttpResponse &response, const Url &from,
                             bool sentBearer, SteadyTime requested);
    Credentials ReadCredentials(const HttpResponse &response,
                                SteadyTime requested);
    AccessError AlreadyExpired(std::int64_t remaining) const;

    const Endpoint m_endpoint;
    const Login m_login;
    const BearerFinder m_bearers;
    const HttpClientFactory m_http;
    Clock &m_clock;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_S3_EXCHANGE_H
