// SPDX-License-Identifier: MIT
// The sizes of objects that this process has opened.

#ifndef HLSTS_VSI_OBJECT_KNOWN_SIZES_H
#define HLSTS_VSI_OBJECT_KNOWN_SIZES_H

#include "cpl_vsi.h"

#include <optional>
#include <string>

namespace hlsts
{

/** GDAL keeps sizes as well, but any answer to any thread overwrites those.
 * All functions may be called from any thread. The memory is bounded: when it
 * is full, all is forgotten.
 *
 * @param path GDAL's name of the object: /vsis3/bucket/key.
 */
void NoteSize(const std::string &path, vsi_l_offset size);

/** The size that was noted for the object, if any. */
std::optional<vsi_l_offset> KnownSize(const std::string &path);

/** Whether a size was noted for the object, and it wasn't this one. */
bool HadAnotherSize(const std::string &path, vsi_l_offset size);

void ForgetSize(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_KNOWN_SIZES_H
