// SPDX-License-Identifier: MIT
// The tables of products and of bands: how files are named, what each measures,
// and how it is stored.

#ifndef HLSTS_DRIVER_HLS_PRODUCT_H
#define HLSTS_DRIVER_HLS_PRODUCT_H

#include "driver/hls/asset_name.h"
#include "driver/hls/grid.h"

#include "gdal.h"

#include <set>
#include <string_view>
#include <vector>

namespace hlsts
{

/** One measured quantity, under one name for both sensors.
 *
 * Strings are literals that live for the process; rows are immutable.
 * Source of the constants: HLS v2.0 producers' code and files, see
 * docs/design.md, "Product table".
 */
struct Band
{
    /** Array name, e.g. red, nir, fmask. */
    const char *name;
    /** File band name in L30 and in S30, or nullptr where it isn't measured. */
    const char *l30;
    const char *s30;
    GDALDataType dataType;
    /** physical value = stored value * scale + offset (offset is 0 in HLS). */
    double scale;
    double noData;
    /** UDUNITS spelling: "degree_Celsius", "degree"; "" for what has none,
     * reflectance too: rioxarray makes a list of the units of the bands, which
     * xarray can't write to every netCDF file. */
    const char *unit;
    /** For people, e.g. "Red". */
    const char *longName;
    /** CF standard name, or "" where CF has none. */
    const char *standardName;
    /** Centre wavelength in micrometres per sensor, 0 where it has none. */
    double l30Wavelength;
    double s30Wavelength;
    /** Whether the product is of the HLS-VI collection. */
    bool isVegetationIndex;
};

/** Which rows of the band table a product's files are of. */
enum class BandKind
{
    Measured,  ///< reflectance, temperature, quality, angles
    Indices,   ///< vegetation indices
    Any
};

/** A product of one version: how its files are named, which bands they hold and
 * where their grids lie. One row of the product table; its strings are
 * literals.
 */
struct Product
{
    /** How names begin: HLS or HLS-VI. */
    const char *collection;
    /** What follows in names, and what the metadata item SENSOR says. */
    Sensor sensor;
    /** v2.0 */
    std::string_view version;
    BandKind bandKind;
    /** The pattern of what stands between the token and the version: sets tile
     * and time, or says what is wrong. */
    Status (*readFields)(std::string_view fields, AssetName &asset);
    /** The column of the band table that has this product's band names. */
    const char *Band::*bandName;
    /** The CRS of tiles in the south. */
    SouthernZones southernZones;
};

/** All products that are understood, a row for each version. Rows live as long
 * as the process. Safe for concurrent use. */
const std::vector<Product> &ProductTable();

/** The sensors of the product table, each once. */
const std::vector<Sensor> &AllSensors();

/** Storage layout of the GeoTIFFs of HLS v2.0, as six of NASA's files have it
 * (docs/design.md, "Product table"). Vegetation indices have strips and no
 * overviews. */
constexpr int kTileSize = 3660;          ///< pixels per side
constexpr int kBlockSize = 256;          ///< pixels per side of a block
constexpr int kOverviewBlockSize = 128;  ///< the same in overviews
constexpr int kOverviewSizes[] = {1830, 915, 458, 229};

/** All bands, in the order in which they are presented. Rows live as long as
 * the process, so pointers to them may be stored and compared. Safe for
 * concurrent use. */
const std::vector<Band> &BandTable();

/** The band that a file's name stands for in its product, or nullptr. The case
 * matters, as it does in names of objects. */
const Band *FindBand(const AssetName &asset);

/** The band of that array name ("red", in any case), or nullptr. */
const Band *FindBandByName(std::string_view name);

/** All bands that a product's band name ("B05", "Fmask", "NDVI", in any case)
 * stands for in any sensor: none, one, or two when it is ambiguous. */
std::vector<const Band *> FindBandsByProductName(std::string_view productBand);

/** Bands, rows of the band table, in its order. */
std::vector<const Band *> InTableOrder(const std::set<const Band *> &bands);

/** The product's own name of a band for a sensor, or nullptr. */
const char *ProductBandName(const Band &band, Sensor sensor);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_PRODUCT_H
