// SPDX-License-Identifier: MIT
// The driver's open options: their description and their values.

#ifndef HLSTS_OPEN_OPTIONS_H
#define HLSTS_OPEN_OPTIONS_H

#include "driver/series/collection.h"
#include "driver/views/view_options.h"
#include "vsi/base/result.h"

#include "cpl_port.h"

#include <string>

namespace hlsts
{

/** The description of the options as XML, which GDAL shows, and by which it
 * validates a user's options. */
std::string OpenOptionList();

/** Whether an option of that name says what a cube is: which granules and
 * arrays it has, and what its pixels are. False for those that say how it is
 * read, and for all that aren't the driver's: they may be secrets. */
bool IsCubeOption(const char *name);

/** Whether the driver has an open option of that name. */
bool IsOpenOption(const char *name);

/** All open options of one open. A value type. */
struct OpenOptions
{
    CollectionFilter filter{};
    ViewOptions view{};
};

/** Parses the options of a GDALOpenInfo.
 *
 * @return an error that names the option, its value and what is accepted.
 */
Result<OpenOptions> ParseOpenOptions(CSLConstList options);

}  // namespace hlsts

#endif  // HLSTS_OPEN_OPTIONS_H
