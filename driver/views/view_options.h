// SPDX-License-Identifier: MIT
// How a collection is shown.

#ifndef HLSTS_DRIVER_VIEWS_VIEW_OPTIONS_H
#define HLSTS_DRIVER_VIEWS_VIEW_OPTIONS_H

#include "driver/cube/cube.h"
#include "driver/series/time_series.h"
#include "driver/views/origin.h"

#include <memory>
#include <string>

namespace hlsts
{

/** What a band's description is. */
enum class BandDescription
{
    Time,  ///< ISO time: suits QGIS and people
    Name   ///< the array's name, the same for all: suits xarray's long_name
};

/** How the metadata items NETCDF_DIM_* write the time axis. */
enum class TimeFormat
{
    Iso,  ///< ISO times as text, which every reader understands
    Cf    ///< numbers with units, for which xarray needs cftime
};

/** Settings of a view. A value type. */
struct ViewOptions
{
    std::shared_ptr<const Origin> origin{};
    SeriesOptions series{};
    CubeOptions cube{};
    BandDescription bandDescription = BandDescription::Time;
    TimeFormat timeFormat = TimeFormat::Iso;
    /** Whether a connection string that a view hands out has to name the tiles,
     * because options have chosen them. */
    bool areTilesChosen = false;
    /** The options that change what pixels are, as text. What GDAL keeps of a
     * dataset's pixels, such as statistics, belongs to one such text. */
    std::string pixelOptions{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_VIEW_OPTIONS_H
