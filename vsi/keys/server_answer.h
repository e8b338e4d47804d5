// SPDX-License-Identifier: MIT
// What an answer of s3credentials or Earthdata Login means (faults.md, 4).

#ifndef HLSTS_VSI_KEYS_SERVER_ANSWER_H
#define HLSTS_VSI_KEYS_SERVER_ANSWER_H

#include "vsi/transport/access_error.h"
#include "vsi/transport/http.h"
#include "vsi/login/login.h"
#include "vsi/names/url.h"

#include <cstdint>
#include <string>

namespace hlsts
{

/** An s3credentials endpoint, or an object at a data centre's HTTPS host. A
 * value type. */
struct Endpoint
{
    Url url{};
    /** The setting that named it, for messages; empty when the table did. */
    std::string setting{};
    /** What it is asked for, and the option that names it, for messages. */
    std::string what = "S3 credentials";
    std::string option = "VSIEARTHDATA_CREDENTIALS_URL";
};

/** The moment of the answer by the server's own clock, in seconds since 1970
 * UTC; `localNow` when it doesn't tell. Pure. */
std::int64_t ServerTime(const HttpResponse &response, std::int64_t localNow);

/** Whether the answer says that the bearer isn't accepted: a redirect, 401, a
 * page instead of JSON, or EDL's "invalid_token" that isn't about the licence.
 * Pure. */
bool IsTokenRejected(const HttpResponse &response);

/** The error for an answer that gives no credentials.
 *
 * The message says which endpoint and which login source (never a value), what
 * was answered and what to do. Only descriptions and the approval URL are
 * repeated from the body, after a check that they are printable, short and hold
 * no secret of the login. Pure.
 *
 * @param sentBearer a bearer was sent, not a user name and password.
 * @param answering who answered: the endpoint or the login host.
 */
AccessError ExplainAnswer(const HttpResponse &response, const Url &answering,
                          const Endpoint &endpoint, const Login &login,
                          bool sentBearer, std::int64_t localNow);

/** "Cannot get S3 credentials from https://host (login: source)": how every
 * message about this endpoint begins. */
std::string WhatFailed(const Endpoint &endpoint, const Login &login);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SERVER_ANSWER_H
