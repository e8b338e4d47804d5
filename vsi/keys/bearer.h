// SPDX-License-Identifier: MIT
// The bearer token of an identity, made from user and password and renewed.

#ifndef HLSTS_VSI_KEYS_BEARER_H
#define HLSTS_VSI_KEYS_BEARER_H

#include "vsi/base/mutex.h"
#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/transport/http.h"
#include "vsi/base/json.h"
#include "vsi/login/login.h"
#include "vsi/transport/retry.h"
#include "vsi/base/secret.h"

#include <condition_variable>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Keeps the bearer of one login.
 *
 * A token login's bearer is the token. For user and password one is asked from
 * Earthdata Login, once for all endpoints and threads, kept in memory and
 * replaced before it ends. No retry here: that is the caller's policy; but a
 * refused password is remembered for a minute, since accounts get locked.
 *
 * Earthdata Login gives two tokens per account at most and may hand out one
 * that ends today. Then a younger one is used or made; one is revoked only
 * where both are no good, because other jobs of the user may hold it.
 *
 * Safe for concurrent use. After fork() make a new one.
 */
class BearerSource
{
  public:
    BearerSource(Login login, HttpClientFactory http, Clock &clock);

    /** The bearer, asked for when there is none or it ends soon. A failed
     * renewal leaves the old one in use until its end.
     *
     * @return httpStatus 401 when the password is wrong; any other error means
     *   that no bearer can be had now and another way may work.
     */
    Result<Secret, AccessError> Get(SteadyTime deadline);

    /** The bearer that takes the place of one that a server has rejected: the
     * present one when it's another already, else a new one. For a token login
     * always an error. */
    Result<Secret, AccessError> Replace(const Secret &rejected,
                                        SteadyTime deadline);

  private:
    struct Token
    {
        Secret value{};
        /** Its end, by the steady clock; far away when not told. */
        SteadyTime expiry{};
        /** From here on a renewal is tried. */
        SteadyTime renewal{};
    };

    struct TokenAnswer
    {
        int status = 0;
        std::optional<Token> token{};
        bool isLimit = false;
    };

    using TokenResult = Result<Token, AccessError>;
    using Lock = MutexLock;

    Result<Secret, AccessError> Obtain(const Secret &rejected,
                                       SteadyTime deadline);
    bool IsValid(const Secret &rejected) const;
    bool IsUsable(const Secret &rejected) const;
    Result<Secret, AccessError> Settle(const TokenResult &result,
                                       const Secret &rejected);
    void AnnounceEndOnce();

    TokenResult AskAlone(const Secret &rejected, SteadyTime deadline);
    TokenResult Ask(const Secret &rejected, SteadyTime deadline);
    TokenResult AskForOther(HttpClient &client, const std::optional<Token> &old,
                            const Secret &rejected, SteadyTime deadline);
    std::optional<Token> BestListed(HttpClient &client, const Secret &rejected,
                                    SteadyTime deadline);
    void Revoke(HttpClient &client, const Secret &token, SteadyTime deadline);
    Result<HttpResponse, AccessError> Call(HttpClient &client,
                                           const char *method,
                                           const std::string &target,
                                           SteadyTime deadline);
    Result<TokenAnswer, AccessError>
    CallForToken(HttpClient &client, const char *target, SteadyTime deadline);
    std::optional<Token> MakeToken(const Json &fields,
                                   const HttpResponse &response) const;
    bool EndsSoon(const Token &token) const;
    AccessError Failure(int status, const std::string &why) const;
    AccessError Refusal(int status) const;

    const Login m_login;
    const HttpClientFactory m_http;
    Clock &m_clock;

    Mutex m_mutex{};
    std::condition_variable m_changed{};
    bool m_asking = false;
    std::optional<Token> m_token{};
    std::optional<AccessError> m_refused{};
    SteadyTime m_refusedUntil{};
    SteadyTime m_nextReplacement{};
    bool m_announced = false;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_BEARER_H
