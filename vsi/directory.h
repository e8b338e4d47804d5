// SPDX-License-Identifier: MIT
// Listing of prefixes as folders.

#ifndef HLSTS_DIRECTORY_H
#define HLSTS_DIRECTORY_H

#include "vsi/base/gdal_compat.h"
#include "vsi/access/object_access.h"

#include "cpl_string.h"

namespace hlsts
{

/** The names in the folder of this path; none when there is no such folder.
 *
 * All of them, or an error: what S3 refuses or fails to answer is asked again
 * as for an object's bytes (RemoteFile).
 *
 * @param maxFiles enough of them; 0 for all.
 */
Result<CPLStringList, AccessError> ListFolder(const ObjectAccess &remote,
                                              int maxFiles);

/** An iterator over the folder, or nullptr. One that can't be read to its end
 * ends with a CPLError, also later on. */
VSIDIR *OpenFolder(const ObjectAccess &remote, int depth,
                   const char *const *options);

}  // namespace hlsts

#endif  // HLSTS_DIRECTORY_H
