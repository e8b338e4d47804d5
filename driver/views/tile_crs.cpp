// SPDX-License-Identifier: MIT
// The CRS of a grid as GDAL's object.

#include "driver/views/tile_crs.h"

#include <algorithm>

namespace hlsts
{

namespace
{

bool IsUtmNorth(int epsg)
{
    return epsg > 32600 && epsg <= 32660;
}

/** The unit of a CRS as UDUNITS writes it, e.g. m, US_survey_foot. */
std::string LinearUnitOf(const OGRSpatialReference &crs)
{
    const char *name = nullptr;
    const double metres = crs.GetLinearUnits(&name);
    if (metres == 1 || !name)
        return "m";
    std::string unit = name;
    std::replace(unit.begin(), unit.end(), ' ', '_');
    return unit;
}

}  // namespace

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

AxisDescription DescribeAxis(const Grid &grid, bool isX)
{
    AxisDescription projected;
    projected.standardName =
        isX ? "projection_x_coordinate" : "projection_y_coordinate";
    projected.longName =
        isX ? "x coordinate of projection" : "y coordinate of projection";
    projected.unit = "m";
    if (IsUtmNorth(grid.epsg))
        return projected;
    const OGRSpatialReference crs = MakeCrs(grid);
    if (crs.IsEmpty())
        return {"", isX ? "x coordinate" : "y coordinate", ""};
    if (crs.IsGeographic())
        return isX ? AxisDescription{"longitude", "longitude", "degrees_east"}
                   : AxisDescription{"latitude", "latitude", "degrees_north"};
    projected.unit = LinearUnitOf(crs);
    return projected;
}

}  // namespace hlsts
