// SPDX-License-Identifier: MIT
// The names under which a login's credentials stand in the shared file.

#ifndef HLSTS_VSI_SHARING_SHARED_KEY_H
#define HLSTS_VSI_SHARING_SHARED_KEY_H

#include "vsi/login/login.h"

#include <cstdint>
#include <string>

namespace hlsts
{

/** The name of a set: a digest of endpoint, login host and login, the same in
 * every process that reads the same salt. Pure.
 *
 * The password is part of it, so that a service for many users never hands one
 * user's set to another who knows only the name. It goes in slowly (PBKDF2,
 * some milliseconds): who steals the file can't guess passwords fast. A token
 * is too long to be guessed and goes in at once.
 */
std::string SharedKeyOf(const std::string &salt,
                        const std::string &credentialsUrl, const Login &login);

/** The number under which processes take turns at this endpoint; 0 is never
 * used. Tells nothing about the login, and needs no salt. Pure. */
std::uint32_t TurnNumberOf(const std::string &credentialsUrl,
                           const Url &loginHost);

/** A new salt: 64 hexadecimal digits from the system's random source. May
 * throw. */
std::string MakeSalt();

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_KEY_H
