// SPDX-License-Identifier: MIT
// What an HLS file name says: product, tile, time, version and band.

#ifndef HLSTS_DRIVER_HLS_ASSET_NAME_H
#define HLSTS_DRIVER_HLS_ASSET_NAME_H

#include "vsi/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace hlsts
{

/** The sensor family of an HLS product. */
enum class Sensor
{
    L30,  ///< Landsat 8 and 9 OLI/TIRS
    S30   ///< Sentinel-2 MSI
};

/** "L30" or "S30". */
const char *SensorName(Sensor sensor);

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

/** Parses the name of an HLS v2.0 file.
 *
 * Case matters, except that the extension may be .TIF.
 *
 * @param fileName the last component of a path or URL, without query.
 * @return the parts, or an error that begins with the name and says what is
 *   wrong with it: not HLS, another version than v2.0, no .tif of a band (a
 *   granule's .jpg or _stac.json), an impossible date. Does not check that the
 *   product has such a band (see product.h) or the tile exists (grid.h).
 */
Result<AssetName> ParseAssetName(std::string_view fileName);

/** Whether a text begins like the name of an HLS file of any version
 * ("HLS.L30.", "HLS.S30.", "HLS-VI.L30.", ...).
 *
 * Allocates nothing: GDAL calls it for every file.
 */
bool LooksLikeAssetName(std::string_view fileName) noexcept;

/** The part of a path or URL after its last '/' or '\\', without what follows
 * a '?'. Allocates nothing. */
std::string_view LastPathComponent(std::string_view path) noexcept;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_ASSET_NAME_H
