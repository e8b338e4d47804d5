// SPDX-License-Identifier: MIT
// Rows of STAC items become links and facts, whatever driver has the table.
//
// Many builds of GDAL have no Parquet driver, so tables of GeoJSON stand for
// Parquet files here: their fields have the same names and types.

#include "driver/inputs/stac_parquet.h"

#include "driver/inputs/read_input.h"
#include "vsi/base/error_capture.h"

#include "cpl_vsi.h"
#include "gdal_priv.h"
#include "ogrsf_frmts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#define GRANULE "HLS.L30.T19LDD.2022165T144027.v2.0"

namespace hlsts
{
namespace
{

using testing::HasSubstr;
using testing::IsEmpty;

void WriteFile(const char *path, const std::string &bytes)
{
    VSILFILE *const file = VSIFOpenL(path, "wb");
    VSIFWriteL(bytes.data(), 1, bytes.size(), file);
    VSIFCloseL(file);
}

/** Reads a table whose rows have these properties. */
Result<ParsedInput> ReadRows(const std::string &rows)
{
    constexpr const char *kPath = "/vsimem/rows.geojson";
    WriteFile(kPath,
              R"({"type": "FeatureCollection", "features": [)" + rows + "]}");
    GDALAllRegister();
    const char *const drivers[] = {"GeoJSON", nullptr};
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(kPath, GDAL_OF_VECTOR, drivers));
    const auto input = ReadStacLayer(*dataset->GetLayer(0));
    VSIUnlink(kPath);
    return input;
}

std::string Row(const std::string &properties)
{
    return R"({"type": "Feature", "geometry": null, "properties": {)" +
           properties + "}}";
}

std::string WhyRefused(const Result<ParsedInput> &input)
{
    return input ? "not refused" : input.GetError().message;
}

TEST(StacParquet, RowsHaveLinksAndFacts)
{
    const auto input = ReadRows(
        Row(R"("id": ")" GRANULE R"(", "datetime": "2022-06-14T14:40:51.6Z",
               "start_datetime": "2022-06-14T16:40:27.711+02:00",
               "platform": "LANDSAT-9", "eo:cloud_cover": 73,
               "assets.red.href": "s3://b/)" GRANULE R"(.B04.tif",
               "assets.red.title": "Red",
               "assets.red.alternate.s3.href": "s3://c/)" GRANULE R"(.B04.tif",
               "assets.fmask.href": "s3://b/)" GRANULE R"(.Fmask.tif")") +
        "," + Row(R"("id": "another", "datetime": "2022-06-15T00:00:00Z",
               "assets.red.href": null,
               "assets.blue.href": "HLS.S30.T19LDD.2022166T144741.v2.0.B02.tif"
               )"));
    ASSERT_TRUE(input) << input.GetError().message;
    ASSERT_EQ(input->candidates.size(), 3u);
    EXPECT_EQ(input->candidates[0].text, "s3://b/" GRANULE ".B04.tif");
    EXPECT_EQ(input->candidates[1].text, "s3://b/" GRANULE ".Fmask.tif");
    EXPECT_EQ(input->candidates[2].text,
              "HLS.S30.T19LDD.2022166T144741.v2.0.B02.tif");
    const SceneFacts &facts = input->scenes.at(GRANULE);
    EXPECT_EQ(facts.cloudCover, 73);
    EXPECT_EQ(facts.sensingTime, 1655217627);
    EXPECT_EQ(facts.platform, "landsat-9");
    const SceneFacts &others =
        input->scenes.at("HLS.S30.T19LDD.2022166T144741.v2.0");
    EXPECT_FALSE(others.cloudCover);
    EXPECT_EQ(others.sensingTime, 1655251200);
    EXPECT_THAT(input->warnings, IsEmpty());
}

TEST(StacParquet, TimesMayBeTexts)
{
    const auto input =
        ReadRows(Row(R"("id": ")" GRANULE R"(", "datetime": "on a day in June",
               "assets.B04.href": ")" GRANULE R"(.B04.tif")"));
    ASSERT_TRUE(input) << input.GetError().message;
    ASSERT_EQ(input->warnings.size(), 1u);
    EXPECT_THAT(input->warnings[0], HasSubstr("row 1 (" GRANULE ")"));
}

TEST(StacParquet, OtherTablesAreTold)
{
    EXPECT_THAT(WhyRefused(ReadRows(Row(R"("href": "x", "name": "y")"))),
                HasSubstr("without columns assets.<name>.href"));
    EXPECT_THAT(WhyRefused(ReadRows(Row(R"("assets.B04.href": 1)"))),
                HasSubstr("without columns assets.<name>.href"));
    EXPECT_THAT(WhyRefused(ReadRows(Row(R"("assets.B04.href": "")"))),
                HasSubstr("a link of it, row 1, is empty"));
}

TEST(StacParquet, FileIsToldByItsFirstBytes)
{
    EXPECT_TRUE(IsParquet("PAR1\x15"));
    EXPECT_FALSE(IsParquet("PAR"));
    EXPECT_FALSE(IsParquet("s3://b"));
}

// Whether GDAL has a driver for it or not, it is not taken for a text.
TEST(StacParquet, DamagedFileIsOneError)
{
    GDALAllRegister();
    constexpr const char *kPath = "/vsimem/damaged.parquet";
    WriteFile(kPath, "PAR1 and no more");
    const ErrorCapture errors;
    const auto input = ReadInput(kPath);
    VSIUnlink(kPath);
    ASSERT_FALSE(input);
    EXPECT_THAT(input.GetError().message,
                HasSubstr(GDALGetDriverByName("Parquet")
                              ? "damaged.parquet: GDAL's Parquet driver can't "
                                "open it: "
                              : "damaged.parquet: it is a Parquet file, and "
                                "this GDAL has no driver for those. Use a "
                                "GDAL"));
    EXPECT_TRUE(errors.GetErrors().empty());
}

}  // namespace
}  // namespace hlsts
