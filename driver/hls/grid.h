// SPDX-License-Identifier: MIT
// Where the pixels of a tile lie: CRS and geotransform, from the tile's id.

#ifndef HLSTS_DRIVER_HLS_GRID_H
#define HLSTS_DRIVER_HLS_GRID_H

#include "vsi/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hlsts
{

/** A north-up raster grid. A value type. */
struct Grid
{
    /** EPSG code of the CRS: 32601 to 32660, or 32701 to 32760 (SouthernZones).
     * 0: the CRS is given by `wkt`. */
    int epsg = 0;
    /** The CRS as WKT where it has no EPSG code that we know; else empty. */
    std::string wkt{};
    /** CRS coordinates of the outer corner of the first pixel. */
    double originX = 0;
    double originY = 0;
    /** Size of a pixel in CRS units; pixelHeight is negative (north up). */
    double pixelWidth = 30;
    double pixelHeight = -30;
    /** Size in pixels. */
    int width = 0;
    int height = 0;
};

/** Which UTM zones a product uses in the southern hemisphere. */
enum class SouthernZones
{
    Northern,  ///< EPSG:326zz with negative northings: HLS v2.0
    Southern   ///< EPSG:327zz, whose northings are 10,000,000 m more
};

/** The grid of an HLS tile: 3660 x 3660 pixels of 30 m.
 *
 * @param tile MGRS 100 km square, five characters, e.g. 13TGF.
 * @return the grid, or an error when there is no such square: an unknown zone
 *   or letter, a column of another zone, a row that the latitude band doesn't
 *   touch. A column that is missing only because zones get narrow towards the
 *   poles is no error. Computed by the formula of docs/design.md, "Grid of a
 *   tile", without PROJ.
 */
Result<Grid> GridOfTile(std::string_view tile,
                        SouthernZones southernZones = SouthernZones::Northern);

/** Longitude of a tile's centre in degrees, to about 0.01; not wrapped, so that
 * neighbours over the 180th meridian stay neighbours. 0 where there is no such
 * tile. */
double CentreLongitude(std::string_view tile);

/** The smallest grid that holds some grids.
 *
 * @param grids at least one.
 * @return an error without a file's name when their pixels aren't those of one
 *   grid: another CRS or size of pixels, or pixels that lie between those of
 *   the others.
 */
Result<Grid> JoinGrids(const std::vector<Grid> &grids);

/** The grid of an overview: the same area with another number of pixels. */
Grid ResizeGrid(const Grid &grid, int width, int height);

/** Where a grid's first pixel lies in a grid that was joined of it and others,
 * in columns and rows. */
std::pair<int, int> OffsetInGrid(const Grid &joined, const Grid &part);

/** Whether two grids are the same raster: their CRS and size are equal, and
 * each corner of one lies within a thousandth of a pixel of the other's. CRSs
 * are equal by EPSG code or, where both have none, by the same WKT text. */
bool IsSameGrid(const Grid &a, const Grid &b);

/** One line for messages: "EPSG:32613, origin 699960, 4600020, pixel 30, -30,
 * 3660 x 3660". A grid without an EPSG code shows its CRS's name in
 * quotes. */
std::string DescribeGrid(const Grid &grid);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_GRID_H
