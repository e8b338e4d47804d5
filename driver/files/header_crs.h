// SPDX-License-Identifier: MIT
// The CRS that a file's header names, looked up once per distinct header.

#ifndef HLSTS_DRIVER_FILES_HEADER_CRS_H
#define HLSTS_DRIVER_FILES_HEADER_CRS_H

#include <string>

class GDALDataset;

namespace hlsts
{

/** A CRS as a Grid holds it; both empty when a file has none. */
struct HeaderCrs
{
    int epsg = 0;
    std::string wkt{};
};

/** Describes the CRS of an open GeoTIFF.
 *
 * Files of one vintage name it with the same bytes, so PROJ is asked once for
 * them; the outcome is kept for the process (a few hundred bytes each, at most
 * 64). Reads the beginning of the file again, which GDAL has cached.
 * Safe for concurrent use of different datasets.
 *
 * @param tile the tile that the file's name tells: its UTM zone on WGS 84 is
 *   recognised by meaning, whatever the header calls it.
 */
HeaderCrs DescribeHeaderCrs(GDALDataset &dataset, const std::string &path,
                            const std::string &tile);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_HEADER_CRS_H
