// SPDX-License-Identifier: MIT
// What a user opens: an input, the part of it that is meant, and the options in
// force.

#ifndef HLSTS_DRIVER_OPENED_INPUT_H
#define HLSTS_DRIVER_OPENED_INPUT_H

#include "driver/inputs/connection.h"
#include "driver/inputs/input.h"
#include "driver/open_options.h"
#include "vsi/base/result.h"

#include "cpl_string.h"

namespace hlsts
{

/** All that an open is made of. A value type. */
struct OpenedInput
{
    Connection connection{};
    Input input{};
    /** The user's open options, and those of the input that the user leaves
     * open. */
    CPLStringList optionList{};
    OpenOptions options{};
};

/** Reads an input whole. Safe for concurrent use.
 *
 * @param name a path or a connection string. Where it names no file, the end of
 *   its path may be a part (TakePartFromPath()).
 * @param userOptions the user's open options.
 */
Result<OpenedInput> ReadOpenedInput(const char *name, CSLConstList userOptions);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_OPENED_INPUT_H
