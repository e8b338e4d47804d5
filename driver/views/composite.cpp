// SPDX-License-Identifier: MIT
// The reflectances of one time step, as bands that make colours.

#include "driver/views/composite.h"

#include "driver/series/time_axis.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include "cpl_conv.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace hlsts
{

namespace
{

/** Some times as text; of many only the first. */
std::string ListTimes(const TimeSeries &series,
                      const std::vector<std::size_t> &steps)
{
    constexpr std::size_t kMost = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMost, steps.size()); ++i)
        text +=
            (text.empty() ? "" : ", ") + FormatAxisTime(series.steps[steps[i]]);
    if (steps.size() > kMost)
        text += " and " + std::to_string(steps.size() - kMost) + " more";
    return text;
}

/** The fraction of an ISO time; nothing where it has none. */
std::optional<int> MillisecondsOf(const std::string &text)
{
    const std::size_t point = text.find('.');
    if (point == std::string::npos)
        return std::nullopt;
    return static_cast<int>(
        std::lround(1000 * CPLAtof(text.substr(point, 4).c_str())));
}

/** The steps that a text may mean. */
std::vector<std::size_t> MatchingSteps(const TimeSeries &series,
                                       const std::string &text,
                                       std::int64_t time)
{
    const bool isDate = text.find(':') == std::string::npos;
    const std::optional<int> milliseconds = MillisecondsOf(text);
    std::vector<std::size_t> steps;
    for (std::size_t i = 0; i < series.steps.size(); ++i)
    {
        const TimeStep &step = series.steps[i];
        if (EqualsIgnoringCase(FormatAxisTime(step), text))
            return {i};
        const std::int64_t difference = step.time - time;
        // A fraction tells apart what shares a second.
        if (isDate ? difference >= 0 && difference < kSecondsPerDay
                   : difference == 0 &&
                         milliseconds.value_or(step.axisShiftMilliseconds) ==
                             step.axisShiftMilliseconds)
            steps.push_back(i);
    }
    return steps;
}

Result<std::size_t> FindStep(const Cube &cube, const std::string &text)
{
    const TimeSeries &series = cube.GetSeries();
    const auto time = ParseIsoTime(text);
    if (!time)
        return time.GetError();
    const auto steps = MatchingSteps(series, text, *time);
    if (steps.size() == 1)
        return steps.front();
    const std::string list =
        "HLSTS: " + cube.GetCollection().GetLabel() + " has ";
    if (!steps.empty())
        return Error{list + "several times " + text + ": " +
                     ListTimes(series, steps) + ". Name one of them"};
    std::vector<std::size_t> all(series.steps.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    return Error{list + "no time " + text +
                 ". It has: " + ListTimes(series, all)};
}

/** Whether an array is a reflectance: what Int16 values of NASA's scale are,
 * unless they are an index. */
bool IsReflectance(const CubeArray &array)
{
    return array.band->scale == 0.0001 && !array.band->isVegetationIndex;
}

/** The place of a band among those of a composite. */
int RankOf(const Band &band)
{
    constexpr const char *kFirst[] = {"red", "green", "blue"};
    int rank = 0;
    for (const char *name : kFirst)
    {
        if (std::string_view(band.name) == name)
            return rank;
        ++rank;
    }
    return rank;
}

}  // namespace

Result<std::vector<BandContent>> CompositeBands(const Cube &cube,
                                                const std::string &time)
{
    const auto step = FindStep(cube, time);
    if (!step)
        return step.GetError();
    const auto &arrays = cube.GetArrays();
    std::vector<BandContent> bands;
    for (std::size_t i = 0; i < arrays.size(); ++i)
        if (IsReflectance(arrays[i]))
            bands.push_back({i, *step});
    if (bands.empty())
        return Error{"HLSTS: " + cube.GetCollection().GetLabel() +
                     " has no reflectances, of which a composite is made. Add "
                     "links to bands such as B04, B03 and B02, or correct the "
                     "open option BANDS"};
    std::stable_sort(bands.begin(), bands.end(),
                     [&](const BandContent &a, const BandContent &b) {
                         return RankOf(*arrays[a.array].band) <
                                RankOf(*arrays[b.array].band);
                     });
    const auto &overviews = arrays[bands.front().array].overviewSizes;
    for (const BandContent &band : bands)
        if (arrays[band.array].overviewSizes != overviews)
            return Error{
                "HLSTS: the local files of " +
                std::string(arrays[band.array].band->name) + " and " +
                arrays[bands.front().array].band->name +
                " have different overviews, so they are no composite. Make "
                "them alike with gdaladdo"};
    return bands;
}

}  // namespace hlsts
