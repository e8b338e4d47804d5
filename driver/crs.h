// SPDX-License-Identifier: MIT
// The CRS of a grid as GDAL's object.

#ifndef HLSTS_CRS_H
#define HLSTS_CRS_H

#include "driver/grid.h"

#include "ogr_spatialref.h"

namespace hlsts
{

/** The CRS of a grid with axes in GIS order (easting, northing); empty where
 * the grid has none. Looks into PROJ's database: milliseconds the first time
 * in a thread, so call it when asked, not at open. */
OGRSpatialReference MakeCrs(const Grid &grid);

}  // namespace hlsts

#endif  // HLSTS_CRS_H
