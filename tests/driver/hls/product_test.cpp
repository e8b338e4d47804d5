// SPDX-License-Identifier: MIT
// The band table: every band has one name for what it measures in both
// sensors, and one band number may have two meanings.

#include "driver/hls/product.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

AssetName MakeAsset(Sensor sensor, const std::string &band,
                    bool isVegetationIndex = false)
{
    AssetName asset;
    for (const Product &product : ProductTable())
        if (product.sensor == sensor &&
            (product.bandKind == BandKind::Indices) == isVegetationIndex)
            asset.product = &product;
    asset.productBand = band;
    return asset;
}

std::vector<std::string> Names(const std::vector<const Band *> &bands)
{
    std::vector<std::string> names;
    for (const Band *band : bands)
        names.emplace_back(band->name);
    return names;
}

std::string NameOf(const AssetName &asset)
{
    const Band *band = FindBand(asset);
    return band == nullptr ? "none" : band->name;
}

TEST(BandTable, HasThePublicNamesInTheirOrder)
{
    std::vector<std::string> names;
    for (const Band &band : BandTable())
        names.emplace_back(band.name);
    EXPECT_THAT(names,
                ElementsAre("coastal", "blue", "green", "red", "rededge1",
                            "rededge2", "rededge3", "nir_broad", "nir", "swir1",
                            "swir2", "water_vapor", "cirrus", "tir1", "tir2",
                            "fmask", "saa", "sza", "vaa", "vza", "evi", "msavi",
                            "nbr", "nbr2", "ndmi", "ndvi", "ndwi", "savi",
                            "tvi"));
}

/** How the producers' programs write a band (docs/design.md, "Product table").
 */
struct Storage
{
    const char *name;
    const char *l30;
    const char *s30;
    GDALDataType dataType;
    double scale;
    double noData;
    const char *unit;
};

TEST(BandTable, HasTheStorageOfTheProducts)
{
    const Storage rows[] = {
        {"coastal", "B01", "B01", GDT_Int16, 0.0001, -9999, ""},
        {"blue", "B02", "B02", GDT_Int16, 0.0001, -9999, ""},
        {"green", "B03", "B03", GDT_Int16, 0.0001, -9999, ""},
        {"red", "B04", "B04", GDT_Int16, 0.0001, -9999, ""},
        {"rededge1", "", "B05", GDT_Int16, 0.0001, -9999, ""},
        {"rededge2", "", "B06", GDT_Int16, 0.0001, -9999, ""},
        {"rededge3", "", "B07", GDT_Int16, 0.0001, -9999, ""},
        {"nir_broad", "", "B08", GDT_Int16, 0.0001, -9999, ""},
        {"nir", "B05", "B8A", GDT_Int16, 0.0001, -9999, ""},
        {"swir1", "B06", "B11", GDT_Int16, 0.0001, -9999, ""},
        {"swir2", "B07", "B12", GDT_Int16, 0.0001, -9999, ""},
        {"water_vapor", "", "B09", GDT_Int16, 0.0001, -9999, ""},
        {"cirrus", "B09", "B10", GDT_Int16, 0.0001, -9999, ""},
        {"tir1", "B10", "", GDT_Int16, 0.01, -9999, "degree_Celsius"},
        {"tir2", "B11", "", GDT_Int16, 0.01, -9999, "degree_Celsius"},
        {"fmask", "Fmask", "Fmask", GDT_Byte, 1, 255, ""},
        {"saa", "SAA", "SAA", GDT_UInt16, 0.01, 40000, "degree"},
        {"sza", "SZA", "SZA", GDT_UInt16, 0.01, 40000, "degree"},
        {"vaa", "VAA", "VAA", GDT_UInt16, 0.01, 40000, "degree"},
        {"vza", "VZA", "VZA", GDT_UInt16, 0.01, 40000, "degree"},
        {"evi", "EVI", "EVI", GDT_Int16, 0.0001, -19999, ""},
        {"nbr2", "NBR2", "NBR2", GDT_Int16, 0.0001, -19999, ""},
        {"tvi", "TVI", "TVI", GDT_Int16, 0.01, -19999, ""},
    };
    for (const Storage &row : rows)
    {
        const Band *band = FindBandByName(row.name);
        ASSERT_NE(band, nullptr) << row.name;
        EXPECT_STREQ(band->l30 ? band->l30 : "", row.l30) << row.name;
        EXPECT_STREQ(band->s30 ? band->s30 : "", row.s30) << row.name;
        EXPECT_EQ(band->dataType, row.dataType) << row.name;
        EXPECT_DOUBLE_EQ(band->scale, row.scale) << row.name;
        EXPECT_DOUBLE_EQ(band->noData, row.noData) << row.name;
        EXPECT_STREQ(band->unit, row.unit) << row.name;
    }
}

TEST(BandTable, HasNamesForPeopleAndForCf)
{
    const struct
    {
        const char *name;
        const char *longName;
        const char *standardName;
    } rows[] = {
        {"red", "Red", "surface_bidirectional_reflectance"},
        {"cirrus", "Cirrus", "toa_bidirectional_reflectance"},
        {"water_vapor", "Water vapor", "toa_bidirectional_reflectance"},
        {"tir1", "Thermal infrared 1", "toa_brightness_temperature"},
        {"fmask", "Fmask quality bits", ""},
        {"saa", "Solar azimuth angle", "solar_azimuth_angle"},
        {"sza", "Solar zenith angle", "solar_zenith_angle"},
        {"vaa", "View azimuth angle", "sensor_azimuth_angle"},
        {"vza", "View zenith angle", "sensor_zenith_angle"},
        {"ndvi", "Normalized difference vegetation index",
         "normalized_difference_vegetation_index"},
        {"evi", "Enhanced vegetation index", ""},
    };

    for (const auto &row : rows)
    {
        const Band *band = FindBandByName(row.name);
        ASSERT_NE(band, nullptr) << row.name;
        EXPECT_STREQ(band->longName, row.longName) << row.name;
        EXPECT_STREQ(band->standardName, row.standardName) << row.name;
    }
}

TEST(BandTable, HasNoGapsAndNoDoubles)
{
    std::set<std::string> names;
    std::set<std::string> products[2];
    for (const Band &band : BandTable())
    {
        EXPECT_TRUE(names.insert(band.name).second) << band.name;
        EXPECT_GT(std::strlen(band.longName), 0u) << band.name;
        EXPECT_TRUE(band.l30 != nullptr || band.s30 != nullptr) << band.name;
        for (const Sensor sensor : {Sensor::L30, Sensor::S30})
        {
            const char *product = ProductBandName(band, sensor);
            if (product == nullptr)
                continue;
            auto &seen = products[sensor == Sensor::S30];
            EXPECT_TRUE(seen.insert(product).second) << band.name;
        }
        const bool isReflectance = std::strstr(band.standardName, "reflect");
        EXPECT_EQ(band.l30Wavelength > 0,
                  (isReflectance || band.s30 == nullptr) && band.l30 != nullptr)
            << band.name;
        EXPECT_EQ(band.s30Wavelength > 0, isReflectance && band.s30 != nullptr)
            << band.name;
    }
    EXPECT_EQ(products[0].size(), 10u + 5u + 9u);
    EXPECT_EQ(products[1].size(), 13u + 5u + 9u);
}

TEST(FindBand, GivesOneBandNumberItsMeaningPerSensor)
{
    const struct
    {
        const char *product;
        const char *l30;
        const char *s30;
    } rows[] = {
        {"B04", "red", "red"},
        {"B05", "nir", "rededge1"},
        {"B06", "swir1", "rededge2"},
        {"B07", "swir2", "rededge3"},
        {"B08", "none", "nir_broad"},
        {"B8A", "none", "nir"},
        {"B09", "cirrus", "water_vapor"},
        {"B10", "tir1", "cirrus"},
        {"B11", "tir2", "swir1"},
        {"B12", "none", "swir2"},
        {"Fmask", "fmask", "fmask"},
        {"fmask", "none", "none"},
        {"B13", "none", "none"},
        {"", "none", "none"},
    };

    for (const auto &row : rows)
    {
        EXPECT_EQ(NameOf(MakeAsset(Sensor::L30, row.product)), row.l30);
        EXPECT_EQ(NameOf(MakeAsset(Sensor::S30, row.product)), row.s30);
    }
}

TEST(FindBand, KeepsTheTwoCollectionsApart)
{
    EXPECT_EQ(NameOf(MakeAsset(Sensor::L30, "NDVI", true)), "ndvi");
    EXPECT_EQ(NameOf(MakeAsset(Sensor::S30, "TVI", true)), "tvi");
    EXPECT_EQ(NameOf(MakeAsset(Sensor::L30, "NDVI", false)), "none");
    EXPECT_EQ(NameOf(MakeAsset(Sensor::L30, "B04", true)), "none");
}

TEST(FindBandsByProductName, ShowsEveryMeaning)
{
    EXPECT_THAT(Names(FindBandsByProductName("B04")), ElementsAre("red"));
    EXPECT_THAT(Names(FindBandsByProductName("B05")),
                ElementsAre("rededge1", "nir"));
    EXPECT_THAT(Names(FindBandsByProductName("B09")),
                ElementsAre("water_vapor", "cirrus"));
    EXPECT_THAT(Names(FindBandsByProductName("B10")),
                ElementsAre("cirrus", "tir1"));
    EXPECT_THAT(Names(FindBandsByProductName("B11")),
                ElementsAre("swir1", "tir2"));
    EXPECT_THAT(Names(FindBandsByProductName("B8A")), ElementsAre("nir"));
    EXPECT_THAT(Names(FindBandsByProductName("Fmask")), ElementsAre("fmask"));
    EXPECT_THAT(Names(FindBandsByProductName("VZA")), ElementsAre("vza"));
    EXPECT_THAT(Names(FindBandsByProductName("NDVI")), ElementsAre("ndvi"));
    EXPECT_THAT(Names(FindBandsByProductName("b8a")), ElementsAre("nir"));
    EXPECT_THAT(Names(FindBandsByProductName("FMASK")), ElementsAre("fmask"));
    EXPECT_THAT(FindBandsByProductName("red"), IsEmpty());
}

TEST(FindBandByName, TakesAnyCase)
{
    ASSERT_NE(FindBandByName("red"), nullptr);
    EXPECT_EQ(FindBandByName("red"), FindBand(MakeAsset(Sensor::L30, "B04")));
    EXPECT_EQ(FindBandByName("Red"), FindBandByName("red"));
    EXPECT_EQ(FindBandByName("NIR_BROAD"), FindBandByName("nir_broad"));
    EXPECT_EQ(FindBandByName("B04"), nullptr);
    EXPECT_EQ(FindBandByName(""), nullptr);
}

}  // namespace
}  // namespace hlsts
