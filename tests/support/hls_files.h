// SPDX-License-Identifier: MIT
// Small GeoTIFFs in memory that look like files of an HLS tile.

#ifndef HLSTS_TESTS_SUPPORT_HLS_FILES_H
#define HLSTS_TESTS_SUPPORT_HLS_FILES_H

#include "tests/support/links.h"

#include "cpl_string.h"
#include "cpl_vsi.h"
#include "gdal.h"
#include "ogr_srs_api.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hlsts_test
{

/** Width and height of a file, in pixels. */
constexpr int kSize = 64;

/** Rows and columns of its blocks. */
constexpr int kBlock = 16;

/** The stored value at a place: differs in every granule, row and column. */
inline std::int16_t PixelAt(int granule, int row, int column)
{
    return static_cast<std::int16_t>(granule * 5000 + row * 70 + column);
}

/** How a file differs from the others. */
struct FileOptions
{
    double originShift = 0;
    int epsg = 32613;
    GDALDataType type = GDT_Int16;
    int size = kSize;
    double northShift = 0;
    std::optional<double> noData{};
    /** Overviews by their factor, made by GDAL's nearest neighbour. */
    std::vector<int> overviewFactors{};
};

/** A stored value by row and column. */
using PixelFunction = std::function<double(int row, int column)>;

/** Writes a file in the grid of 13TGF, but smaller. */
inline void WriteImage(const std::string &path, const FileOptions &options,
                       const PixelFunction &pixelAt)
{
    const CPLStringList creation(
        CSLTokenizeString2("TILED=YES,BLOCKXSIZE=16,BLOCKYSIZE=16,"
                           "COMPRESS=DEFLATE,PREDICTOR=2",
                           ",", 0));
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path.c_str(), options.size,
                   options.size, 1, options.type, creation.List());
    ASSERT_NE(dataset, nullptr) << path;
    double transform[] = {699960 + options.originShift, 30, 0,
                          4600020 + options.northShift, 0,  -30};
    GDALSetGeoTransform(dataset, transform);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(nullptr);
    OSRImportFromEPSG(srs, options.epsg);
    GDALSetSpatialRef(dataset, srs);
    OSRDestroySpatialReference(srs);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    if (options.noData)
        GDALSetRasterNoDataValue(band, *options.noData);
    std::vector<double> row(static_cast<std::size_t>(options.size));
    for (int y = 0; y < options.size; ++y)
    {
        for (int x = 0; x < options.size; ++x)
            row[static_cast<std::size_t>(x)] = pixelAt(y, x);
        EXPECT_EQ(GDALRasterIO(band, GF_Write, 0, y, options.size, 1,
                               row.data(), options.size, 1, GDT_Float64, 0, 0),
                  CE_None);
    }
    if (!options.overviewFactors.empty())
    {
        EXPECT_EQ(
            GDALBuildOverviews(dataset, "NEAREST",
                               static_cast<int>(options.overviewFactors.size()),
                               options.overviewFactors.data(), 0, nullptr,
                               nullptr, nullptr),
            CE_None);
    }
    GDALClose(dataset);
}

/** The name of a file of granule number `granule`, 0 to 89. */
inline std::string FileName(int granule, const std::string &band = "B04",
                            const std::string &tile = "13TGF")
{
    return "HLS.L30.T" + tile + ".20211" + std::to_string(10 + granule) +
           "T172406.v2.0." + band + ".tif";
}

/** Writes the B04 of granule number `granule` and returns its path. */
inline std::string WriteFile(const std::string &folder, int granule,
                             const FileOptions &options = {})
{
    const std::string path = folder + "/" + FileName(granule);
    WriteImage(path, options,
               [granule](int row, int column)
               { return PixelAt(granule, row, column); });
    return path;
}

inline void WriteText(const std::string &path, const std::string &text)
{
    VSILFILE *file = VSIFOpenL(path.c_str(), "wb");
    ASSERT_NE(file, nullptr) << path;
    EXPECT_EQ(VSIFWriteL(text.data(), 1, text.size(), file), text.size());
    VSIFCloseL(file);
}

/** Damages a file. The byte that is gone is of the last tile. */
inline void CutLastByte(const std::string &path)
{
    VSIStatBufL stat;
    ASSERT_EQ(VSIStatL(path.c_str(), &stat), 0) << path;
    VSILFILE *file = VSIFOpenL(path.c_str(), "r+b");
    ASSERT_NE(file, nullptr) << path;
    EXPECT_EQ(VSIFTruncateL(file, static_cast<vsi_l_offset>(stat.st_size) - 1),
              0);
    VSIFCloseL(file);
}

/** Makes a block of a file unreadable.
 *
 * @param column, row of the blocks. */
inline void DamageBlock(const std::string &path, int column, int row)
{
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_ReadOnly);
    ASSERT_NE(dataset, nullptr) << path;
    const char *offset = GDALGetMetadataItem(
        GDALGetRasterBand(dataset, 1),
        CPLSPrintf("BLOCK_OFFSET_%d_%d", column, row), "TIFF");
    ASSERT_NE(offset, nullptr) << path;
    const auto place =
        static_cast<vsi_l_offset>(std::strtoull(offset, nullptr, 10));
    GDALClose(dataset);
    VSILFILE *file = VSIFOpenL(path.c_str(), "r+b");
    ASSERT_NE(file, nullptr) << path;
    const char nothing[16] = {};
    VSIFSeekL(file, place, SEEK_SET);
    EXPECT_EQ(VSIFWriteL(nothing, 1, sizeof(nothing), file), sizeof(nothing));
    VSIFCloseL(file);
}

/** The link of a file of a granule, in line `granule` + 1. */
inline hlsts::Link LinkTo(const std::string &folder, int granule,
                          const std::string &band = "B04",
                          const std::string &tile = "13TGF")
{
    hlsts::Link link =
        MakeLink(FileName(granule, band, tile), folder + "/", true);
    link.text = FileName(granule, band, tile);
    link.line = granule + 1;
    return link;
}

}  // namespace hlsts_test

#endif  // HLSTS_TESTS_SUPPORT_HLS_FILES_H
