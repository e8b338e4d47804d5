// SPDX-License-Identifier: MIT
// Requests that carry a bearer, and what happens when it is rejected.

#include "vsi/keys/bearer_request.h"

#include "cpl_error.h"

#include <utility>

namespace hlsts
{

namespace
{

Result<BearerAnswer, AccessError> Send(HttpClient &client, HttpRequest request,
                                       const Secret &bearer, Clock &clock,
                                       SteadyTime deadline)
{
    BearerAnswer answer;
    answer.authorization = BearerAuthorization(bearer);
    answer.requested = clock.Now();
    request.headers.emplace_back("Authorization", answer.authorization);
    auto response = client.Send(request, deadline);
    if (!response)
        return response.GetError();
    answer.response = std::move(*response);
    return answer;
}

}  // namespace

Result<std::optional<BearerAnswer>, AccessError>
RequestWithBearer(HttpClient &client, const HttpRequest &request,
                  BearerSource &bearers, const Login &login,
                  const std::function<bool(const HttpResponse &)> &isRejection,
                  Clock &clock, SteadyTime deadline)
{
    const bool isToken = login.kind == Login::Kind::Token;
    // Half the time, so that user and password can still be tried.
    const SteadyTime bearerDeadline =
        clock.Now() + (deadline - clock.Now()) / 2;
    auto bearer = bearers.Get(bearerDeadline);
    bool isReplaced = false;
    while (bearer)
    {
        auto answer = Send(client, request, *bearer, clock, deadline);
        if (!answer)
            return answer.GetError();
        if (isToken || !isRejection(answer->response))
            return std::optional<BearerAnswer>(std::move(*answer));
        CPLDebug("EARTHDATA", "%s rejects the token made for the login from %s",
                 request.url.Origin().c_str(), login.source.c_str());
        if (isReplaced)
            return std::optional<BearerAnswer>();
        const Secret rejected = *bearer;
        bearer = bearers.Replace(rejected, bearerDeadline);
        isReplaced = true;
    }
    if (isToken || bearer.GetError().httpStatus == 401)
        return bearer.GetError();
    return std::optional<BearerAnswer>();
}

}  // namespace hlsts
