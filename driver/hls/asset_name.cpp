// SPDX-License-Identifier: MIT
// What an HLS file name says: product, tile, time, version and band.

#include "driver/hls/asset_name.h"

#include "driver/hls/product.h"
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

constexpr std::size_t kTileLength = 5;
constexpr std::size_t kDayLength = 7;
constexpr std::size_t kClockLength = 6;

/** How a name begins, up to its fields: "HLS.L30." */
struct NameHead
{
    std::string_view collection{};
    std::string_view token{};
    /** Of all that stands before the fields; 0: not the name of an HLS file. */
    std::size_t length = 0;
};

NameHead ReadHead(std::string_view name) noexcept
{
    constexpr std::size_t kTokenLength = 3;
    for (const std::string_view collection : {"HLS", "HLS-VI"})
    {
        const std::size_t token = collection.size() + 1;
        if (!StartsWith(name, collection) ||
            name.size() <= token + kTokenLength || name[token - 1] != '.' ||
            name[token + kTokenLength] != '.')
            continue;
        const std::string_view text = name.substr(token, kTokenLength);
        if (IsUpper(text[0]) && IsAllDigits(text.substr(1)))
            return {collection, text, token + kTokenLength + 1};
    }
    return {};
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

/** "HLS.L30 v2.0" */
std::string Describe(const Product &product)
{
    return std::string(product.collection) + "." + SensorName(product.sensor) +
           " " + std::string(product.version);
}

bool IsOf(const NameHead &head, const Product &product)
{
    return head.collection == product.collection &&
           head.token == SensorName(product.sensor);
}

/** The row of a name's product and version, or nullptr. */
const Product *FindProduct(const NameHead &head, std::string_view version,
                           const std::vector<Product> &products)
{
    const auto found = std::find_if(
        products.begin(), products.end(),
        [&](const Product &product) {
            return IsOf(head, product) && version == product.version.substr(1);
        });
    return found == products.end() ? nullptr : &*found;
}

/** Why a name is of no product and version of the table.
 *
 * @param version without the v; empty where the name has none. */
Error WhyNoProduct(std::string_view name, const NameHead &head,
                   std::string_view version,
                   const std::vector<Product> &products)
{
    std::string all;
    std::string versions;
    for (const Product &product : products)
    {
        all += (all.empty() ? "" : ", ") + Describe(product);
        if (IsOf(head, product))
            versions +=
                (versions.empty() ? "" : ", ") + std::string(product.version);
    }
    const std::string title =
        std::string(head.collection) + "." + std::string(head.token);
    if (versions.empty())
        return NameError(name, "the product " + title +
                                   " is not known. Known are " + all);
    if (version.empty())
        return PatternError(name,
                            "not the name of an HLS " + versions + " file");
    return NameError(
        name, "only HLS " + versions + " files are understood; this one is v" +
                  std::string(version) + " of " + title + ". Take the " +
                  versions + " file of this scene");
}

}  // namespace

std::string_view ParseNameTile(std::string_view text)
{
    if (text.size() != 1 + kTileLength || text[0] != 'T')
        return {};
    const std::string_view tile = text.substr(1);
    const bool isTile = IsAllDigits(tile.substr(0, 2)) &&
                        std::all_of(tile.begin() + 2, tile.end(), IsUpper);
    return isTile ? tile : std::string_view();
}

std::optional<std::int64_t> ParseNameDay(std::string_view text)
{
    if (text.size() != kDayLength)
        return std::nullopt;
    const int year = ParseDigits(text.substr(0, 4));
    const int dayOfYear = ParseDigits(text.substr(4));
    if (year < 0 || dayOfYear < 1 || dayOfYear > DaysOfYear(year))
        return std::nullopt;
    return (DaysFromCivil(CivilDate{year, 1, 1}) + dayOfYear - 1) *
           kSecondsPerDay;
}

Status ReadSceneFields(std::string_view fields, AssetName &asset)
{
    constexpr std::size_t kTime = 1 + kTileLength + 1;
    if (fields.size() != kTime + kDayLength + 1 + kClockLength ||
        fields[kTime - 1] != '.' || fields[kTime + kDayLength] != 'T')
        return Error{"not the tile and the time of a scene"};
    const std::string_view tile = ParseNameTile(fields.substr(0, kTime - 1));
    if (tile.empty())
        return Error{"its tile is no MGRS square"};
    const std::string_view time = fields.substr(kTime);
    const std::string_view clock = time.substr(kDayLength + 1);
    const auto day = ParseNameDay(time.substr(0, kDayLength));
    const auto seconds = SecondsOfDay(ParseDigits(clock.substr(0, 2)),
                                      ParseDigits(clock.substr(2, 2)),
                                      ParseDigits(clock.substr(4)));
    if (!day || !seconds)
        return Error{"there is no such time: " + EscapeForMessage(time) +
                     "; it is year, day of year, T, hour, minute, second"};
    asset.tile = tile;
    asset.time = *day + *seconds;
    return Done{};
}

Result<AssetName> ParseAssetName(std::string_view fileName,
                                 const std::vector<Product> &products)
{
    const NameHead head = ReadHead(fileName);
    if (head.length == 0)
        return PatternError(fileName, "not the name of an HLS file");
    const std::string_view number = FindVersion(fileName);
    const Product *found = FindProduct(head, number, products);
    if (!found)
        return WhyNoProduct(fileName, head, number, products);
    const Product &product = *found;
    const std::string version = "." + std::string(product.version);
    const auto end = fileName.find(version, head.length);
    if (end == std::string_view::npos)
        return PatternError(fileName, "not the name of an HLS file");
    AssetName asset;
    const Status fields = product.readFields(
        fileName.substr(head.length, end - head.length), asset);
    if (!fields)
        return PatternError(fileName, fields.GetError().message);
    asset.productBand = BandOfEnding(fileName.substr(end + version.size()));
    if (asset.productBand.empty())
        return PatternError(fileName, "not the .tif file of one band");
    asset.granuleId = fileName.substr(0, end + version.size());
    asset.product = &product;
    asset.sensor = product.sensor;
    asset.isVegetationIndex = product.bandKind == BandKind::Indices;
    return asset;
}

Result<AssetName> ParseAssetName(std::string_view fileName)
{
    return ParseAssetName(fileName, ProductTable());
}

bool LooksLikeAssetName(std::string_view fileName) noexcept
{
    return ReadHead(fileName).length > 0;
}

std::string_view LastPathComponent(std::string_view path) noexcept
{
    path = path.substr(0, path.find('?'));
    const auto separator = path.find_last_of("/\\");
    return separator == std::string_view::npos ? path
                                               : path.substr(separator + 1);
}

}  // namespace hlsts
