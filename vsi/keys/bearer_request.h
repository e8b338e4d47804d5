// SPDX-License-Identifier: MIT
// Requests that carry a bearer, and what happens when it is rejected.

#ifndef HLSTS_VSI_KEYS_BEARER_REQUEST_H
#define HLSTS_VSI_KEYS_BEARER_REQUEST_H

#include "vsi/base/clock.h"
#include "vsi/base/result.h"
#include "vsi/base/secret.h"
#include "vsi/keys/bearer.h"
#include "vsi/login/login.h"
#include "vsi/transport/access_error.h"
#include "vsi/transport/http.h"

#include <functional>
#include <optional>

namespace hlsts
{

/** The answer to a request with a bearer. A value type. */
struct BearerAnswer
{
    HttpResponse response{};
    /** The value of the Authorization header that was sent. */
    Secret authorization{};
    /** When the request was sent. */
    SteadyTime requested{};
};

/** Sends a request with the bearer of a login.
 *
 * A bearer made from user and password that the server rejects is replaced
 * once. A token login's bearer can't be replaced, so there every answer is
 * final.
 *
 * @param request without an Authorization header.
 * @param isRejection whether an answer means that the bearer isn't accepted.
 * @return nothing when user and password are left to try: no bearer could be
 *   had, or the server accepts none. Errors: the password is wrong (httpStatus
 *   401), a token login's bearer can't be had, no answer came.
 */
Result<std::optional<BearerAnswer>, AccessError>
RequestWithBearer(HttpClient &client, const HttpRequest &request,
                  BearerSource &bearers, const Login &login,
                  const std::function<bool(const HttpResponse &)> &isRejection,
                  Clock &clock, SteadyTime deadline);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_BEARER_REQUEST_H
