// SPDX-License-Identifier: MIT
// The bearer token of an identity, made from user and password and renewed.

#include "vsi/keys/bearer.h"

#include "vsi/base/single_flight.h"
#include "vsi/base/boundary.h"
#include "vsi/keys/expiration.h"
#include "vsi/keys/server_answer.h"
#include "vsi/names/url.h"

#include "cpl_error.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

namespace hlsts
{

namespace
{

using std::chrono::hours;
using std::chrono::seconds;

constexpr char kFindOrCreateTarget[] = "/api/users/find_or_create_token";
constexpr char kCreateTarget[] = "/api/users/token";
constexpr char kListTarget[] = "/api/users/tokens";
constexpr char kRevokeTarget[] = "/api/users/revoke_token?token=";

/** Earthdata Login states the day on which a token ends, mostly not the hour. A
 * token that ends within this time may end today. */
constexpr seconds kEndsSoon = hours(24);

/** Longer than any token lives, and far from overflowing nanoseconds. */
constexpr seconds kLongestLife = hours(24 * 365);

}  // namespace

BearerSource::BearerSource(Login login, HttpClientFactory http, Clock &clock)
    : m_login(std::move(login)), m_http(std::move(http)), m_clock(clock)
{
}

Result<Secret, AccessError> BearerSource::Get(SteadyTime deadline)
{
    if (m_login.kind == Login::Kind::UserPassword)
        return GetOtherThan(Secret(), deadline);
    WarnOnceOfEnd();
    return m_login.token;
}

Result<Secret, AccessError> BearerSource::Replace(const Secret &rejected,
                                                  SteadyTime deadline)
{
    if (m_login.kind == Login::Kind::Token)
        return Failure(0, "the token from " + m_login.source +
                              " can't be renewed without user and password");
    return GetOtherThan(rejected, deadline);
}

/** Whether there is a bearer other than the rejected one that hasn't ended. */
bool BearerSource::IsValid(const Secret &rejected) const
{
    return m_token && m_clock.Now() < m_token->expiry &&
           !m_token->value.Equals(rejected);
}

/** Whether the bearer can be used without a fetch. While one thread renews it
 * early, the others use the old one. */
bool BearerSource::IsUsable(const Secret &rejected) const
{
    return IsValid(rejected) &&
           (m_isFetching || m_clock.Now() < m_token->renewFrom);
}

/** @param rejected by a server; empty when none was. */
Result<Secret, AccessError> BearerSource::GetOtherThan(const Secret &rejected,
                                                       SteadyTime deadline)
{
    MutexLock lock(m_mutex);
    while (true)
    {
        if (IsUsable(rejected))
            return m_token->value;
        if (m_refusal && m_clock.Now() < m_refusedUntil)
            return *m_refusal;
        if (!m_isFetching)
            break;
        if (m_clock.Now() >= deadline)
            return Failure(0, "the request for a token takes too long");
        m_clock.WaitUntil(m_changed, lock, deadline);
    }
    if (!rejected.IsEmpty())
    {
        // A server that rejects every token must not make us create tokens
        // until the account has no room for more.
        if (m_clock.Now() < m_nextReplacement)
            return Failure(0, "a new token was rejected too");
        m_nextReplacement =
            m_clock.Now() + DefaultRefreshPolicy().terminalFailureLife;
    }
    return Store(FetchUnlocked(rejected, deadline), rejected);
}

/** Fetches while the mutex is unlocked and m_isFetching is set. */
BearerSource::TokenResult BearerSource::FetchUnlocked(const Secret &rejected,
                                                      SteadyTime deadline)
{
    const SingleFlight flight(m_mutex, m_isFetching, m_changed);
    try
    {
        return Fetch(rejected, deadline);
    }
    catch (const std::exception &e)
    {
        return Failure(0, std::string("no token: ") + ReasonOf(e));
    }
}

/** Stores the outcome of a fetch.
 * @return the bearer to use now: the old one when its renewal failed. */
Result<Secret, AccessError> BearerSource::Store(const TokenResult &fetched,
                                                const Secret &rejected)
{
    const Duration pause = DefaultRefreshPolicy().terminalFailureLife;
    if (fetched)
    {
        m_token = *fetched;
        m_refusal.reset();
        CPLDebug("EARTHDATA",
                 "Bearer token from %s for the login from %s ends in %d hours",
                 m_login.host.Origin().c_str(), m_login.source.c_str(),
                 static_cast<int>(std::chrono::duration_cast<hours>(
                                      m_token->expiry - m_clock.Now())
                                      .count()));
        return m_token->value;
    }
    CPLDebug("EARTHDATA", "%s", fetched.GetError().message.c_str());
    if (fetched.GetError().httpStatus == 401)
    {
        m_refusal = fetched.GetError();
        m_refusedUntil = m_clock.Now() + pause;
    }
    if (!IsValid(rejected))
    {
        m_token.reset();
        return fetched.GetError();
    }
    m_token->renewFrom = m_clock.Now() + pause;
    return m_token->value;
}

void BearerSource::WarnOnceOfEnd()
{
    {
        const MutexLock lock(m_mutex);
        if (m_hasWarnedOfEnd)
            return;
        m_hasWarnedOfEnd = true;
    }
    const auto exp = ParseJwtExpiry(m_login.token.Reveal());
    if (!exp)
        return;
    const auto left = seconds(*exp - m_clock.UnixTime());
    if (left <= seconds(0) || left >= kEndsSoon)
        return;
    CPLError(CE_Warning, CPLE_AppDefined,
             "The token from %s ends in %d hours and can't be renewed without "
             "user and password; create a new one at %s/profile",
             m_login.source.c_str(),
             static_cast<int>(std::chrono::duration_cast<hours>(left).count()),
             m_login.host.Origin().c_str());
}

BearerSource::TokenResult BearerSource::Fetch(const Secret &rejected,
                                              SteadyTime deadline)
{
    const std::unique_ptr<HttpClient> client = m_http();
    const auto found = RequestToken(*client, kFindOrCreateTarget, deadline);
    if (!found)
        return found.GetError();
    if (!found->token && !found->isLimitReached)
        return StatusError(found->status);
    const std::optional<Token> &old = found->token;
    if (old && !old->value.Equals(rejected) && !EndsSoon(*old))
        return *old;
    return FetchAnother(*client, old, rejected, deadline);
}

/** @param old what Earthdata Login found or created first: rejected, or ends
 *   soon; nothing when the account has no room for a token. */
BearerSource::TokenResult
BearerSource::FetchAnother(HttpClient &client, const std::optional<Token> &old,
                           const Secret &rejected, SteadyTime deadline)
{
    auto created = RequestToken(client, kCreateTarget, deadline);
    if (created && created->token)
        return *created->token;
    std::optional<Token> best = old;
    if (best && best->value.Equals(rejected))
        best.reset();
    if (created && created->isLimitReached)
    {
        const auto listed = FetchBestListed(client, rejected, deadline);
        if (listed && !EndsSoon(*listed))
            return *listed;
        if (listed)
            best = listed;
        // No token is good and there is no room for another, so one that ends
        // today is revoked. One that was only rejected is left: the user's
        // other programs may be able to use it.
        if (old && EndsSoon(*old))
        {
            Revoke(client, old->value, deadline);
            created = RequestToken(client, kCreateTarget, deadline);
            if (created && created->token)
                return *created->token;
            if (best && best->value.Equals(old->value))
                best.reset();
        }
    }
    if (best && best->expiry > m_clock.Now())
        return *best;
    if (!created)
        return created.GetError();
    return StatusError(created->status);
}

/** Of the account's tokens the one that lives longest, other than the rejected
 * one. */
std::optional<BearerSource::Token>
BearerSource::FetchBestListed(HttpClient &client, const Secret &rejected,
                              SteadyTime deadline)
{
    std::optional<Token> best;
    const auto response = Send(client, "GET", kListTarget, deadline);
    if (!response || response->status != 200)
        return best;
    // The list itself, or the member "tokens" of an object.
    const Json answer = ParseJson(response->body.Reveal());
    for (const Json &fields :
         answer.is_array() ? answer : ArrayMember(answer, "tokens"))
    {
        auto token = MakeToken(fields, *response);
        if (!token || token->value.Equals(rejected))
            continue;
        if (!best || token->expiry > best->expiry)
            best = std::move(token);
    }
    return best;
}

void BearerSource::Revoke(HttpClient &client, const Secret &token,
                          SteadyTime deadline)
{
    const auto response =
        Send(client, "POST", kRevokeTarget + EncodePercent(token.Reveal()),
             deadline);
    CPLDebug("EARTHDATA",
             "Revoking a token that ends today, to make room: HTTP %d",
             response ? response->status : 0);
}

Result<HttpResponse, AccessError> BearerSource::Send(HttpClient &client,
                                                     const char *method,
                                                     const std::string &target,
                                                     SteadyTime deadline)
{
    HttpRequest request;
    request.method = method;
    request.url = m_login.host;
    request.url.target = target;
    request.headers.emplace_back("Accept", Secret("application/json"));
    request.headers.emplace_back(
        "Authorization", BasicAuthorization(m_login.user, m_login.password));
    return client.Send(request, deadline);
}

Result<BearerSource::TokenAnswer, AccessError>
BearerSource::RequestToken(HttpClient &client, const char *target,
                           SteadyTime deadline)
{
    const auto response = Send(client, "POST", target, deadline);
    if (!response)
        return response.GetError();
    TokenAnswer answer;
    answer.status = response->status;
    const Json fields = ParseJson(response->body.Reveal());
    answer.isLimitReached = StringMember(fields, "error") == "max_token_limit";
    if (response->status == 200 || response->status == 201)
        answer.token = MakeToken(fields, *response);
    return answer;
}

std::optional<BearerSource::Token>
BearerSource::MakeToken(const Json &fields, const HttpResponse &response) const
{
    const std::string value = StringMember(fields, "access_token");
    if (!IsBearerToken(value))
        return std::nullopt;
    auto end = ParseJwtExpiry(value);
    if (!end)
        end = ParseExpirationDate(StringMember(fields, "expiration_date"));
    const std::int64_t now = ServerTime(response, m_clock.UnixTime());
    const auto life =
        end ? std::clamp(seconds(*end - now), seconds(0), kLongestLife)
            : kLongestLife;
    Token token;
    token.value = Secret(value);
    token.expiry = m_clock.Now() + life;
    token.renewFrom = token.expiry - std::min(kEndsSoon, life / 4);
    return token;
}

bool BearerSource::EndsSoon(const Token &token) const
{
    return token.expiry - m_clock.Now() < kEndsSoon;
}

AccessError BearerSource::Failure(int status, const std::string &why) const
{
    AccessError error;
    error.kind = AccessErrorKind::Terminal;
    error.httpStatus = status;
    error.message = m_login.host.Origin() + ": " + why;
    return error;
}

AccessError BearerSource::StatusError(int status) const
{
    if (status == 401)
        return Failure(status,
                       "Earthdata Login refused the user name or password "
                       "(HTTP 401). Correct them in " +
                           m_login.source + "; test them at " +
                           m_login.host.Origin());
    return Failure(status, "the answer (HTTP " + std::to_string(status) +
                               ") holds no token");
}

}  // namespace hlsts
