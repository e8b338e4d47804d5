// SPDX-License-Identifier: MIT
// The CRS of a grid as GDAL's object.

#include "driver/crs.h"

namespace hlsts
{

OGRSpatialReference MakeCrs(const Grid &grid)
{
    OGRSpatialReference srs;
    srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (grid.epsg != 0)
        srs.importFromEPSG(grid.epsg);
    else if (!grid.wkt.empty())
        srs.importFromWkt(grid.wkt.c_str());
    return srs;
}

}  // namespace hlsts
