// SPDX-License-Identifier: MIT
// Netrc files on disk, read again only when they have changed.

#ifndef HLSTS_VSI_LOGIN_NETRC_FILE_H
#define HLSTS_VSI_LOGIN_NETRC_FILE_H

#include "vsi/base/result.h"
#include "vsi/login/netrc.h"

#include <optional>
#include <string>
#include <vector>

namespace hlsts
{

/** Where netrc files are: the NETRC setting's value alone when there is one,
 * else .netrc and _netrc in the home folder (none when it is unknown). */
std::vector<std::string> NetrcPlaces(const std::string &setting);

/** Looks a host up in a netrc file.
 *
 * A file that is unchanged (size, time of change) costs one stat. Local files
 * and /vsimem/ only. Warns once for each file that others can read.
 *
 * @return nothing when there is no such file or no such entry; an error, which
 *   never holds a value, when the file can't be read or understood.
 * Safe for concurrent use and after fork().
 */
Result<std::optional<NetrcLogin>> LookUpNetrc(const std::string &file,
                                              const std::string &host);

/** Whether the file exists, for messages. */
bool NetrcFileExists(const std::string &file);

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_NETRC_FILE_H
