// SPDX-License-Identifier: MIT
// What the input tells of the scenes of a time step.

#include "driver/series/scene_facts.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <set>

namespace hlsts
{

std::vector<const Granule *> GranulesOf(const TimeSeries &series,
                                        const TimeStep &step)
{
    std::vector<const Granule *> granules;
    for (const std::size_t granule : step.granules)
        granules.push_back(&series.granules[granule]);
    return granules;
}

std::optional<double> CloudCoverOf(const std::vector<const Granule *> &granules)
{
    double sum = 0;
    for (const Granule *granule : granules)
    {
        if (!granule->facts.cloudCover)
            return std::nullopt;
        sum += *granule->facts.cloudCover;
    }
    return sum / static_cast<double>(granules.size());
}

std::optional<std::int64_t>
SensingTimeOf(const std::vector<const Granule *> &granules)
{
    std::optional<std::int64_t> earliest;
    for (const Granule *granule : granules)
    {
        const std::int64_t time =
            granule->facts.sensingTime.value_or(granule->time);
        earliest = earliest ? std::min(*earliest, time) : time;
    }
    return earliest;
}

std::string PlatformsOf(const std::vector<const Granule *> &granules)
{
    std::set<std::string> platforms;
    for (const Granule *granule : granules)
        platforms.insert(granule->facts.platform);
    return JoinTexts(platforms, ",");
}

}  // namespace hlsts
