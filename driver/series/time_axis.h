// SPDX-License-Identifier: MIT
// Where granules lie on the time axis.

#ifndef HLSTS_DRIVER_SERIES_TIME_AXIS_H
#define HLSTS_DRIVER_SERIES_TIME_AXIS_H

#include "driver/series/collection.h"

#include <string>

namespace hlsts
{

/** Unit of the time axis wherever time is a number, as CF writes it. */
inline constexpr char kTimeUnit[] = "seconds since 1970-01-01 00:00:00";

/** A granule's place on the time axis, in seconds since 1970 UTC: its time, and
 * Granule::axisShiftMilliseconds, which keeps two scenes of the same second
 * apart. Pure. */
double AxisTime(const Granule &granule);

/** The same as text: 2021-05-13T17:24:06Z, with milliseconds only where the
 * granule is shifted: 2021-05-13T17:24:06.001Z. Pure. */
std::string FormatAxisTime(const Granule &granule);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_TIME_AXIS_H
