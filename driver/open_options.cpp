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
#include <iterator>
#include <map>
#include <utility>
#include <vector>

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
    return Error{std::string("HLSTS: open option ") + option + "=" +
                 EscapeForMessage(value) + " is not understood. Use " +
                 accepted};
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

/** A value of an option and what it stands for. */
template <class Value>
using Choices = std::vector<std::pair<const char *, Value>>;

/** Parses an option that is one of some words; where it isn't set, `value`
 * stays. */
template <class Value>
Status ParseChoice(CSLConstList options, const char *name,
                   const Choices<Value> &choices, Value &value)
{
    const char *text = CSLFetchNameValue(options, name);
    if (!text)
        return Done{};
    std::string accepted;
    for (const auto &[word, meaning] : choices)
    {
        if (EqualsIgnoringCase(TrimBlanks(text), word))
        {
            value = meaning;
            return Done{};
        }
        accepted += (accepted.empty() ? "" : " or ") + std::string(word);
    }
    return ValueError(name, text, accepted.c_str());
}

/** Parses ZONE; where it isn't set, `zones` stays. */
Status ParseZones(CSLConstList options, std::vector<int> &zones)
{
    const char *value = CSLFetchNameValueDef(options, "ZONE", "");
    for (std::string word : SplitList(value))
    {
        // HLS uses the northern zones everywhere, so the letter adds nothing.
        if (word.size() > 1 && (word.back() == 'N' || word.back() == 'n'))
            word.pop_back();
        const bool isNumber = IsAllDigits(word) && word.size() <= 2;
        const int zone = isNumber ? std::atoi(word.c_str()) : 0;
        if (zone < 1 || zone > 60)
            return ValueError("ZONE", value,
                              "the number of a UTM zone, 1 to 60, or several "
                              "with commas");
        zones.push_back(zone);
    }
    return Done{};
}

/** Parses MASK and MASK_DILATE. */
Status ParseMask(CSLConstList options, CubeOptions &cube)
{
    const auto mask =
        ParseFmaskSelection(CSLFetchNameValueDef(options, "MASK", ""));
    if (!mask)
        return mask.GetError();
    if (!mask->IsEmpty())
        cube.mask = *mask;
    const char *value = CSLFetchNameValue(options, "MASK_DILATE");
    if (!value)
        return Done{};
    const std::string_view text = TrimBlanks(value);
    const bool isNumber = IsAllDigits(text) && text.size() <= 3;
    const int pixels = isNumber ? std::atoi(std::string(text).c_str()) : -1;
    if (pixels < 0 || pixels > kMostMaskDilation)
        return ValueError("MASK_DILATE", value,
                          ("a number of pixels from 0 to " +
                           std::to_string(kMostMaskDilation))
                              .c_str());
    if (pixels > 0 && !cube.mask)
        return Error{"HLSTS: open option MASK_DILATE=" + std::string(value) +
                     " widens a mask, but there is none. Add MASK=CLOUD, for "
                     "instance"};
    cube.maskDilation = pixels;
    return Done{};
}

/** The options that change what pixels are, in the order of their names. */
std::string PixelOptions(CSLConstList options)
{
    std::map<std::string, std::string> sorted;
    for (CSLConstList option = options; option && *option; ++option)
    {
        char *name = nullptr;
        const char *value = CPLParseNameValue(*option, &name);
        if (name && value && IsCubeOption(name))
            sorted[CPLString(name).toupper()] = CPLString(value).toupper();
        CPLFree(name);
    }
    std::string text;
    for (const auto &[name, value] : sorted)
        text += (text.empty() ? "" : " ") + name + "=" + value;
    return text;
}

/** An option of the list that has a fixed set of words. */
std::string ChoiceOption(const char *name, const char *description,
                         const char *defaultWord,
                         const std::vector<const char *> &words)
{
    std::string xml = std::string("<Option name='") + name +
                      "' type='string-select' description='" + description +
                      "'";
    if (defaultWord)
        xml += std::string(" default='") + defaultWord + "'";
    xml += ">";
    for (const char *word : words)
        xml += std::string("<Value>") + word + "</Value>";
    return xml + "</Option>";
}

}  // namespace

bool IsCubeOption(const char *name)
{
    constexpr const char *kNames[] = {"BANDS",
                                      "TILES",
                                      "ZONE",
                                      "SENSORS",
                                      "START",
                                      "END",
                                      "GROUP_BY",
                                      "ORDER",
                                      "MOSAIC",
                                      "MASK",
                                      "MASK_DILATE",
                                      "ON_ERROR",
                                      "BAND_DESCRIPTION",
                                      "TIME_FORMAT"};
    return std::any_of(std::begin(kNames), std::end(kNames),
                       [name](const char *known)
                       { return EQUAL(name, known); });
}

bool IsOpenOption(const char *name)
{
    return IsCubeOption(name) || EQUAL(name, "NUM_THREADS") ||
           EQUAL(name, "ACCESS");
}

std::string OpenOptionList()
{
    const auto text = [](const char *name, const std::string &description)
    {
        return std::string("<Option name='") + name +
               "' type='string' description='" + description + "'/>";
    };
    return "<OpenOptionList>" +
           text("BANDS", "Comma separated arrays (red, nir, fmask, ...), "
                         "product bands (B04) or vegetation indices (ndvi) to "
                         "use. Default: all that are listed") +
           text("TILES", "Comma separated tiles (13TGF) to use. Default: all "
                         "that are listed") +
           text("ZONE", "UTM zone (13) whose tiles to use, or several with "
                        "commas. Default: all") +
           text("SENSORS", "Comma separated sensors to use: L30, S30 or both. "
                           "Default: both") +
           text("START", "First time to use, UTC: YYYY-MM-DD or "
                         "YYYY-MM-DDTHH:MM:SSZ") +
           text("END", "Last time to use, UTC, included; a date stands for its "
                       "whole day") +
           ChoiceOption("GROUP_BY",
                        "Which granules make one time: each its own, those of "
                        "one sensor within 10 minutes, or those of one solar "
                        "day. Default: NONE for one tile, OVERPASS for a "
                        "mosaic",
                        nullptr, {"NONE", "OVERPASS", "DAY"}) +
           ChoiceOption("ORDER",
                        "Which granule of a time counts first: the earliest, "
                        "or the least cloudy as far as the input tells",
                        "TIME", {"TIME", "CLOUD_COVER"}) +
           ChoiceOption("MOSAIC",
                        "Whether the tiles of a UTM zone are one raster: where "
                        "there are several, always, or never",
                        "AUTO", {"AUTO", "YES", "NO"}) +
           text("MASK", "Comma separated bits of Fmask whose pixels are "
                        "missing: CLOUD, CLOUD_SHADOW, ADJACENT, SNOW, WATER, "
                        "CIRRUS, AEROSOL_HIGH. Default: none") +
           "<Option name='MASK_DILATE' type='int' min='0' max='" +
           std::to_string(kMostMaskDilation) +
           "' description='By how many pixels each way MASK is widened' "
           "default='0'/>" +
           ChoiceOption("ON_ERROR",
                        "Whether a granule that cannot be read is an error, or "
                        "has missing pixels and is listed in the metadata "
                        "domain HLSTS_ERRORS",
                        "FAIL", {"FAIL", "NODATA"}) +
           "<Option name='NUM_THREADS' type='string' description='Number of "
           "granules to read at the same time: 1 to " +
           MaxThreadsText() + ", or ALL_CPUS' default='" + MaxThreadsText() +
           "'/>" +
           ChoiceOption("ACCESS",
                        "How to reach files in Earthdata Cloud: from S3, over "
                        "HTTPS, or what works. Default: the configuration "
                        "option VSIEARTHDATA_ACCESS",
                        nullptr, {"AUTO", "S3", "HTTPS"}) +
           ChoiceOption("BAND_DESCRIPTION",
                        "What to describe the bands of the classic view with",
                        "TIME", {"TIME", "NAME"}) +
           ChoiceOption("TIME_FORMAT",
                        "How to write the time metadata of the classic view: "
                        "ISO text, or numbers with CF units",
                        "ISO", {"ISO", "CF"}) +
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
    ViewOptions &view = parsed.view;
    for (const auto &status :
         {ParseTime(options, "START", 0, parsed.filter.start),
          ParseTime(options, "END", kSecondsPerDay - 1, parsed.filter.end),
          ParseZones(options, parsed.filter.zones),
          ParseThreads(options, view.cube.threads),
          ParseAccess(options, view.cube.access), ParseMask(options, view.cube),
          ParseChoice(options, "GROUP_BY",
                      Choices<GroupBy>{{"NONE", GroupBy::None},
                                       {"OVERPASS", GroupBy::Overpass},
                                       {"DAY", GroupBy::Day}},
                      view.series.groupBy),
          ParseChoice(options, "ORDER",
                      Choices<Order>{{"TIME", Order::Time},
                                     {"CLOUD_COVER", Order::CloudCover}},
                      view.series.order),
          ParseChoice(options, "MOSAIC",
                      Choices<Mosaic>{{"AUTO", Mosaic::Automatic},
                                      {"YES", Mosaic::Yes},
                                      {"NO", Mosaic::No}},
                      view.series.mosaic),
          ParseChoice(options, "ON_ERROR",
                      Choices<bool>{{"FAIL", false}, {"NODATA", true}},
                      view.cube.isFailureNoData),
          ParseChoice(options, "BAND_DESCRIPTION",
                      Choices<BandDescription>{{"TIME", BandDescription::Time},
                                               {"NAME", BandDescription::Name}},
                      view.bandDescription),
          ParseChoice(options, "TIME_FORMAT",
                      Choices<TimeFormat>{{"ISO", TimeFormat::Iso},
                                          {"CF", TimeFormat::Cf}},
                      view.timeFormat)})
        if (!status)
            return status.GetError();
    if (parsed.filter.start > parsed.filter.end)
        return Error{std::string("HLSTS: open option START=") +
                     CSLFetchNameValue(options, "START") +
                     " is later than END=" + CSLFetchNameValue(options, "END") +
                     ". Exchange the two"};
    view.series.needsFmask = view.cube.mask.has_value();
    view.areTilesChosen =
        !parsed.filter.tiles.empty() || !parsed.filter.zones.empty();
    view.pixelOptions = PixelOptions(options);
    return parsed;
}

}  // namespace hlsts
