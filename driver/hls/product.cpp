// SPDX-License-Identifier: MIT
// The tables of products and of bands: how files are named, what each measures,
// and how it is stored.

#include "driver/hls/product.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <iterator>

namespace hlsts
{

namespace
{

// One function for each kind of quantity makes the rows of that kind, so that
// the table below shows only in what they differ.

constexpr char kSurface[] = "surface_bidirectional_reflectance";
constexpr char kTopOfAtmosphere[] = "toa_bidirectional_reflectance";

constexpr Band Reflectance(const char *name, const char *l30, const char *s30,
                           const char *longName, double l30Wavelength,
                           double s30Wavelength,
                           const char *standardName = kSurface)
{
    return Band{name,          l30,  s30,      GDT_Int16,    0.0001,
                -9999,         "",   longName, standardName, l30Wavelength,
                s30Wavelength, false};
}

constexpr Band Thermal(const char *name, const char *l30, const char *longName,
                       double wavelength)
{
    return Band{name,
                l30,
                nullptr,
                GDT_Int16,
                0.01,
                -9999,
                "degree_Celsius",
                longName,
                "toa_brightness_temperature",
                wavelength,
                0,
                false};
}

constexpr Band Angle(const char *name, const char *product,
                     const char *longName, const char *standardName)
{
    return Band{name,     product,  product,      GDT_UInt16, 0.01, 40000,
                "degree", longName, standardName, 0,          0,    false};
}

constexpr Band Index(const char *name, const char *product,
                     const char *longName, double scale = 0.0001,
                     const char *standardName = "")
{
    return Band{name, product,  product,      GDT_Int16, scale, -19999,
                "",   longName, standardName, 0,         0,     true};
}

// clang-format off
constexpr Band kBands[] = {
    Reflectance("coastal", "B01", "B01", "Coastal aerosol", 0.44, 0.4439),
    Reflectance("blue", "B02", "B02", "Blue", 0.48, 0.4966),
    Reflectance("green", "B03", "B03", "Green", 0.56, 0.56),
    Reflectance("red", "B04", "B04", "Red", 0.65, 0.6645),
    Reflectance("rededge1", nullptr, "B05", "Red edge 1", 0, 0.7039),
    Reflectance("rededge2", nullptr, "B06", "Red edge 2", 0, 0.7402),
    Reflectance("rededge3", nullptr, "B07", "Red edge 3", 0, 0.7825),
    Reflectance("nir_broad", nullptr, "B08", "Near infrared (broad)", 0, 0.8351),
    Reflectance("nir", "B05", "B8A", "Near infrared (narrow)", 0.86, 0.8648),
    Reflectance("swir1", "B06", "B11", "Shortwave infrared 1", 1.6, 1.6137),
    Reflectance("swir2", "B07", "B12", "Shortwave infrared 2", 2.2, 2.2202),
    // Neither of these two is corrected for the atmosphere.
    Reflectance("water_vapor", nullptr, "B09", "Water vapor", 0, 0.945, kTopOfAtmosphere),
    Reflectance("cirrus", "B09", "B10", "Cirrus", 1.37, 1.3735, kTopOfAtmosphere),
    Thermal("tir1", "B10", "Thermal infrared 1", 10.9),
    Thermal("tir2", "B11", "Thermal infrared 2", 12.0),
    Band{"fmask", "Fmask", "Fmask", GDT_Byte, 1, 255, "", "Fmask quality bits", "", 0, 0, false},
    Angle("saa", "SAA", "Solar azimuth angle", "solar_azimuth_angle"),
    Angle("sza", "SZA", "Solar zenith angle", "solar_zenith_angle"),
    Angle("vaa", "VAA", "View azimuth angle", "sensor_azimuth_angle"),
    Angle("vza", "VZA", "View zenith angle", "sensor_zenith_angle"),
    Index("evi", "EVI", "Enhanced vegetation index"),
    Index("msavi", "MSAVI", "Modified soil-adjusted vegetation index"),
    Index("nbr", "NBR", "Normalized burn ratio"),
    Index("nbr2", "NBR2", "Normalized burn ratio 2"),
    Index("ndmi", "NDMI", "Normalized difference moisture index"),
    Index("ndvi", "NDVI", "Normalized difference vegetation index", 0.0001,
          "normalized_difference_vegetation_index"),
    Index("ndwi", "NDWI", "Normalized difference water index"),
    Index("savi", "SAVI", "Soil-adjusted vegetation index"),
    Index("tvi", "TVI", "Triangular vegetation index", 0.01),
};

constexpr Product kProducts[] = {
    {"HLS", Sensor::L30, "v2.0", BandKind::Measured, ReadSceneFields, &Band::l30, SouthernZones::Northern},
    {"HLS", Sensor::S30, "v2.0", BandKind::Measured, ReadSceneFields, &Band::s30, SouthernZones::Northern},
    {"HLS-VI", Sensor::L30, "v2.0", BandKind::Indices, ReadSceneFields, &Band::l30, SouthernZones::Northern},
    {"HLS-VI", Sensor::S30, "v2.0", BandKind::Indices, ReadSceneFields, &Band::s30, SouthernZones::Northern},
};

// clang-format on

/** The name of a band in files of a product; nullptr where it has none. */
const char *NameInProduct(const Band &band, const Product &product)
{
    const BandKind kind =
        band.isVegetationIndex ? BandKind::Indices : BandKind::Measured;
    const bool isOfKind =
        product.bandKind == BandKind::Any || product.bandKind == kind;
    return isOfKind ? band.*product.bandName : nullptr;
}

}  // namespace

const std::vector<Product> &ProductTable()
{
    // Never destroyed, as BandTable().
    static const auto &table =
        *new std::vector<Product>(std::begin(kProducts), std::end(kProducts));
    return table;
}

const std::vector<Sensor> &AllSensors()
{
    static const auto &sensors = *new std::vector<Sensor>(
        []
        {
            std::vector<Sensor> all;
            for (const Product &product : kProducts)
                if (std::find(all.begin(), all.end(), product.sensor) ==
                    all.end())
                    all.push_back(product.sensor);
            return all;
        }());
    return sensors;
}

const std::vector<Band> &BandTable()
{
    // Never destroyed: an array that outlives the end of main() may still
    // point to its band.
    static const auto &table =
        *new std::vector<Band>(std::begin(kBands), std::end(kBands));
    return table;
}

const Band *FindBand(const AssetName &asset)
{
    if (!asset.product)
        return nullptr;
    for (const Band &band : BandTable())
    {
        const char *name = NameInProduct(band, *asset.product);
        if (name && asset.productBand == name)
            return &band;
    }
    return nullptr;
}

const Band *FindBandByName(std::string_view name)
{
    for (const Band &band : BandTable())
    {
        if (EqualsIgnoringCase(name, band.name))
            return &band;
    }
    return nullptr;
}

std::vector<const Band *> FindBandsByProductName(std::string_view productBand)
{
    std::vector<const Band *> found;
    for (const Band &band : BandTable())
    {
        const bool isNamed = std::any_of(
            AllSensors().begin(), AllSensors().end(),
            [&](Sensor sensor)
            {
                const char *name = ProductBandName(band, sensor);
                return name && EqualsIgnoringCase(name, productBand);
            });
        if (isNamed)
            found.push_back(&band);
    }
    return found;
}

std::vector<const Band *> InTableOrder(const std::set<const Band *> &bands)
{
    std::vector<const Band *> ordered;
    for (const Band &band : BandTable())
        if (bands.count(&band))
            ordered.push_back(&band);
    return ordered;
}

const char *ProductBandName(const Band &band, Sensor sensor)
{
    for (const Product &product : ProductTable())
        if (product.sensor == sensor)
            if (const char *name = NameInProduct(band, product))
                return name;
    return nullptr;
}

}  // namespace hlsts
