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

/** The names of the netrc files to look into, which may not exist: the value of
 * the NETRC setting alone when there is one, else .netrc and _netrc in the home
 * folder (none when there is no home folder). */
std::vector<std::string> FindNetrcFiles(const std::string &setting);

/** Looks a host up in a netrc file.
 *
 * A file that is unchanged (size, time of change) costs one stat. Local files
 * and /vsimem/ only. Warns once about each file that other users can read.
 * Safe for concurrent use and after fork().
 *
 * @return nothing when there is no such file or no such entry; an error, which
 *   never holds a user name or password, when the file can't be read or
 *   understood.
 */
Result<std::optional<NetrcLogin>> LookUpNetrc(const std::string &file,
                                              const std::string &host);

/** Whether the file exists, for messages. */
bool NetrcFileExists(const std::string &file);

}  // namespace hlsts

#endif  // HLSTS_VSI_LOGIN_NETRC_FILE_H
