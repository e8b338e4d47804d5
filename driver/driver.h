// SPDX-License-Identifier: MIT
// The GDAL driver HLSTS.

#ifndef HLSTS_DRIVER_H
#define HLSTS_DRIVER_H

namespace hlsts
{

/** Registers the driver with GDAL, unless that has been done. Touches no file
 * and no network. */
void RegisterDriver();

}  // namespace hlsts

#endif  // HLSTS_DRIVER_H
