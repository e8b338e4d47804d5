// SPDX-License-Identifier: MIT
// What an answer of s3credentials or Earthdata Login means, and what the user
// is told about it.

#include "vsi/keys/server_answer.h"

#include "vsi/keys/expiration.h"
#include "vsi/base/json.h"
#include "vsi/base/text.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/http_date.h"

#include <cstddef>
#include <optional>

namespace hlsts
{

namespace
{

/** An answer that gives no credentials, with all that explains it. */
struct Answer
{
    const HttpResponse &response;
    const Url &answering;
    const Endpoint &endpoint;
    const Login &login;
    bool sentBearer;
    std::int64_t localNow;
};

bool IsJson(const HttpResponse &response)
{
    return ParseJson(response.body.Reveal()).is_object();
}

bool IsTransient(int status)
{
    return status == 408 || status == 424 || status == 429 ||
           (status >= 500 && status <= 599);
}

/** A server's text if it can be shown: short, printable, without a secret of
 * the login; else "". */
std::string TextIfShowable(const std::string &text, const Login &login)
{
    constexpr std::size_t kMaxLength = 300;
    if (text.size() > kMaxLength || !IsPrintableAscii(text) ||
        HasSecretOf(text, login))
        return {};
    return text;
}

/** Where the user can approve the licence; "" when the server doesn't say. */
std::string ApprovalUrl(const Json &fields, const Login &login)
{
    const std::string text = StringMember(fields, "resolution_url");
    const Result<Url> url = ParseUrl(text);
    if (!url || url->scheme != "https")
        return {};
    return TextIfShowable(url->Text(), login);
}

/** The server's own reason; "" without one. */
std::string Description(const Json &fields, const Login &login)
{
    for (const char *name :
         {"error_description", "description", "message", "error"})
    {
        const std::string text =
            TextIfShowable(StringMember(fields, name), login);
        if (!text.empty())
            return text;
    }
    return {};
}

std::string StatusText(const HttpResponse &response)
{
    return "HTTP " + std::to_string(response.status);
}

/** " ('the server's own reason')", or "". */
std::string QuotedDescription(const Answer &answer)
{
    const Json fields = ParseJson(answer.response.body.Reveal());
    const std::string text = Description(fields, answer.login);
    return text.empty() ? text : " ('" + text + "')";
}

std::string TokenPage(const Login &login)
{
    return login.host.Origin() + "/profile";
}

/** "; the token expired ... ago" if it has and says so itself, else "". */
std::string ExpiredSince(const Answer &answer)
{
    const auto exp = ParseJwtExpiry(answer.login.token.Reveal());
    const std::int64_t now = ServerTime(answer.response, answer.localNow);
    if (!exp || *exp > now)
        return {};
    const std::int64_t hours = (now - *exp) / 3600;
    if (hours < 48)
        return "; the token expired " + std::to_string(hours) + " hours ago";
    return "; the token expired " + std::to_string(hours / 24) + " days ago";
}

std::string TokenRejected(const Answer &answer)
{
    const bool isPage =
        answer.response.status == 200 || answer.response.IsRedirect();
    std::string text = "Earthdata Login rejected the token";
    text += isPage ? " (login page)" : " (" + StatusText(answer.response) + ")";
    text += QuotedDescription(answer) + ExpiredSince(answer);
    if (answer.login.kind == Login::Kind::Token)
        text += ". Create a new one at " + TokenPage(answer.login) +
                " and set EARTHDATA_TOKEN";
    else
        text += ", which was made for this user and password. Check the "
                "account at " +
                TokenPage(answer.login);
    // Some data centres answer a good token in the same way when their licence
    // isn't accepted.
    if (isPage)
        text += ". If it is valid, log in to " + answer.endpoint.url.Origin() +
                " once in a browser and approve its application and licences";
    return text;
}

std::string LoginRefused(const Answer &answer)
{
    return "Earthdata Login refused the user name or password (HTTP 401). "
           "Correct them in " +
           answer.login.source + "; test them at " + answer.login.host.Origin();
}

std::string NotApproved(const Answer &answer)
{
    const Json fields = ParseJson(answer.response.body.Reveal());
    const std::string url = ApprovalUrl(fields, answer.login);
    std::string text = "access is refused (" + StatusText(answer.response) +
                       ")" + QuotedDescription(answer) +
                       ": the licence (EULA) or the data centre's application "
                       "is not approved for this account. ";
    if (!url.empty())
        return text + "Approve it at " + url + " and try again";
    return text + "Log in at " + TokenPage(answer.login) +
           ", approve it under Applications, accept the EULAs, and try again";
}

std::string WrongEndpoint(const Answer &answer)
{
    std::string text = "the endpoint answered " + StatusText(answer.response) +
                       QuotedDescription(answer);
    if (answer.endpoint.setting.empty())
        return text + ". If NASA has moved it, name the new one by " +
               answer.endpoint.option;
    return text + ". Check the URL in " + answer.endpoint.setting;
}

std::string NotCredentials(const Answer &answer)
{
    if (answer.response.bodyTooLong)
        return "the answer is larger than 64 KiB, so it holds no credentials. "
               "Check that the endpoint is right";
    if (answer.response.status == 200 && !IsJson(answer.response))
        return "Earthdata Login answered with a page instead of " +
               answer.endpoint.what + ": not authorised. Log in at " +
               answer.login.host.Origin() +
               " in a browser, accept what it asks for, and try again";
    return "the answer (" + StatusText(answer.response) + ") holds no usable " +
           answer.endpoint.what + QuotedDescription(answer) +
           ". Try again later; if it stays so, tell the data centre";
}

/** Why there are no credentials, and what the user can do. */
std::string ReasonAndAdvice(const Answer &answer)
{
    const int status = answer.response.status;
    const bool atLogin = SameOrigin(answer.answering, answer.login.host);
    if (IsTransient(status))
        return "the server has a problem (" + StatusText(answer.response) +
               ")" + QuotedDescription(answer) + ". Try again later";
    if (answer.sentBearer && IsTokenRejected(answer.response))
        return TokenRejected(answer);
    if (status == 401 && atLogin)
        return LoginRefused(answer);
    if (status == 401 || status == 403)
        return NotApproved(answer);
    if (status == 400 || status == 404)
        return WrongEndpoint(answer);
    return NotCredentials(answer);
}

}  // namespace

std::int64_t ServerTime(const HttpResponse &response, std::int64_t localNow)
{
    return ParseHttpDate(response.GetHeader("date")).value_or(localNow);
}

bool IsTokenRejected(const HttpResponse &response)
{
    if (response.IsRedirect() || response.status == 401)
        return true;
    if (response.bodyTooLong)
        return false;
    if (response.status == 200)
        return !IsJson(response);
    if (response.status != 403)
        return false;
    const Json fields = ParseJson(response.body.Reveal());
    return StringMember(fields, "error") == "invalid_token" &&
           StringMember(fields, "resolution_url").empty() &&
           StringMember(fields, "error_description").find("EULA") ==
               std::string::npos;
}

std::string WhatFailed(const Endpoint &endpoint, const Login &login)
{
    return "Cannot get " + endpoint.what + " from " + endpoint.url.Origin() +
           " (login: " + login.source + "): ";
}

AccessError WithWhatFailed(const Endpoint &endpoint, const Login &login,
                           AccessError error)
{
    error.message = WhatFailed(endpoint, login) + error.message;
    return error;
}

AccessError ExplainAnswer(const HttpResponse &response, const Url &answering,
                          const Endpoint &endpoint, const Login &login,
                          bool sentBearer, std::int64_t localNow)
{
    const Answer answer{response, answering,  endpoint,
                        login,    sentBearer, localNow};
    AccessError error;
    error.kind = IsTransient(response.status) ? AccessErrorKind::Transient
                                              : AccessErrorKind::Terminal;
    error.httpStatus = response.status;
    error.message = WhatFailed(endpoint, login) + ReasonAndAdvice(answer);
    if (IsTransient(response.status))
        error.retryAfter = ParseRetryAfter(response.GetHeader("retry-after"),
                                           ServerTime(response, localNow))
                               .value_or(std::chrono::seconds(0));
    return error;
}

}  // namespace hlsts
