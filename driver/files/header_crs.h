// SPDX-License-Identifier: MIT
// The CRS that a file's header names, looked up once per distinct header.

#ifndef HLSTS_DRIVER_FILES_HEADER_CRS_H
#define HLSTS_DRIVER_FILES_HEADER_CRS_H

#include <string>

class GDALDataset;

namespace hlsts
{

/** A CRS as a Grid has it. A value type; of a file without a CRS as it is by
 * default. */
struct HeaderCrs
{
    /** EPSG code; 0: the CRS is given by `wkt`. */
    int epsg = 0;
    /** Empty where there is an EPSG code. */
    std::string wkt{};
};

/** Describes the CRS of an open GeoTIFF.
 *
 * Files of one vintage name their CRS with the same bytes, so PROJ looks it up
 * for the first of them, and the process remembers the result for the others
 * (64 results, the least recently used is forgotten first). Reads the beginning
 * of the file again, which GDAL has in its cache. Safe for concurrent use of
 * different datasets.
 *
 * @param tile the tile in the file's name: its UTM zone on WGS 84 is recognised
 *   by its parameters, whatever the header calls it.
 */
HeaderCrs DescribeHeaderCrs(GDALDataset &dataset, const std::string &path,
                            const std::string &tile);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_HEADER_CRS_H
