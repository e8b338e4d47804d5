// SPDX-License-Identifier: MIT
// The exchange with a data centre's HTTPS host: the login goes in, a URL of the
// object that needs no login comes out.

#ifndef HLSTS_VSI_KEYS_HTTPS_EXCHANGE_H
#define HLSTS_VSI_KEYS_HTTPS_EXCHANGE_H

#include "vsi/names/https_object.h"
#include "vsi/login/login_session.h"
#include "vsi/keys/bearer.h"
#include "vsi/keys/server_answer.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace hlsts
{

/** Where an object can be read for some time. A value type. */
struct SignedUrl
{
    /** A secret: whoever has it can read the object. */
    Secret url{};
    /** A header line to send to that URL only; empty for a signed URL, which
     * needs none. It holds the login where the data centre serves the object
     * itself. */
    Secret header{};
    /** host[:port], for messages. */
    std::string host{};
    SteadyTime fetched{};
    SteadyTime expiry{};
    /** In seconds since 1970 UTC by the server's clock, for display. */
    long long statedExpiry = 0;
    std::chrono::seconds serverAhead{0};
};

/** Exchanges one login for the URL of one object.
 *
 * The bearer, or the cookie of a session, goes to the object's own origin and
 * nowhere else; no redirect is followed with it. A redirect to Earthdata Login
 * means that the login isn't accepted. A bearer made from user and password is
 * then replaced once. Where that doesn't help, user and password are used
 * through the redirects of Earthdata Login; the session that comes of it serves
 * the next objects too. A redirect to a signed URL, at whatever host, is the
 * wanted answer; every other redirect is an error.
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

    HttpRequest MakeRequest() const;
    Signed FetchThrough(HttpClient &client, LoginSession &session,
                        SteadyTime deadline);
    Signed FetchByRedirects(HttpClient &client, LoginSession &session,
                            std::uint64_t rejected, SteadyTime deadline);
    bool IsLoginPage(const Url &url) const;
    bool DemandsLogin(const HttpResponse &response) const;
    bool IsData(const HttpResponse &response) const;
    Signed ReadResponse(const HttpResponse &response, const Url &from,
                        const Secret &header, bool sentBearer,
                        SteadyTime requested);
    Signed ReadRedirect(const HttpResponse &response, const Url &from,
                        SteadyTime requested);
    Signed ReadData(const Secret &header, SteadyTime requested);
    AccessError Failure(const std::string &why) const;
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
