// SPDX-License-Identifier: MIT
// The bytes that stand for a file's CRS.

#include "driver/files/geokeys.h"

#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace hlsts;
using namespace hlsts_test;

namespace
{

std::string ReadAll(const std::string &path)
{
    vsi_l_offset size = 0;
    const GByte *bytes = VSIGetMemFileBuffer(path.c_str(), &size, FALSE);
    return {reinterpret_cast<const char *>(bytes),
            static_cast<std::size_t>(size)};
}

/** A file of the generator in some CRS and byte order. */
std::string HeaderOf(int epsg, const char *endianness = "LITTLE")
{
    GDALAllRegister();
    FileOptions options;
    options.epsg = epsg;
    const std::string path = WriteFile("/vsimem/geokeys", 0, options);
    const CPLStringList creation(
        CSLAddNameValue(nullptr, "ENDIANNESS", endianness));
    GDALDatasetH source = GDALOpen(path.c_str(), GA_ReadOnly);
    GDALClose(GDALCreateCopy(GDALGetDriverByName("GTiff"),
                             "/vsimem/geokeys/copy.tif", source, FALSE,
                             creation.List(), nullptr, nullptr));
    GDALClose(source);
    return ReadAll("/vsimem/geokeys/copy.tif");
}

}  // namespace

TEST(GeoKeysTest, DifferWithTheCrsAndWithNothingElse)
{
    const std::string utm13 = ExtractGeoKeys(HeaderOf(32613));
    EXPECT_THAT(utm13, testing::HasSubstr("34735:"));
    EXPECT_THAT(utm13, testing::HasSubstr("WGS 84 / UTM zone 13N"));
    EXPECT_EQ(utm13, ExtractGeoKeys(HeaderOf(32613)));
    EXPECT_NE(utm13, ExtractGeoKeys(HeaderOf(32614)));
    EXPECT_FALSE(ExtractGeoKeys(HeaderOf(32613, "BIG")).empty());
}

TEST(GeoKeysTest, NothingIsFoundWhereNothingIs)
{
    EXPECT_EQ(ExtractGeoKeys(""), "");
    EXPECT_EQ(ExtractGeoKeys("II*"), "");
    EXPECT_EQ(ExtractGeoKeys("PK\3\4 not a TIFF"), "");
    // Keys that begin within the header but don't end there.
    const std::string header = HeaderOf(32613);
    const std::size_t name = header.find("WGS 84 / UTM");
    ASSERT_NE(name, std::string::npos);
    EXPECT_EQ(ExtractGeoKeys(header.substr(0, name + 5)), "");
}

TEST(GeoKeysTest, TagsThatRepeatAreNoKeys)
{
    std::string header("II*\0\x08\0\0\0\x02\0", 10);
    for (int i = 0; i < 2; ++i)
        header += std::string("\xB1\x87\x02\0\x08\0\0\0\0\0\0\0", 12);
    EXPECT_EQ(ExtractGeoKeys(header), "");
    EXPECT_EQ(ExtractGeoKeys(header.replace(8, 1, "\x01")).size(), 16u);
}

TEST(GeoKeysTest, SurvivesAnyBytes)
{
    const std::string header = HeaderOf(32613).substr(0, 2048);
    std::mt19937 random(1);
    for (int round = 0; round < 20000; ++round)
    {
        std::string bytes = header.substr(0, random() % header.size());
        for (int i = 0; i < 8 && bytes.size() > 4; ++i)
            bytes[4 + random() % (bytes.size() - 4)] =
                static_cast<char>(random());
        EXPECT_LE(ExtractGeoKeys(bytes).size(), 1000000u);
    }
}
