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
    // The shift is 0 or 1.
    if (granule.axisShiftMilliseconds != 0)
        text.replace(text.size() - 1, 1, ".001Z");
    return text;
}

}  // namespace hlsts
