// SPDX-License-Identifier: MIT
// The logins that this process uses, and what all uses of one login share.

#ifndef HLSTS_VSI_ACCESS_LOGIN_REGISTRY_H
#define HLSTS_VSI_ACCESS_LOGIN_REGISTRY_H

#include "vsi/keys/bearer.h"
#include "vsi/keys/s3_credentials.h"
#include "vsi/login/login.h"
#include "vsi/login/login_session.h"
#include "vsi/names/url.h"

#include <functional>
#include <memory>
#include <string>

namespace hlsts
{

// All functions are safe for concurrent use, make no request, and begin anew in
// the child of a fork.

/** A text that stands for a login in the keys of this process's caches: the
 * login host and a number. Unlike a digest, the number tells nothing about the
 * login; two logins never have the same. */
std::string IdentityKey(const Login &login);

/** The one source of bearers of a login, whatever endpoint they are for. */
std::shared_ptr<BearerSource> BearerSourceFor(const Login &login);

/** The one session of a login at a host. */
std::shared_ptr<LoginSession> LoginSessionFor(const Login &login,
                                              const Url &host);

/** The one source of S3 credentials of a login with this key.
 *
 * @param key the endpoint, and all else by which the login's sources differ.
 * @param make makes the source where there is none yet. Runs while the login's
 *   sources are locked, so it doesn't use this function. */
std::shared_ptr<S3CredentialsSource> CredentialsSourceFor(
    const Login &login, const std::string &key,
    const std::function<std::shared_ptr<S3CredentialsSource>()> &make);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_LOGIN_REGISTRY_H
