// SPDX-License-Identifier: MIT
// The driver's open options: their description and their values.

#include "driver/open_options.h"

#include "vsi/base/access_mode.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include "cpl_conv.h"
#include "cpl_multiproc.h"
#include "cpl_string.h"

#include <algorithm>
#include <cstdlib>

namespace hlsts
{

namespace
{

/** The words between the commas of a text, without blanks around them. */
std::vector<std::string> SplitList(const char *text)
{
    std::vector<std::string> words;
    const CPLStringList list(CSLTokenizeString2(
        text, ",", CSLT_STRIPLEADSPACES | CSLT_STRIPENDSPACES));
    for (int i = 0; i < list.size(); ++i)
        words.emplace_back(list[i]);
    return words;
}

Error ValueError(const char *option, const std::string &value,
                 const char *accepted)
{
    return Error{std::string("HLSTS: open option ") + option + "=" + value +
                 " is not understood. Use " + accepted};
}

/** Parses an option that is a time; where it isn't set, `time` stays.
 *
 * @param secondOfDay the second of its day that a plain date stands for. */
Status ParseTime(CSLConstList options, const char *name,
                 std::int64_t secondOfDay, std::int64_t &time)
{
    const char *value = CSLFetchNameValue(options, name);
    if (!value)
        return Done{};
    const std::string_view text = TrimBlanks(value);
    const auto parsed = ParseIsoTime(text);
    if (!parsed)
        return ValueError(name, value,
                          "YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ (UTC), or a zone "
                          "such as +02:00 in place of the Z");
    const bool isDate = text.find(':') == std::string_view::npos;
    time = *parsed + (isDate ? secondOfDay : 0);
    return Done{};
}

/** The largest NUM_THREADS, which is also its default. */
std::string MaxThreadsText()
{
    return std::to_string(WorkerPool::kMaxThreads);
}

/** Parses NUM_THREADS; where it isn't set, `threads` stays. */
Status ParseThreads(CSLConstList options, std::size_t &threads)
{
    const char *value = CSLFetchNameValue(options, "NUM_THREADS");
    if (!value)
        return Done{};
    constexpr auto kMost = static_cast<long>(WorkerPool::kMaxThreads);
    if (EQUAL(value, "ALL_CPUS"))
    {
        const auto cpus = static_cast<long>(CPLGetNumCPUs());
        threads = static_cast<std::size_t>(std::clamp(cpus, 1L, kMost));
        return Done{};
    }
    const bool isNumber = CPLGetValueType(value) == CPL_VALUE_INTEGER;
    // Of a number that is too large strtol() returns the largest.
    const long number = isNumber ? std::strtol(value, nullptr, 10) : 0;
    if (number < 1 || number > kMost)
        return ValueError(
            "NUM_THREADS", value,
            ("a number from 1 to " + MaxThreadsText() + ", or ALL_CPUS")
                .c_str());
    threads = static_cast<std::size_t>(number);
    return Done{};
}

/** Parses ACCESS into upper case; "" where it isn't set. */
Status ParseAccess(CSLConstList options, std::string &access)
{
    const std::string value = CSLFetchNameValueDef(options, "ACCESS", "");
    access.clear();
    if (value.empty())
        return Done{};
    const NamedAccessMode *named = ParseAccessMode(value);
    if (!named)
        return ValueError("ACCESS", value, kAccessModeChoices);
    access = named->name;
    return Done{};
}

/** Parses an option of two values, of which the first is the default.
 *
 * @param isSecond becomes whether the value is the second. */
Status ParseChoice(CSLConstList options, const char *name, const char *first,
                   const char *second, bool &isSecond)
{
    const char *value = CSLFetchNameValueDef(options, name, first);
    isSecond = EQUAL(value, second);
    if (isSecond || EQUAL(value, first))
        return Done{};
    return ValueError(name, value,
                      (std::string(first) + " or " + second).c_str());
}

}  // namespace

std::string OpenOptionList()
{
    return "<OpenOptionList>"
           "<Option name='BANDS' type='string' description='Comma separated "
           "arrays (red, nir, fmask, ...) or product bands (B04) to use. "
           "Default: all that are listed'/>"
           "<Option name='TILES' type='string' description='Comma separated "
           "tiles (13TGF) to use. Default: all that are listed'/>"
           "<Option name='SENSORS' type='string' description='Comma separated "
           "sensors to use: L30, S30 or both. Default: both'/>"
           "<Option name='START' type='string' description='First time to use, "
           "UTC: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ'/>"
           "<Option name='END' type='string' description='Last time to use, "
           "UTC, included; a date stands for its whole day'/>"
           "<Option name='NUM_THREADS' type='string' description='Number of "
           "granules to read at the same time: 1 to " +
           MaxThreadsText() + ", or ALL_CPUS' default='" + MaxThreadsText() +
           "'/>"
           "<Option name='ACCESS' type='string-select' description='How to "
           "reach files in Earthdata Cloud: from S3, over HTTPS, or what "
           "works. "
           "Default: the configuration option VSIEARTHDATA_ACCESS'>"
           "<Value>AUTO</Value><Value>S3</Value><Value>HTTPS</Value></Option>"
           "<Option name='BAND_DESCRIPTION' type='string-select' "
           "description='What to describe the bands of the classic view with' "
           "default='TIME'>"
           "<Value>TIME</Value><Value>NAME</Value></Option>"
           "<Option name='TIME_FORMAT' type='string-select' description='How "
           "to write the time metadata of the classic view: ISO text, or "
           "numbers with CF units' default='ISO'>"
           "<Value>ISO</Value><Value>CF</Value></Option>"
           "</OpenOptionList>";
}

Result<OpenOptions> ParseOpenOptions(CSLConstList options)
{
    OpenOptions parsed;
    const auto list = [options](const char *name)
    { return SplitList(CSLFetchNameValueDef(options, name, "")); };
    parsed.filter.bands = list("BANDS");
    parsed.filter.tiles = list("TILES");
    parsed.filter.sensors = list("SENSORS");
    bool isName = false;
    bool isCf = false;
    for (const auto &status :
         {ParseTime(options, "START", 0, parsed.filter.start),
          ParseTime(options, "END", kSecondsPerDay - 1, parsed.filter.end),
          ParseThreads(options, parsed.cube.threads),
          ParseAccess(options, parsed.cube.access),
          ParseChoice(options, "BAND_DESCRIPTION", "TIME", "NAME", isName),
          ParseChoice(options, "TIME_FORMAT", "ISO", "CF", isCf)})
        if (!status)
            return status.GetError();
    if (parsed.filter.start > parsed.filter.end)
        return Error{std::string("HLSTS: open option START=") +
                     CSLFetchNameValue(options, "START") +
                     " is later than END=" + CSLFetchNameValue(options, "END") +
                     ". Exchange the two"};
    parsed.classic.bandDescription =
        isName ? BandDescription::Name : BandDescription::Time;
    parsed.classic.timeFormat = isCf ? TimeFormat::Cf : TimeFormat::Iso;
    return parsed;
}

}  // namespace hlsts
