// SPDX-License-Identifier: MIT
// Where granules lie on the time axis.

#include "driver/series/time_axis.h"

#include "vsi/base/utc_time.h"

namespace hlsts
{

double AxisTime(const Granule &granule)
{
    return static_cast<double>(granule.time) +
           granule.axisShiftMilliseconds / 1000.0;
}

std::string FormatAxisTime(const Granule &granule)
{
    std::string text = FormatIsoTime(granule.time);
    // The shift is less than the number of sensors, so it has one digit.
    if (granule.axisShiftMilliseconds != 0)
        text.replace(text.size() - 1, 1,
                     ".00" + std::to_string(granule.axisShiftMilliseconds) +
                         "Z");
    return text;
}

}  // namespace hlsts
