// SPDX-License-Identifier: MIT
// Names that GDAL looks for beside each file, and that Earthdata doesn't have.

#ifndef HLSTS_VSI_SIDE_CAR_H
#define HLSTS_VSI_SIDE_CAR_H

#include <string_view>

namespace hlsts
{

/** Whether only GDAL makes files of this name, beside the file they belong to:
 * x.tif.aux.xml, x.tif.ovr, x.tif.msk, x.aux, x.tif.vat.dbf, x.nc.gmac.
 *
 * The file system answers without a request that such a file doesn't exist;
 * else each open would cost some requests more. Names that archives have (.xml,
 * .json, .jpg, .met ...) are never among them. Pure.
 */
bool IsSideCarName(std::string_view path);

/** Whether a file of this name is complete in itself, by its extension:
 * GeoTIFF, netCDF, HDF and the like. Another one may belong to a set of files
 * (ENVI's .img and .hdr, a shapefile), and GDAL's driver has to look for the
 * rest. Pure.
 */
bool IsSelfContainedName(std::string_view path);

}  // namespace hlsts

#endif  // HLSTS_VSI_SIDE_CAR_H
