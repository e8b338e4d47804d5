// SPDX-License-Identifier: MIT
// A path that leads to the same file from any folder.

#ifndef HLSTS_DRIVER_INPUTS_ABSOLUTE_PATH_H
#define HLSTS_DRIVER_INPUTS_ABSOLUTE_PATH_H

#include <string>

namespace hlsts
{

/** A path as it is from the root: for connection strings that are used in
 * another folder or in a VRT that is moved, and for files that are read after
 * the program has changed its folder.
 *
 * @param path of a file of this machine, or any other of GDAL's, which stays as
 *   it is. */
std::string AbsolutePath(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_ABSOLUTE_PATH_H
