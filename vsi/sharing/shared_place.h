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
    /** Whether the user has named the folder: then it is made where it is
     * missing, and a warning says when it can't be used. */
    bool isNamed = false;
};

/** The folder that VSIEARTHDATA_CACHE means for a path: the folder that it
 * names; none for NO; else XDG_RUNTIME_DIR, and none where that isn't set, as
 * in most batch jobs and containers. Warns once when YES can't be obeyed or
 * when the value means nothing. Cheap. Safe for concurrent use. */
SharedPlace FindSharedPlace(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_PLACE_H
