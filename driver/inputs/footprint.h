// SPDX-License-Identifier: MIT
// The area of a grid in longitude and latitude, as GeoJSON has it.

#ifndef HLSTS_DRIVER_INPUTS_FOOTPRINT_H
#define HLSTS_DRIVER_INPUTS_FOOTPRINT_H

#include "driver/hls/grid.h"

#include <optional>
#include <vector>

namespace hlsts
{

/** Degrees on WGS 84, longitude from -180 to 180. A value type. */
struct LonLat
{
    double longitude = 0;
    double latitude = 0;
};

/** An area in longitude and latitude. A value type. */
struct Footprint
{
    /** EPSG code of the grid; 0 where it has none. */
    int epsg = 0;
    /** Closed rings (the last point is the first one), counterclockwise: one,
     * or two where the area crosses the antimeridian, which no GeoJSON geometry
     * may cross (RFC 7946, 3.1.9). */
    std::vector<std::vector<LonLat>> rings{};
    /** West is the larger longitude where the area crosses the antimeridian
     * (RFC 7946, 5.2). */
    double west = 0;
    double south = 0;
    double east = 0;
    double north = 0;
};

/** The footprint of a grid: its four corners, joined by straight lines, rounded
 * to a millionth of a degree (0.1 m), so that versions of PROJ agree on it.
 *
 * Uses PROJ's database, which takes milliseconds the first time in a thread.
 * Safe for concurrent use; shows no error of GDAL's.
 * @return nothing where PROJ knows no way from the grid's CRS.
 */
std::optional<Footprint> FootprintOf(const Grid &grid);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_FOOTPRINT_H
