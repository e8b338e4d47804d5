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

constexpr char kFindOrCreate[] = "/api/users/find_or_create_token";
constexpr char kCreate[] = "/api/users/token";
constexpr char kList[] = "/api/users/tokens";
constexpr char kRevoke[] = "/api/users/revoke_token?token=";

// A token ends on a day, mostly not told to the hour: one that ends within
// this is "one that dies today".
constexpr seconds kDying = hours(24);

// Longer than any token lives, and far from overflowing nanoseconds.
constexpr seconds kLongestLife = hours(24 * 365);

}  // namespace

BearerSource::BearerSource(Login login, HttpClientFactory http, Clock &clock)
    : m_login(std::move(login)), m_http(std::move(http)), m_clock(clock)
{
}

Result<Secret, AccessError> BearerSource::Get(SteadyTime deadline)
{
    if (m_login.kind == Login::Kind::UserPassword)
        return Obtain(Secret(), deadline);
    AnnounceEndOnce();
    return m_login.token;
}

Result<Secret, AccessError> BearerSource::Replace(const Secret &rejected,
                                                  SteadyTime deadline)
{
    if (m_login.kind == Login::Kind::Token)
        return Failure(0, "the token from " + m_login.source +
                              " can't be renewed without user and password");
    return Obtain(rejected, deadline);
}

bool BearerSource::IsValid(const Secret &rejected) const
{
    return m_token && m_clock.Now() < m_token->expiry &&
           !m_token->value.Equals(rejected);
}

bool BearerSource::IsUsable(const Secret &rejected) const
{
    // While one thread renews early, the others use the old one.
    return IsValid(rejected) && (m_asking || m_clock.Now() < m_token->renewal);
}

Result<Secret, AccessError> BearerSource::Obtain(const Secret &rejected,
                                                 SteadyTime deadline)
{
    Lock lock(m_mutex);
    while (true)
    {
        if (IsUsable(rejected))
            return m_token->value;
        if (m_refused && m_clock.Now() < m_refusedUntil)
            return *m_refused;
        if (!m_asking)
            break;
        if (m_clock.Now() >= deadline)
            return Failure(0, "the request for a token takes too long");
        m_clock.WaitUntil(m_changed, lock, deadline);
    }
    if (!rejected.IsEmpty())
    {
        // A server that rejects every token must not make us wear out the
        // account's tokens.
        if (m_clock.Now() < m_nextReplacement)
            return Failure(0, "a new token was rejected too");
        m_nextReplacement =
            m_clock.Now() + DefaultRefreshPolicy().terminalFailureLife;
    }
    return Settle(AskAlone(rejected, deadline), rejected);
}

BearerSource::TokenResult BearerSource::AskAlone(const Secret &rejected,
                                                 SteadyTime deadline)
{
    const SingleFlight flight(m_mutex, m_asking, m_changed);
    try
    {
        return Ask(rejected, deadline);
    }
    catch (const std::exception &e)
    {
        return Failure(0, std::string("no token: ") + ReasonOf(e));
    }
}

Result<Secret, AccessError> BearerSource::Settle(const TokenResult &result,
                                                 const Secret &rejected)
{
    const Duration pause = DefaultRefreshPolicy().terminalFailureLife;
    if (result)
    {
        m_token = *result;
        m_refused.reset();
        CPLDebug("EARTHDATA",
                 "Bearer token from %s for the login from %s ends in %d hours",
                 m_login.host.Origin().c_str(), m_login.source.c_str(),
                 static_cast<int>(std::chrono::duration_cast<hours>(
                                      m_token->expiry - m_clock.Now())
                                      .count()));
        return m_token->value;
    }
    CPLDebug("EARTHDATA", "%s", result.GetError().message.c_str());
    if (result.GetError().httpStatus == 401)
    {
        m_refused = result.GetError();
        m_refusedUntil = m_clock.Now() + pause;
    }
    if (!IsValid(rejected))
    {
        m_token.reset();
        return result.GetError();
    }
    m_token->renewal = m_clock.Now() + pause;
    return m_token->value;
}

void BearerSource::AnnounceEndOnce()
{
    {
        const Lock lock(m_mutex);
        if (m_announced)
            return;
        m_announced = true;
    }
    const auto exp = ParseJwtExpiry(m_login.token.Reveal());
    if (!exp)
        return;
    const auto left = seconds(*exp - m_clock.UnixTime());
    if (left <= seconds(0) || left >= kDying)
        return;
    CPLError(CE_Warning, CPLE_AppDefined,
             "The token from %s ends in %d hours and can't be renewed without "
             "user and password; create a new one at %s/profile",
             m_login.source.c_str(),
             static_cast<int>(std::chrono::duration_cast<hours>(left).count()),
             m_login.host.Origin().c_str());
}

BearerSource::TokenResult BearerSource::Ask(const Secret &rejected,
                                            SteadyTime deadline)
{
    const std::unique_ptr<HttpClient> client = m_http();
    const auto found = CallForToken(*client, kFindOrCreate, deadline);
    if (!found)
        return found.GetError();
    if (!found->token && !found->isLimit)
        return Refusal(found->status);
    const std::optional<Token> &old = found->token;
    if (old && !old->value.Equals(rejected) && !EndsSoon(*old))
        return *old;
    return AskForOther(*client, old, rejected, deadline);
}

BearerSource::TokenResult
BearerSource::AskForOther(HttpClient &client, const std::optional<Token> &old,
                          const Secret &rejected, SteadyTime deadline)
{
    auto created = CallForToken(client, kCreate, deadline);
    if (created && created->token)
        return *created->token;
    std::optional<Token> best = old;
    if (best && best->value.Equals(rejected))
        best.reset();
    if (created && created->isLimit)
    {
        const auto listed = BestListed(client, rejected, deadline);
        if (listed && !EndsSoon(*listed))
            return *listed;
        if (listed)
            best = listed;
        // None is good and there is no room: one that ends today goes. One that
        // was rejected only may serve the user elsewhere.
        if (old && EndsSoon(*old))
        {
            Revoke(client, old->value, deadline);
            created = CallForToken(client, kCreate, deadline);
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
    return Refusal(created->status);
}

std::optional<BearerSource::Token>
BearerSource::BestListed(HttpClient &client, const Secret &rejected,
                         SteadyTime deadline)
{
    std::optional<Token> best;
    const auto response = Call(client, "GET", kList, deadline);
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
        Call(client, "POST", kRevoke + EncodePercent(token.Reveal()), deadline);
    CPLDebug("EARTHDATA",
             "Revoking a token that ends today, to make room: HTTP %d",
             response ? response->status : 0);
}

Result<HttpResponse, AccessError> BearerSource::Call(HttpClient &client,
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
BearerSource::CallForToken(HttpClient &client, const char *target,
                           SteadyTime deadline)
{
    const auto response = Call(client, "POST", target, deadline);
    if (!response)
        return response.GetError();
    TokenAnswer answer;
    answer.status = response->status;
    const Json fields = ParseJson(response->body.Reveal());
    answer.isLimit = StringMember(fields, "error") == "max_token_limit";
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
    token.renewal = token.expiry - std::min(kDying, life / 4);
    return token;
}

bool BearerSource::EndsSoon(const Token &token) const
{
    return token.expiry - m_clock.Now() < kDying;
}

AccessError BearerSource::Failure(int status, const std::string &why) const
{
    AccessError error;
    error.kind = AccessErrorKind::Terminal;
    error.httpStatus = status;
    error.message = m_login.host.Origin() + ": " + why;
    return error;
}

AccessError BearerSource::Refusal(int status) const
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
