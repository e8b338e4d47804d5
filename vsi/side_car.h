// SPDX-License-Identifier: MIT
// Names that GDAL looks for beside every file and Earthdata doesn't have.

#ifndef HLSTS_SIDE_CAR_H
#define HLSTS_SIDE_CAR_H

#include <string_view>

namespace hlsts
{

/** Whether this is a name that only GDAL makes, for a file beside it:
 * x.tif.aux.xml, x.tif.ovr, x.tif.msk, x.aux, x.tif.vat.dbf, x.nc.gmac.
 *
 * Such names are answered "absent" without asking, or every open would cost
 * some requests more. Names that archives have (.xml, .json, .jpg, .met ...)
 * are never in this list. Pure.
 */
bool IsSideCarName(std::string_view path);

/** Whether an object of this name is complete in itself, by its extension:
 * GeoTIFF, netCDF, HDF and the like. Others may be one of several files (ENVI's
 * .img and .hdr, a shapefile), which the driver has to look for. Pure.
 */
bool IsSelfContainedName(std::string_view path);

}  // namespace hlsts

#endif  // HLSTS_SIDE_CAR_H
