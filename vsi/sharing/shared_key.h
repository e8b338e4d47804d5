// SPDX-License-Identifier: MIT
// The names under which a login's credentials stand in the shared file.

#ifndef HLSTS_VSI_SHARING_SHARED_KEY_H
#define HLSTS_VSI_SHARING_SHARED_KEY_H

#include "vsi/login/login.h"

#include <cstdint>
#include <string>

namespace hlsts
{

/** The key of a set in the shared file: a digest of endpoint, login host and
 * login, the same in every process that reads the same salt. Pure.
 *
 * The password is part of the digest, so that a service for many users never
 * hands one user's set to another user who knows only the name. Since passwords
 * can be guessed, that digest is slow to make (PBKDF2, some milliseconds): a
 * thief of the file can try few guesses. A token is too long to be guessed, so
 * its digest is fast.
 */
std::string SharedKeyOf(const std::string &salt,
                        const std::string &credentialsUrl, const Login &login);

/** The number under which processes take turns at this endpoint
 * (SharedFile::WaitForTurn()); never 0. Tells nothing about the login, and
 * needs no salt. Pure. */
std::uint32_t TurnNumberOf(const std::string &credentialsUrl,
                           const Url &loginHost);

/** A new salt: 64 hexadecimal digits from the system's random source. May
 * throw. */
std::string MakeSalt();

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_KEY_H
