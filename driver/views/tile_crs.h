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
 * the grid has none. Uses PROJ's database, which takes milliseconds the first
 * time in a thread: not to be called when a dataset is opened. */
OGRSpatialReference MakeCrs(const Grid &grid);

/** CF attributes of a coordinate; empty where unknown. A value type. */
struct AxisDescription
{
    std::string standardName{};
    std::string longName{};
    std::string unit{};
};

/** Describes the x or y coordinate of a grid. For the CRSs of HLS, the northern
 * UTM zones, it doesn't use PROJ. */
AxisDescription DescribeAxis(const Grid &grid, bool isX);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_TILE_CRS_H
