// SPDX-License-Identifier: MIT
// What the input tells of the scenes of a time step.

#ifndef HLSTS_DRIVER_SERIES_SCENE_FACTS_H
#define HLSTS_DRIVER_SERIES_SCENE_FACTS_H

#include "driver/series/time_series.h"

#include <optional>
#include <string>
#include <vector>

namespace hlsts
{

/** The granules of a step, those that count first at first. They belong to the
 * series. Pure. */
std::vector<const Granule *> GranulesOf(const TimeSeries &series,
                                        const TimeStep &step);

/** The mean cloud cover of some granules, in percent; nothing where one of them
 * has none. Pure. */
std::optional<double>
CloudCoverOf(const std::vector<const Granule *> &granules);

/** The earliest start of sensing, in seconds since 1970 UTC. Of a granule whose
 * start isn't known it is the name's time, which a manifest tells in its place.
 * Pure. */
std::optional<std::int64_t>
SensingTimeOf(const std::vector<const Granule *> &granules);

/** The satellites, each once, with commas between them. Pure. */
std::string PlatformsOf(const std::vector<const Granule *> &granules);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_SCENE_FACTS_H
