// SPDX-License-Identifier: MIT
// From the path of what a user opens to the links it names.

#ifndef HLSTS_DRIVER_INPUTS_READ_INPUT_H
#define HLSTS_DRIVER_INPUTS_READ_INPUT_H

#include "driver/inputs/input.h"
#include "vsi/base/result.h"

#include <string>

namespace hlsts
{

/** Reads an input of any form, whole. Safe for concurrent use.
 *
 * @param path any path GDAL can read.
 * @return an error where the file can't be read to its end, or ParseInput() or
 *   JudgeLinks() refuses what it holds.
 */
Result<Input> ReadInput(const std::string &path);

/** Whether a path lies on this machine or in the memory of this process: then
 * the user has written the input, or has chosen to save it. False for what
 * GDAL's driver HTTP has fetched into memory. Pure. */
bool IsLocalPath(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_READ_INPUT_H
