// SPDX-License-Identifier: MIT
// Small GeoTIFFs in memory that look like files of an HLS tile.

#ifndef HLSTS_TESTS_SUPPORT_HLS_FILES_H
#define HLSTS_TESTS_SUPPORT_HLS_FILES_H

#include "driver/series/collection.h"
#include "driver/hls/grid.h"

#include "cpl_string.h"
#include "cpl_vsi.h"
#include "gdal.h"
#include "ogr_srs_api.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hlsts_test
{

/** Width and height of a file, in pixels. */
constexpr int kSize = 64;

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
};

/** The name of a file of granule number `granule`, 0 to 89. */
inline std::string FileName(int granule, const std::string &band = "B04")
{
    return "HLS.L30.T13TGF.20211" + std::to_string(10 + granule) +
           "T172406.v2.0." + band + ".tif";
}

/** Writes the B04 of granule number `granule` and returns its path. */
inline std::string WriteFile(const std::string &folder, int granule,
                             const FileOptions &options = {})
{
    const std::string path = folder + "/" + FileName(granule);
    const CPLStringList creation(
        CSLTokenizeString2("TILED=YES,BLOCKXSIZE=16,BLOCKYSIZE=16,"
                           "COMPRESS=DEFLATE,PREDICTOR=2",
                           ",", 0));
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path.c_str(), options.size,
                   options.size, 1, options.type, creation.List());
    double transform[] = {699960 + options.originShift, 30, 0, 4600020, 0, -30};
    GDALSetGeoTransform(dataset, transform);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(nullptr);
    OSRImportFromEPSG(srs, options.epsg);
    GDALSetSpatialRef(dataset, srs);
    OSRDestroySpatialReference(srs);
    std::vector<std::int16_t> row(static_cast<std::size_t>(options.size));
    for (int y = 0; y < options.size; ++y)
    {
        for (int x = 0; x < options.size; ++x)
            row[static_cast<std::size_t>(x)] = PixelAt(granule, y, x);
        EXPECT_EQ(GDALRasterIO(GDALGetRasterBand(dataset, 1), GF_Write, 0, y,
                               options.size, 1, row.data(), options.size, 1,
                               GDT_Int16, 0, 0),
                  CE_None);
    }
    GDALClose(dataset);
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

/** The link of a file of a granule, in line `granule` + 1. */
inline hlsts::Link LinkTo(const std::string &folder, int granule,
                          const std::string &band = "B04")
{
    hlsts::Link link;
    link.text = FileName(granule, band);
    link.path = folder + "/" + link.text;
    link.line = granule + 1;
    link.isLocal = true;
    link.asset = *hlsts::ParseAssetName(link.text);
    return link;
}

}  // namespace hlsts_test

#endif  // HLSTS_TESTS_SUPPORT_HLS_FILES_H
