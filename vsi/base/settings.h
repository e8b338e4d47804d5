// SPDX-License-Identifier: MIT
// The user's settings as they apply to one path.

#ifndef HLSTS_VSI_BASE_SETTINGS_H
#define HLSTS_VSI_BASE_SETTINGS_H

#include <string>

namespace hlsts
{

/** The value of a setting for a path: GDAL's path-specific option of the
 * longest matching prefix, else the configuration option (thread-local, global
 * or environment), else "".
 *
 * Safe for concurrent use, except with a change of the same option: GDAL
 * returns a pointer into its table after it has released the table's lock. The
 * value is copied at once, to keep that time short.
 */
std::string ReadSetting(const std::string &path, const char *name);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SETTINGS_H
