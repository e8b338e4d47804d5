// SPDX-License-Identifier: MIT
// Asking a data centre's HTTPS host for an object: the login goes in, a URL
// that needs no login comes out.

#ifndef HLSTS_VSI_KEYS_HTTPS_EXCHANGE_H
#define HLSTS_VSI_KEYS_HTTPS_EXCHANGE_H

#include "vsi/names/https_object.h"
#include "vsi/login/login_session.h"
#include "vsi/keys/s3_exchange.h"

#include <chrono>
#include <string>

namespace hlsts
{

/** Where an object can be read for some time. A value type. */
struct SignedUrl
{
    /** A secret: whoever has it can read the object. */
    Secret url{};
    /** A header line to send along, only to that URL; empty for a signed URL.
     * Only where the data centre serves the object itself. */
    Secret header{};
    /** host[:port], for messages. */
    std::string host{};
    SteadyTime fetched{};
    SteadyTime expiry{};
    /** In seconds since 1970 UTC by the server's clock, for display. */
    long long statedExpiry = 0;
    std::chrono::seconds serverAhead{0};
};

/** Asks for one object with one login.
 *
 * The bearer, or the cookie of a session, goes to the object's own origin and
 * nowhere else; no redirect is followed with it. A redirect towards Earthdata
 * Login means that the login isn't accepted: a bearer made from user and
 * password is then replaced once, and where that doesn't help user and password
 * go the way of the redirects, whose session is kept for the next object. A
 * redirect to a signed URL is the answer, to whatever host; every other one is
 * an error.
 */
class HttpsExchange
{
  public:
    HttpsExchange(HttpsObject object, Login login, BearerFinder bearers,
                  SessionFinder sessions, HttpClientFactory http, Clock &clock);

    /** One exchange, without retry. Safe for concurrent use.
     *
     * @return NotFound for 404; Terminal for a refusal; Transient errors with
     *   what Retry-After asks for. Messages never show the signed URL. */
    Result<SignedUrl, AccessError> Fetch(SteadyTime deadline);

    /** The object's URL without its query, for messages. */
    std::string Describe() const;

  private:
    using Signed = Result<SignedUrl, AccessError>;

    Signed FetchByToken(HttpClient &client, SteadyTime deadline);
    Signed FetchByPassword(HttpClient &client, LoginSession &session,
                           SteadyTime deadline);
    Signed FetchByRedirects(HttpClient &client, LoginSession &session,
                            std::uint64_t rejected, SteadyTime deadline);
    Result<HttpResponse, AccessError> Ask(HttpClient &client,
                                          const std::string &name,
                                          const Secret &value,
                                          SteadyTime deadline);
    bool IsLogin(const Url &url) const;
    bool AsksForLogin(const HttpResponse &response) const;
    bool IsData(const HttpResponse &response) const;
    Signed Read(const HttpResponse &response, const Url &from,
                const Secret &header, bool sentBearer, SteadyTime asked);
    Signed ReadRedirect(const HttpResponse &response, const Url &from,
                        SteadyTime asked);
    Signed ReadData(const Secret &header, SteadyTime asked);
    AccessError Failed(const std::string &why) const;
    AccessError Explained(const AccessError &error) const;

    Endpoint m_endpoint;
    const Login m_login;
    const BearerFinder m_bearers;
    const SessionFinder m_sessions;
    const HttpClientFactory m_http;
    Clock &m_clock;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_HTTPS_EXCHANGE_H
