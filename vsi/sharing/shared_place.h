// SPDX-License-Identifier: MIT
// Where a user's processes share credentials, as the settings say.

#ifndef HLSTS_VSI_SHARING_SHARED_PLACE_H
#define HLSTS_VSI_SHARING_SHARED_PLACE_H

#include <string>

namespace hlsts
{

/** The folder of the shared file. A value type. */
struct SharedPlace
{
    /** Empty: nothing is shared. */
    std::string folder{};
    /** The user has named it: it is made where it is missing, and a warning
     * says when it can't be used. */
    bool isNamed = false;
};

/** The folder that VSIEARTHDATA_CACHE means for a path: the one it names; none
 * for NO; else XDG_RUNTIME_DIR, and none where that isn't set (in a batch job
 * or a container mostly). Warns once where YES or the value can't be obeyed.
 * Cheap. Safe for concurrent use. */
SharedPlace FindSharedPlace(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_PLACE_H
