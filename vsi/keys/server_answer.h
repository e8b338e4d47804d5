// SPDX-License-Identifier: MIT
// What an answer of s3credentials or Earthdata Login means, and what the user
// is told about it.

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

/** What a login is used at: an s3credentials endpoint, or an object at a data
 * centre's HTTPS host. A value type. */
struct Endpoint
{
    Url url{};
    /** For messages: the setting that named the URL; empty when it is from the
     * table of data centres. */
    std::string setting{};
    /** For messages: what is wanted from it, and the option that can name it.
     */
    std::string what = "S3 credentials";
    std::string option = "VSIEARTHDATA_CREDENTIALS_URL";
};

/** The moment of the answer by the server's own clock, in seconds since 1970
 * UTC; `localNow` when the answer has no Date. Pure. */
std::int64_t ServerTime(const HttpResponse &response, std::int64_t localNow);

/** Whether the answer means that the bearer isn't accepted: a redirect, 401, a
 * page instead of JSON, or Earthdata Login's "invalid_token" unless it is about
 * a licence. Pure. */
bool IsTokenRejected(const HttpResponse &response);

/** The error for an answer that gives no credentials.
 *
 * The message says which endpoint and which login source (never a value), what
 * was answered and what to do. From the body only descriptions and the approval
 * URL are quoted, after a check that they are printable, short and hold no
 * secret of the login. Pure.
 *
 * @param sentBearer a bearer was sent, not a user name and password.
 * @param answering the URL that answered: at the endpoint or the login host.
 */
AccessError ExplainAnswer(const HttpResponse &response, const Url &answering,
                          const Endpoint &endpoint, const Login &login,
                          bool sentBearer, std::int64_t localNow);

/** "Cannot get S3 credentials from https://host (login: source): ", with which
 * every message about this endpoint begins. */
std::string WhatFailed(const Endpoint &endpoint, const Login &login);

/** The error with WhatFailed() before its message. */
AccessError WithWhatFailed(const Endpoint &endpoint, const Login &login,
                           AccessError error);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SERVER_ANSWER_H
