// SPDX-License-Identifier: MIT
// From the path of what a user opens to the links it names.

#ifndef HLSTS_DRIVER_INPUTS_READ_INPUT_H
#define HLSTS_DRIVER_INPUTS_READ_INPUT_H

#include "driver/inputs/link.h"
#include "vsi/base/result.h"

#include <string>
#include <vector>

namespace hlsts
{

/** Reads a link list, whole. Safe for concurrent use.
 *
 * @param path any path GDAL can read.
 * @return the links in the list's order, at least one; an error where the file
 *   can't be read to its end or ParseLinkList() refuses what it holds.
 */
Result<std::vector<Link>> ReadLinks(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_READ_INPUT_H
