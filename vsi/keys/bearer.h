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
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Keeps the bearer of one login.
 *
 * A token login's bearer is the token. For user and password a bearer is
 * fetched from Earthdata Login, once for all endpoints and threads, kept in
 * memory and renewed before it ends. No retry here: that is the caller's
 * policy; but a refused password is remembered for a minute, since accounts get
 * locked.
 *
 * Earthdata Login gives two tokens per account at most and may hand out one
 * that ends today. Then one that lives longer is used or created. Other jobs of
 * the user may hold a token too, so one is revoked only when both slots are
 * taken and neither token is good.
 *
 * Safe for concurrent use. After fork() make a new one.
 */
class BearerSource
{
  public:
    BearerSource(Login login, HttpClientFactory http, Clock &clock);

    /** The bearer; fetched when there is none or it ends soon. A failed renewal
     * leaves the old one in use until its end.
     *
     * @return httpStatus 401 when the password is wrong; any other error means
     *   that no bearer can be had now and another way may work.
     */
    Result<Secret, AccessError> Get(SteadyTime deadline);

    /** The bearer that takes the place of one that a server has rejected. When
     * the present bearer is another one already, that one; else a new one. For
     * a token login always an error. */
    Result<Secret, AccessError> Replace(const Secret &rejected,
                                        SteadyTime deadline);

  private:
    struct Token
    {
        Secret value{};
        /** Its end, by the steady clock; far away when Earthdata Login states
         * none. */
        SteadyTime expiry{};
        SteadyTime renewFrom{};
    };

    /** What a request for a token was answered. */
    struct TokenAnswer
    {
        int status = 0;
        std::optional<Token> token{};
        /** Whether the account has as many tokens as it may have. */
        bool isLimitReached = false;
    };

    using TokenResult = Result<Token, AccessError>;

    Result<Secret, AccessError> GetOtherThan(const Secret &rejected,
                                             SteadyTime deadline);
    bool IsValid(const Secret &rejected) const HLSTS_REQUIRES(m_mutex);
    bool IsUsable(const Secret &rejected) const HLSTS_REQUIRES(m_mutex);
    Result<Secret, AccessError> Store(const TokenResult &fetched,
                                      const Secret &rejected)
        HLSTS_REQUIRES(m_mutex);
    void WarnOnceOfEnd();

    TokenResult FetchUnlocked(const Secret &rejected, SteadyTime deadline)
        HLSTS_REQUIRES(m_mutex);
    TokenResult Fetch(const Secret &rejected, SteadyTime deadline);
    TokenResult FetchAnother(HttpClient &client,
                             const std::optional<Token> &old,
                             const Secret &rejected, SteadyTime deadline);
    std::optional<Token> FetchBestListed(HttpClient &client,
                                         const Secret &rejected,
                                         SteadyTime deadline);
    void Revoke(HttpClient &client, const Secret &token, SteadyTime deadline);
    Result<HttpResponse, AccessError> Send(HttpClient &client,
                                           const char *method,
                                           const std::string &target,
                                           SteadyTime deadline);
    Result<TokenAnswer, AccessError>
    RequestToken(HttpClient &client, const char *target, SteadyTime deadline);
    std::optional<Token> MakeToken(const Json &fields,
                                   const HttpResponse &response) const;
    bool EndsSoon(const Token &token) const;
    AccessError Failure(int status, const std::string &why) const;
    AccessError StatusError(int status) const;

    const Login m_login;
    const HttpClientFactory m_http;
    Clock &m_clock;

    Mutex m_mutex{};
    std::condition_variable m_changed{};
    bool m_isFetching HLSTS_GUARDED_BY(m_mutex) = false;
    std::optional<Token> m_token HLSTS_GUARDED_BY(m_mutex){};
    /** The answer to a wrong password. */
    std::optional<AccessError> m_refusal HLSTS_GUARDED_BY(m_mutex){};
    SteadyTime m_refusedUntil HLSTS_GUARDED_BY(m_mutex){};
    SteadyTime m_nextReplacement HLSTS_GUARDED_BY(m_mutex){};
    bool m_hasWarnedOfEnd HLSTS_GUARDED_BY(m_mutex) = false;
};

/** Finds the bearer source of a login. It is called at each exchange, so that a
 * child of fork() gets a source of its own. */
using BearerFinder =
    std::function<std::shared_ptr<BearerSource>(const Login &login)>;

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_BEARER_H
