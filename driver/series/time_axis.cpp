// SPDX-License-Identifier: MIT
// Where steps lie on the time axis, and which granules make a step.

#include "driver/series/time_axis.h"

#include "driver/hls/grid.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace hlsts
{

namespace
{

/** Tells the steps of an axis apart: granules of one key are one step. */
using StepKey = std::pair<std::string, std::int64_t>;

/** The solar day of a granule, counted from 1970: local time is UTC and one
 * hour for 15 degrees of longitude. */
std::int64_t SolarDay(const TimeSeries &series, const Granule &granule)
{
    constexpr double kSecondsPerDegree = kSecondsPerDay / 360.0;
    const double longitude = CentreLongitude(series.tiles[granule.tile]);
    return static_cast<std::int64_t>(std::floor(
        (static_cast<double>(granule.time) + longitude * kSecondsPerDegree) /
        kSecondsPerDay));
}

/** Makes the keys of granules in ascending time. */
class StepKeys
{
  public:
    StepKeys(const TimeSeries &series, GroupBy groupBy)
        : m_series(series), m_groupBy(groupBy)
    {
    }

    StepKey Of(const Granule &granule)
    {
        if (m_groupBy == GroupBy::Day)
            return {"", SolarDay(m_series, granule)};
        if (m_groupBy == GroupBy::Overpass)
            return {SensorName(granule.sensor), OverpassOf(granule)};
        return {"", m_count++};
    }

  private:
    /** The time of the first granule of the pass. */
    std::int64_t OverpassOf(const Granule &granule)
    {
        const auto [pass, isFirst] =
            m_passes.emplace(SensorName(granule.sensor), granule.time);
        if (!isFirst && granule.time - pass->second > kOverpassSeconds)
            pass->second = granule.time;
        return pass->second;
    }

    const TimeSeries &m_series;
    const GroupBy m_groupBy;
    std::int64_t m_count = 0;
    std::map<std::string, std::int64_t> m_passes{};
};

/** Sorts the granules of a step: those that count first come first. */
void SortGranules(const TimeSeries &series, Order order, TimeStep &step)
{
    const auto cloudCover = [order](const Granule &granule)
    {
        constexpr double kUnknown = std::numeric_limits<double>::infinity();
        return order == Order::CloudCover
                   ? granule.facts.cloudCover.value_or(kUnknown)
                   : 0.0;
    };
    std::sort(step.granules.begin(), step.granules.end(),
              [&](std::size_t i, std::size_t j)
              {
                  const Granule &a = series.granules[i];
                  const Granule &b = series.granules[j];
                  return std::forward_as_tuple(cloudCover(a), a.time, a.id) <
                         std::forward_as_tuple(cloudCover(b), b.time, b.id);
              });
}

}  // namespace

std::vector<TimeStep> MakeSteps(const TimeSeries &series, GroupBy groupBy,
                                Order order)
{
    std::vector<TimeStep> steps;
    std::map<StepKey, std::size_t> known;
    StepKeys keys(series, groupBy);
    for (std::size_t i = 0; i < series.granules.size(); ++i)
    {
        const Granule &granule = series.granules[i];
        const auto [place, isNew] =
            known.emplace(keys.Of(granule), steps.size());
        if (isNew)
        {
            TimeStep step;
            step.time = granule.time;
            if (!steps.empty() && steps.back().time == step.time)
                step.axisShiftMilliseconds =
                    steps.back().axisShiftMilliseconds + 1;
            steps.push_back(std::move(step));
        }
        steps[place->second].granules.push_back(i);
    }
    for (TimeStep &step : steps)
        SortGranules(series, order, step);
    return steps;
}

double AxisTime(const TimeStep &step)
{
    return static_cast<double>(step.time) + step.axisShiftMilliseconds / 1000.0;
}

std::string FormatAxisTime(const TimeStep &step)
{
    std::string text =
        FormatIsoTime(step.time + step.axisShiftMilliseconds / 1000);
    const int shift = step.axisShiftMilliseconds % 1000;
    if (shift != 0)
    {
        const std::string digits = std::to_string(1000 + shift);
        text.replace(text.size() - 1, 1, "." + digits.substr(1) + "Z");
    }
    return text;
}

}  // namespace hlsts
