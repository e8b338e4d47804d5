// SPDX-License-Identifier: MIT
// The CRS of a grid as GDAL's object.

#ifndef HLSTS_DRIVER_VIEWS_TILE_CRS_H
#define HLSTS_DRIVER_VIEWS_TILE_CRS_H

#include "driver/hls/grid.h"

#include "ogr_spatialref.h"

#include <string>

namespace hlsts
{

/** The CRS of a grid with axes in GIS order (easting, northing); empty where
 * the grid has none. Looks into PROJ's database: milliseconds the first time
 * in a thread, so call it when asked, not at open. */
OGRSpatialReference MakeCrs(const Grid &grid);

/** How CF describes a coordinate; a member is empty where nothing is known. */
struct AxisDescription
{
    std::string standardName{};
    std::string longName{};
    std::string unit{};
};

/** The x or y coordinate of a grid. Of the CRS of HLS it needs no lookup. */
AxisDescription DescribeAxis(const Grid &grid, bool isX);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_TILE_CRS_H
