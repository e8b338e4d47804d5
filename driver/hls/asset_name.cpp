// SPDX-License-Identifier: MIT
// What an HLS file name says: product, tile, time, version and band.

#include "driver/hls/asset_name.h"

#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace hlsts
{

namespace
{

constexpr std::string_view kExampleName =
    "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif";

// Where the parts of a name begin, counted from the T of the tile:
// T13TGF.2021133T172406.v2.0.B04.tif
constexpr std::size_t kTileOffset = 1;
constexpr std::size_t kTileLength = 5;
constexpr std::size_t kDateOffset = 7;
constexpr std::size_t kTimeOffset = 15;
constexpr std::size_t kVersionOffset = 21;
constexpr std::string_view kVersion = ".v2.0";
constexpr std::size_t kIdLength = kVersionOffset + kVersion.size();

/** How the names of a product's files begin. */
struct Prefix
{
    std::string_view text;
    Sensor sensor;
    bool isVegetationIndex;
};

constexpr Prefix kPrefixes[] = {
    {"HLS.L30.", Sensor::L30, false},
    {"HLS.S30.", Sensor::S30, false},
    {"HLS-VI.L30.", Sensor::L30, true},
    {"HLS-VI.S30.", Sensor::S30, true},
};

const Prefix *FindPrefix(std::string_view name) noexcept
{
    for (const Prefix &prefix : kPrefixes)
    {
        if (StartsWith(name, prefix.text))
            return &prefix;
    }
    return nullptr;
}

/** An error that begins with the name. */
Error NameError(std::string_view name, const std::string &why)
{
    // What follows a '?' may be the signature of a URL.
    const std::string_view shown = name.substr(0, name.find('?'));
    return Error{EscapeForMessage(shown) + ": " + why};
}

/** The same, with an example of a right name at its end. */
Error PatternError(std::string_view name, std::string_view why)
{
    return NameError(name, std::string(why) + "; expected a name like " +
                               std::string(kExampleName));
}

/** The number in `.vM.N.`, e.g. "1.5"; empty where there is none. */
std::string_view FindVersion(std::string_view name)
{
    for (auto dot = name.find(".v"); dot != std::string_view::npos;
         dot = name.find(".v", dot + 1))
    {
        const std::string_view rest = name.substr(dot + 2);
        const auto length = rest.find_first_not_of("0123456789.");
        std::string_view version = rest.substr(0, length);
        while (!version.empty() && version.back() == '.')
            version.remove_suffix(1);
        if (!version.empty() && IsDigit(version.front()))
            return version;
    }
    return {};
}

bool IsTile(std::string_view tile)
{
    return tile.size() == kTileLength && IsAllDigits(tile.substr(0, 2)) &&
           std::all_of(tile.begin() + 2, tile.end(), IsUpper);
}

/** YYYYDDD "T" HHMMSS to seconds since 1970. */
std::optional<std::int64_t> ParseNameTime(std::string_view date,
                                          std::string_view time)
{
    const int year = ParseDigits(date.substr(0, 4));
    const int dayOfYear = ParseDigits(date.substr(4));
    const auto seconds = SecondsOfDay(ParseDigits(time.substr(0, 2)),
                                      ParseDigits(time.substr(2, 2)),
                                      ParseDigits(time.substr(4)));
    if (year < 0 || dayOfYear < 1 || dayOfYear > DaysOfYear(year) || !seconds)
        return std::nullopt;
    const std::int64_t days =
        DaysFromCivil(CivilDate{year, 1, 1}) + dayOfYear - 1;
    return days * kSecondsPerDay + *seconds;
}

/** The band in ".B04.tif"; empty where the text isn't of that form. */
std::string_view BandOfEnding(std::string_view ending)
{
    constexpr std::size_t kLongestBand = 16;
    if (!StartsWith(ending, ".") ||
        !(EndsWith(ending, ".tif") || EndsWith(ending, ".TIF")))
        return {};
    ending.remove_prefix(1);
    if (ending.size() < 4)
        return {};
    ending.remove_suffix(4);
    const bool isBand =
        ending.size() <= kLongestBand &&
        std::all_of(ending.begin(), ending.end(), IsLetterOrDigit);
    return isBand ? ending : std::string_view();
}

/** Why a name of version 2.0 isn't of the pattern; empty if it is.
 *
 * @param rest the name from the T of the tile on. */
std::string_view WhyMalformed(std::string_view rest)
{
    if (rest.size() < kIdLength || rest[0] != 'T' ||
        rest[kDateOffset - 1] != '.' || rest[kTimeOffset - 1] != 'T' ||
        rest.substr(kVersionOffset, kVersion.size()) != kVersion)
        return "not the name of an HLS v2.0 file";
    if (!IsTile(rest.substr(kTileOffset, kTileLength)))
        return "its tile is no MGRS square";
    if (BandOfEnding(rest.substr(kIdLength)).empty())
        return "not the .tif file of one band";
    return {};
}

}  // namespace

const char *SensorName(Sensor sensor)
{
    return sensor == Sensor::L30 ? "L30" : "S30";
}

Result<AssetName> ParseAssetName(std::string_view fileName)
{
    const Prefix *prefix = FindPrefix(fileName);
    if (prefix == nullptr)
        return PatternError(fileName, "not the name of an HLS file");
    const std::string_view version = FindVersion(fileName);
    if (!version.empty() && version != "2.0")
        return NameError(fileName, "only HLS v2.0 files are understood; take "
                                   "the v2.0 file of this scene");
    const std::string_view rest = fileName.substr(prefix->text.size());
    const std::string_view why = WhyMalformed(rest);
    if (!why.empty())
        return PatternError(fileName, why);
    const std::string_view date = rest.substr(kDateOffset, 7);
    const std::string_view time = rest.substr(kTimeOffset, 6);
    const auto seconds = ParseNameTime(date, time);
    if (!seconds)
        return NameError(fileName,
                         "there is no such time: " + EscapeForMessage(date) +
                             "T" + EscapeForMessage(time) +
                             "; it is year, day of year, T, hour, "
                             "minute, second");
    AssetName asset;
    asset.granuleId = fileName.substr(0, prefix->text.size() + kIdLength);
    asset.sensor = prefix->sensor;
    asset.isVegetationIndex = prefix->isVegetationIndex;
    asset.tile = rest.substr(kTileOffset, kTileLength);
    asset.time = *seconds;
    asset.productBand = BandOfEnding(rest.substr(kIdLength));
    return asset;
}

bool LooksLikeAssetName(std::string_view fileName) noexcept
{
    return FindPrefix(fileName) != nullptr;
}

std::string_view LastPathComponent(std::string_view path) noexcept
{
    path = path.substr(0, path.find('?'));
    const auto separator = path.find_last_of("/\\");
    return separator == std::string_view::npos ? path
                                               : path.substr(separator + 1);
}

}  // namespace hlsts
