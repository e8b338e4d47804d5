// SPDX-License-Identifier: MIT
// The driver's open options: their description and their values.

#ifndef HLSTS_OPEN_OPTIONS_H
#define HLSTS_OPEN_OPTIONS_H

#include "driver/series/collection.h"
#include "driver/cube/cube.h"
#include "driver/views/dataset.h"
#include "vsi/base/result.h"

#include "cpl_port.h"

#include <string>

namespace hlsts
{

/** The description of the options as XML, which GDAL shows, and by which it
 * validates a user's options. */
std::string OpenOptionList();

/** All open options of one open. A value type. */
struct OpenOptions
{
    CollectionFilter filter{};
    CubeOptions cube{};
    ClassicOptions classic{};
};

/** Parses the options of a GDALOpenInfo.
 *
 * @return an error that names the option, its value and what is accepted.
 */
Result<OpenOptions> ParseOpenOptions(CSLConstList options);

}  // namespace hlsts

#endif  // HLSTS_OPEN_OPTIONS_H
