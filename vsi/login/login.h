// SPDX-License-Identifier: MIT
// Who the user is at Earthdata Login, by the settings.

#ifndef HLSTS_VSI_LOGIN_LOGIN_H
#define HLSTS_VSI_LOGIN_LOGIN_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/secret.h"
#include "vsi/names/url.h"

#include <string>

namespace hlsts
{

/** An identity at one Earthdata Login host. A value type. */
struct Login
{
    enum class Kind
    {
        Token,
        UserPassword
    };

    Kind kind = Kind::Token;
    /** Where it was found, for messages: "EARTHDATA_TOKEN", "netrc file
     * /home/x/.netrc". */
    std::string source{};
    Secret token{};
    Secret user{};
    Secret password{};
    /** The Earthdata Login host: the only origin that gets the password. */
    Url host{};
};

/** Whether both are the same identity at the same host, wherever they were
 * found. */
bool IsSameIdentity(const Login &a, const Login &b);

/** Whether a server's text repeats a secret of this login. Then it must not be
 * shown. */
bool HasSecretOf(const std::string &text, const Login &login);

/** Whether a text can be sent as a bearer: RFC 6750's characters, at most
 * 16 KiB, not empty. */
bool IsBearerToken(const std::string &text);

/** The Earthdata Login host of a path: EARTHDATA_HOST (a host, host:port or URL
 * without path), else urs.earthdata.nasa.gov.
 * @return Terminal error for plain http to another machine. */
Result<Url, AccessError> FindLoginHost(const std::string &path);

/** The login that applies to a path: EARTHDATA_TOKEN, else EARTHDATA_USERNAME
 * with EARTHDATA_PASSWORD, else the netrc entry of exactly the login host.
 *
 * Makes no request. Safe for concurrent use.
 *
 * @return Terminal errors: none found (the message lists every place that was
 *   looked at); a value that can't be one (line breaks, NUL), an unusable netrc
 *   file.
 */
Result<Login, AccessError> FindLogin(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_LOGIN_H
