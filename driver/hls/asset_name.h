// SPDX-License-Identifier: MIT
// What an HLS file name says: product, tile, time, version and band.

#ifndef HLSTS_DRIVER_HLS_ASSET_NAME_H
#define HLSTS_DRIVER_HLS_ASSET_NAME_H

#include "driver/hls/sensor.h"
#include "vsi/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

struct Product;

/** One HLS file, as its name describes it.
 *
 * `HLS.{L30|S30}.T{tile}.{YYYYDDD}T{HHMMSS}.v2.0.{band}.tif`, DDD the day of
 * the year; vegetation indices begin with `HLS-VI.`. A value type.
 */
struct AssetName
{
    /** The part before the band, e.g. HLS.L30.T13TGF.2021133T172406.v2.0.
     * Files of the same id are bands of the same scene, wherever they lie. */
    std::string granuleId;
    /** The row of the product table; lives as long as that does. */
    const Product *product = nullptr;
    Sensor sensor = Sensor::L30;
    bool isVegetationIndex = false;
    /** MGRS 100 km square without the T, five characters: 13TGF. */
    std::string tile;
    /** The name's time in seconds since 1970-01-01T00:00:00 UTC (no leap
     * seconds: 23:59:60 counts as the next midnight). Start of sensing for
     * L30, of the datatake for S30. */
    std::int64_t time = 0;
    /** The product's own band name as it is written: B04, B8A, Fmask, NDVI. */
    std::string productBand;
};

/** Parses the name of a file of one of some products:
 * `{HLS|HLS-VI}.{token}.{fields}.{version}.{band}.tif`.
 *
 * Case matters, except that the extension may be .TIF.
 *
 * @param fileName the last component of a path or URL, without query.
 * @param products rows as in ProductTable(), which is the default; the result
 *   points to one of them.
 * @return the parts, or an error that begins with the name and says what is
 *   wrong with it: not HLS, a product or version that the table hasn't, no .tif
 *   of a band (a granule's .jpg or _stac.json), an impossible date. Does not
 *   check that the product has such a band (see product.h) or the tile exists
 *   (grid.h).
 */
Result<AssetName> ParseAssetName(std::string_view fileName);
Result<AssetName> ParseAssetName(std::string_view fileName,
                                 const std::vector<Product> &products);

/** A tile as names have it: T13TGF to 13TGF; empty where it is none. */
std::string_view ParseNameTile(std::string_view text);

/** Year and day of year, 2021133, to seconds since 1970 UTC; nothing where
 * there is no such day. */
std::optional<std::int64_t> ParseNameDay(std::string_view text);

/** The fields of a scene, `T13TGF.2021133T172406`: tile and time. A pattern of
 * names (Product::readFields). */
Status ReadSceneFields(std::string_view fields, AssetName &asset);

/** Whether a text begins like the name of an HLS file of any product and
 * version
 * ("HLS.L30.", "HLS-VI.S30.", "HLS.M30.", ...).
 *
 * Allocates nothing: GDAL calls it for every file.
 */
bool LooksLikeAssetName(std::string_view fileName) noexcept;

/** The part of a path or URL after its last '/' or '\\', without what follows
 * a '?'. Allocates nothing. */
std::string_view LastPathComponent(std::string_view path) noexcept;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_ASSET_NAME_H
