// SPDX-License-Identifier: MIT
// Where steps lie on the time axis, and which granules make a step.

#ifndef HLSTS_DRIVER_SERIES_TIME_AXIS_H
#define HLSTS_DRIVER_SERIES_TIME_AXIS_H

#include "driver/series/time_series.h"

#include <string>
#include <vector>

namespace hlsts
{

/** Unit of the time axis wherever time is a number, as CF writes it. */
inline constexpr char kTimeUnit[] = "seconds since 1970-01-01 00:00:00";

/** Groups the granules of a series into steps. Pure.
 *
 * @param series its tiles and granules are read, in ascending time.
 * @param groupBy not Automatic. */
std::vector<TimeStep> MakeSteps(const TimeSeries &series, GroupBy groupBy,
                                Order order);

/** A step's place on the time axis, in seconds since 1970 UTC: its time, and
 * TimeStep::axisShiftMilliseconds, which keeps two steps of the same second
 * apart. Pure. */
double AxisTime(const TimeStep &step);

/** The same as text: 2021-05-13T17:24:06Z, with milliseconds only where the
 * step is shifted: 2021-05-13T17:24:06.001Z. Pure. */
std::string FormatAxisTime(const TimeStep &step);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_TIME_AXIS_H
