// SPDX-License-Identifier: MIT
// Listing of prefixes as folders.

#ifndef HLSTS_DIRECTORY_H
#define HLSTS_DIRECTORY_H

#include "driver/gdal_compat.h"
#include "vsi/remote_access.h"

namespace hlsts
{

/** The names in the folder of this path, NULL-terminated (CSLDestroy()), or
 * nullptr when there is none, or when listing isn't allowed. */
char **ListFolder(const RemoteAccess &remote, int maxFiles);

/** An iterator over the folder, or nullptr. */
VSIDIR *OpenFolder(const RemoteAccess &remote, int depth,
                   const char *const *options);

}  // namespace hlsts

#endif  // HLSTS_DIRECTORY_H
