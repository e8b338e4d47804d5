// SPDX-License-Identifier: MIT
// A tile's UTM zone is recognised in headers of all years.

#include "driver/files/header_crs.h"

#include "vsi/base/gdal_compat.h"
#include "tests/support/hls_files.h"

#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;

namespace
{

HeaderCrs Describe(const std::string &path, const char *tile)
{
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_ReadOnly);
    const HeaderCrs crs =
        DescribeHeaderCrs(*GDALDataset::FromHandle(dataset), path, tile);
    GDALClose(dataset);
    return crs;
}

HeaderCrs DescribeEpsg(int epsg, const char *tile)
{
    GDALAllRegister();
    FileOptions options;
    options.epsg = epsg;
    return Describe(WriteFile("/vsimem/header_crs", 0, options), tile);
}

/** The CRS text of files of 2021: neither an EPSG code nor a datum. */
constexpr const char *kUnnamed =
    "PROJCS[\"UTM Zone 13, Northern Hemisphere\",GEOGCS[\"Unknown datum based "
    "upon the WGS 84 ellipsoid\",DATUM[\"Not specified (based on WGS 84 "
    "spheroid)\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM["
    "\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION["
    "\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER["
    "\"central_meridian\",-105],PARAMETER[\"scale_factor\",0.9996],PARAMETER["
    "\"false_easting\",500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\","
    "1]]";

}  // namespace

TEST(HeaderCrsTest, TheTilesZoneIsRecognisedByMeaning)
{
    EXPECT_EQ(DescribeEpsg(32613, "13TGF").epsg, 32613);
    const std::string path = WriteFile("/vsimem/header_crs", 1);
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_Update);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(kUnnamed);
    GDALSetSpatialRef(dataset, srs);
    OSRDestroySpatialReference(srs);
    GDALClose(dataset);
    EXPECT_EQ(Describe(path, "13TGF").epsg, 32613);
}

TEST(HeaderCrsTest, AnythingElseIsNotTheTilesZone)
{
    EXPECT_EQ(DescribeEpsg(32613, "14TGF").epsg, 32613);
    EXPECT_EQ(DescribeEpsg(32713, "13TGF").epsg, 32713);
    // NAD 83, 2 m off: another ellipsoid.
    EXPECT_EQ(DescribeEpsg(26913, "13TGF").epsg, 26913);
    EXPECT_EQ(DescribeEpsg(4326, "13TGF").epsg, 4326);
}

TEST(HeaderCrsTest, WhatIsRememberedDependsOnTheKeysAndTheZone)
{
    // In the second round all is remembered from the first.
    for (int round = 0; round < 2; ++round)
    {
        EXPECT_EQ(DescribeEpsg(32613, "13TGF").epsg, 32613);
        EXPECT_EQ(DescribeEpsg(32614, "13TGF").epsg, 32614);
        EXPECT_EQ(DescribeEpsg(32614, "14TGF").epsg, 32614);
    }
}
