// SPDX-License-Identifier: MIT
// The text of a netrc file, searched for one host's login.

#ifndef HLSTS_VSI_LOGIN_NETRC_H
#define HLSTS_VSI_LOGIN_NETRC_H

#include "vsi/base/result.h"
#include "vsi/base/secret.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace hlsts
{

/** The login of one machine. A value type. */
struct NetrcLogin
{
    Secret user{};
    Secret password{};
};

/** Larger files and longer values are refused: no login needs them. */
inline constexpr std::size_t kNetrcFileLimit = 1024 * 1024;
inline constexpr std::size_t kNetrcValueLimit = 4096;

/** Finds the login for a host; pure.
 *
 * Reads what curl, ftp, R and earthaccess write: entries on one line or many,
 * blanks and tabs, values in double quotes with \\ escapes, comments from '#'
 * where a keyword is expected (a value may begin with '#'), `macdef` blocks up
 * to an empty line. The first entry of the machine with a login and a password
 * counts. `default` is never used: it would give this password to any host.
 *
 * @param host a host name without port, compared without regard to case.
 * @return nothing when there is no such entry. An error, which names the line
 *   and never a user name or password, for a file that is too long, holds NUL
 * or an overlong value, or ends inside a quoted value.
 */
Result<std::optional<NetrcLogin>> FindNetrcLogin(std::string_view text,
                                                 std::string_view host);

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_NETRC_H
