// SPDX-License-Identifier: MIT
// The area of a grid in longitude and latitude, as GeoJSON has it.

#include "driver/inputs/footprint.h"

#include "vsi/base/error_capture.h"

#include "ogr_spatialref.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace hlsts
{

namespace
{

using Ring = std::vector<LonLat>;

double Round(double degrees)
{
    constexpr double kPerDegree = 1e6;
    return std::round(degrees * kPerDegree) / kPerDegree;
}

/** The corners of a grid, counterclockwise from the south-west one; empty where
 * there is no transformation. */
Ring TransformCorners(const Grid &grid)
{
    OGRSpatialReference from;
    OGRSpatialReference to;
    from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const OGRErr known = grid.epsg != 0 ? from.importFromEPSG(grid.epsg)
                                        : from.importFromWkt(grid.wkt.c_str());
    if (known != OGRERR_NONE || to.SetWellKnownGeogCS("WGS84") != OGRERR_NONE)
        return {};
    const std::unique_ptr<OGRCoordinateTransformation> transformation(
        OGRCreateCoordinateTransformation(&from, &to));
    const double farX = grid.originX + grid.width * grid.pixelWidth;
    const double farY = grid.originY + grid.height * grid.pixelHeight;
    double x[] = {grid.originX, farX, farX, grid.originX};
    double y[] = {farY, farY, grid.originY, grid.originY};
    if (!transformation || !transformation->Transform(4, x, y))
        return {};
    Ring corners;
    for (int i = 0; i < 4; ++i)
        corners.push_back({x[i], y[i]});
    return corners;
}

/** Makes neighbours of corners that lie on both sides of the antimeridian:
 * -179 becomes 181. */
void Unwrap(Ring &corners)
{
    const auto byLongitude = [](const LonLat &a, const LonLat &b)
    { return a.longitude < b.longitude; };
    const auto [west, east] =
        std::minmax_element(corners.begin(), corners.end(), byLongitude);
    if (east->longitude - west->longitude <= 180)
        return;
    for (LonLat &corner : corners)
        if (corner.longitude < 0)
            corner.longitude += 360;
}

/** The part of an open ring on one side of the meridian 180.
 *
 * @param side -1 for what is west of it, 1 for what is east of it. */
Ring PartOf(const Ring &ring, int side)
{
    const auto isInside = [side](const LonLat &point)
    { return side * (point.longitude - 180) >= 0; };
    Ring part;
    for (std::size_t i = 0; i < ring.size(); ++i)
    {
        const LonLat &a = ring[i];
        const LonLat &b = ring[(i + 1) % ring.size()];
        if (isInside(a))
            part.push_back(a);
        if (isInside(a) != isInside(b))
        {
            const double share =
                (180 - a.longitude) / (b.longitude - a.longitude);
            part.push_back(
                {180, a.latitude + share * (b.latitude - a.latitude)});
        }
    }
    return part;
}

/** Adds a ring to a footprint, closed, rounded and shifted by some degrees. */
void AddRing(Footprint &footprint, Ring ring, double shift)
{
    for (LonLat &point : ring)
        point = {Round(point.longitude + shift), Round(point.latitude)};
    ring.push_back(ring.front());
    footprint.rings.push_back(std::move(ring));
}

}  // namespace

std::optional<Footprint> FootprintOf(const Grid &grid)
{
    const ErrorCapture quiet;
    Ring corners = TransformCorners(grid);
    if (corners.empty())
        return std::nullopt;
    Unwrap(corners);
    Footprint footprint;
    footprint.epsg = grid.epsg;
    footprint.west = footprint.south = 360;
    footprint.east = footprint.north = -360;
    for (const LonLat &corner : corners)
    {
        footprint.west = std::min(footprint.west, Round(corner.longitude));
        footprint.east = std::max(footprint.east, Round(corner.longitude));
        footprint.south = std::min(footprint.south, Round(corner.latitude));
        footprint.north = std::max(footprint.north, Round(corner.latitude));
    }
    if (footprint.east <= 180)
    {
        AddRing(footprint, std::move(corners), 0);
        return footprint;
    }
    AddRing(footprint, PartOf(corners, -1), 0);
    AddRing(footprint, PartOf(corners, 1), -360);
    footprint.east = Round(footprint.east - 360);
    return footprint;
}

}  // namespace hlsts
