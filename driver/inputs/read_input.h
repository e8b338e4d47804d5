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

/** Reads a link list.
 *
 * @param path any path GDAL can read.
 * @return the links in the list's order, at least one; an error as of
 *   ParseLinkList(), or that the file can't be read.
 */
Result<std::vector<Link>> ReadLinks(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_READ_INPUT_H
