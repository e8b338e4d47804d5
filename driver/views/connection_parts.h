// SPDX-License-Identifier: MIT
// How connection strings that a view hands out name tiles.

#ifndef HLSTS_DRIVER_VIEWS_CONNECTION_PARTS_H
#define HLSTS_DRIVER_VIEWS_CONNECTION_PARTS_H

#include "driver/series/time_series.h"
#include "driver/views/selection.h"
#include "driver/views/view_options.h"

#include <string>
#include <vector>

namespace hlsts
{

/** Whether a connection string has to name the tiles of a series: without them
 * another set of tiles would be opened. Pure.
 *
 * @param all the series of the selection. */
bool IsSeriesNamed(const Collection &collection, const Selection &selection,
                   const std::vector<TimeSeries> &all,
                   const ViewOptions &options);

/** The parts before the array: none, or the tiles of the series with commas
 * between them. Pure. */
std::vector<std::string> PartsOf(const TimeSeries &series, bool isNamed);

/** "tile 13TGF", or "tiles 13TFF, 13TGF"; of many only the first. Pure. */
std::string DescribeTiles(const TimeSeries &series);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_CONNECTION_PARTS_H
