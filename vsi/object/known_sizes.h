// SPDX-License-Identifier: MIT
// The sizes of objects that this process has opened.

#ifndef HLSTS_VSI_OBJECT_KNOWN_SIZES_H
#define HLSTS_VSI_OBJECT_KNOWN_SIZES_H

#include "cpl_vsi.h"

#include <optional>
#include <string>

namespace hlsts
{

/** Remembers the size of an object for this process.
 *
 * GDAL remembers sizes as well, but any answer to any thread overwrites those.
 * At most 100,000 sizes are remembered; beyond that, the one that was used
 * longest ago is forgotten. These functions may be called from any thread.
 *
 * @param path GDAL's name of the object: /vsis3/bucket/key.
 */
void RememberSize(const std::string &path, vsi_l_offset size);

/** The size that is remembered of the object, if any. */
std::optional<vsi_l_offset> FindKnownSize(const std::string &path);

/** Whether a size is remembered of the object that isn't this one. */
bool HadAnotherSize(const std::string &path, vsi_l_offset size);

void ForgetSize(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_KNOWN_SIZES_H
