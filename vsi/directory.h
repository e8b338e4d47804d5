// SPDX-License-Identifier: MIT
// Prefixes of keys as folders: their listing.

#ifndef HLSTS_VSI_DIRECTORY_H
#define HLSTS_VSI_DIRECTORY_H

#include "vsi/access/object_access.h"
#include "vsi/base/gdal_compat.h"

#include "cpl_string.h"

namespace hlsts
{

/** The names in a folder: all of them, or an error; none when there is no such
 * folder. What S3 refuses or fails to answer is retried by the rules for an
 * object's bytes (RemoteFile).
 *
 * @param maxFiles how many names are enough; 0 for all.
 */
Result<CPLStringList, AccessError> ListFolder(const ObjectAccess &access,
                                              int maxFiles);

/** An iterator over a folder, owned by the caller; nullptr when there is no
 * such folder, or with a CPLError. Where the listing can't be read to its end,
 * the iterator ends early with a CPLError.
 *
 * @param depth as in VSIOpenDir(): 0 for the folder alone, -1 without a limit.
 * @param options as in VSIOpenDir(). */
VSIDIR *OpenFolder(const ObjectAccess &access, int depth,
                   const char *const *options);

}  // namespace hlsts

#endif  // HLSTS_VSI_DIRECTORY_H
