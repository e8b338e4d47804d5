// SPDX-License-Identifier: MIT
// Granules of one tile, or of several that are joined, as steps of time.

#ifndef HLSTS_DRIVER_SERIES_TIME_SERIES_H
#define HLSTS_DRIVER_SERIES_TIME_SERIES_H

#include "driver/hls/grid.h"
#include "driver/hls/product.h"
#include "driver/series/collection.h"
#include "driver/series/granule.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hlsts
{

/** What the user sees as one time: one granule or several. A value type. */
struct TimeStep
{
    /** The time of the earliest granule, in seconds since 1970 UTC. */
    std::int64_t time = 0;
    /** A time axis has no two equal times. So of steps in the same second the
     * second one is shifted on the axis by 1 ms, a third one by 2; all others
     * by 0. See AxisTime(). */
    int axisShiftMilliseconds = 0;
    /** Indices of the series' granules, at least one, in the order in which
     * they are looked at: of several valid pixels the first one counts. */
    std::vector<std::size_t> granules{};
};

/** The granules of some tiles of one UTM zone on one axis of time: what a cube
 * shows. A value type. */
struct TimeSeries
{
    /** What a connection string and a group call it: 13TGF, or the zone of a
     * mosaic: 13. */
    std::string name{};
    /** Whether tiles are joined, though there may be only one. */
    bool isMosaic = false;
    /** Tile ids in ascending order, at least one. */
    std::vector<std::string> tiles{};
    /** For GridOfTile(). */
    SouthernZones southernZones = SouthernZones::Northern;
    /** In ascending time, including those that have none of the bands. */
    std::vector<Granule> granules{};
    /** In strictly ascending time (AxisTime()). */
    std::vector<TimeStep> steps{};
    /** The arrays, at least one, in the order of the product table. Each is one
     * of `bands`, or a vegetation index that is computed from some of them. */
    std::vector<const Band *> arrays{};
    /** The bands whose files are needed for the arrays, and Fmask where the
     * arrays are masked. */
    std::vector<const Band *> bands{};
};

/** Which granules make one step. */
enum class GroupBy
{
    Automatic,  ///< None for a tile, Overpass for a mosaic
    None,       ///< each granule is a step
    Overpass,   ///< granules of one sensor within kOverpassSeconds
    Day         ///< granules of one solar day, of all sensors
};

/** Landsat's scenes of one pass follow each other by 24 s, and Sentinel-2 names
 * all tiles of a datatake by one time. The next pass over a tile is an orbit
 * later, about 100 minutes. */
constexpr std::int64_t kOverpassSeconds = 600;

/** Which granule of a step counts first. */
enum class Order
{
    Time,       ///< by time, then by id
    CloudCover  ///< the least cloudy first, as far as the input tells
};

/** Whether tiles of a zone are joined. */
enum class Mosaic
{
    Automatic,  ///< where there are several
    Yes,        ///< a single tile too is a mosaic, with that default of GroupBy
    No          ///< each tile is a series
};

/** How granules become steps. A value type. */
struct SeriesOptions
{
    GroupBy groupBy = GroupBy::Automatic;
    Order order = Order::Time;
    Mosaic mosaic = Mosaic::Automatic;
    /** Whether Fmask is needed besides the arrays. Where the list doesn't name
     * a granule's Fmask, it is looked for beside the granule's bands. */
    bool needsFmask = false;
};

/** The zone of a grid as options and names write it: "13", or "13S" for one of
 * the zones EPSG:327zz. */
std::string ZoneName(const std::string &tile, SouthernZones southernZones);

/** Makes series of tiles. Pure.
 *
 * @param tiles members of the collection, at least one, of several zones or of
 *   one, in any order.
 * @param onlyArray the one array that is wanted, or nullptr for all that the
 *   collection shows. A series that can't have any of them is left out.
 * @return by ascending name, at least one; an error where all are left out: the
 *   bands that an index is computed of lie in tiles of different series.
 */
Result<std::vector<TimeSeries>>
ArrangeSeries(const Collection &collection,
              const std::vector<const TileSeries *> &tiles,
              const Band *onlyArray, const SeriesOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_TIME_SERIES_H
