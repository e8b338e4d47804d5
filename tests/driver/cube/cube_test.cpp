// SPDX-License-Identifier: MIT
// What a cube takes from names, and what from the headers of local files.

#include "driver/cube/cube.h"

#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace hlsts;
using namespace hlsts_test;
using testing::AllOf;
using testing::HasSubstr;

namespace
{

constexpr char kB04[] = "B04";  // red
constexpr char kB05[] = "B05";  // nir

// Indices of the cube's arrays
constexpr std::size_t kRed = 0;
constexpr std::size_t kNir = 1;

/** Two times, each with red and nir as local files. */
class CubeTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
    }

    void SetUp() override
    {
        m_folder =
            std::string("/vsimem/cube-") +
            testing::UnitTest::GetInstance()->current_test_info()->name();
        for (int i = 0; i < 2; ++i)
        {
            WriteFile(m_folder, i);
            CPLCopyFile(PathOf(i, kB05).c_str(), PathOf(i, kB04).c_str());
        }
    }

    void TearDown() override
    {
        VSIRmdirRecursive(m_folder.c_str());
    }

    std::string PathOf(int granule, const char *band) const
    {
        return m_folder + "/" + FileName(granule, band);
    }

    /** Writes something else than a GeoTIFF into a file. */
    void Damage(int granule, const char *band) const
    {
        WriteText(PathOf(granule, band), "nothing");
    }

    /** Gives a file another nodata value. */
    void SetNoData(int granule, const char *band, double value) const
    {
        GDALDatasetH dataset =
            GDALOpen(PathOf(granule, band).c_str(), GA_Update);
        ASSERT_NE(dataset, nullptr);
        GDALSetRasterNoDataValue(GDALGetRasterBand(dataset, 1), value);
        GDALClose(dataset);
    }

    /** Gives a file a scale and an offset. */
    void SetScale(int granule, const char *band, double scale,
                  double offset) const
    {
        GDALDatasetH dataset =
            GDALOpen(PathOf(granule, band).c_str(), GA_Update);
        ASSERT_NE(dataset, nullptr);
        GDALSetRasterScale(GDALGetRasterBand(dataset, 1), scale);
        GDALSetRasterOffset(GDALGetRasterBand(dataset, 1), offset);
        GDALClose(dataset);
    }

    /** Opens the red file of a granule; returns why it can't be read. */
    static std::string WhyNotRead(const Cube &cube, std::size_t granule)
    {
        const auto source = cube.TakeSource(
            cube.GetSeries().granules[granule].assets[kRed], kRed);
        return source ? "" : source.GetError().message;
    }

    /** @param bandName the only band to look at, or empty. */
    Result<std::shared_ptr<const Cube>> OpenCube(const std::string &bandName)
    {
        std::vector<Link> links;
        for (int i = 0; i < 2; ++i)
            for (const char *band : {kB04, kB05})
            {
                links.push_back(LinkTo(m_folder, i, band));
                links.back().line = static_cast<int>(links.size());
            }
        const auto collection = Collection::Build("links.txt", links, {});
        EXPECT_TRUE(collection);
        const TileSeries &series = (*collection)->GetTiles().front();
        const Band *band = nullptr;
        if (!bandName.empty())
            band = *(*collection)->FindBand({&series}, bandName);
        return Cube::Open(*collection, series, {}, band);
    }

    std::string m_folder{};
};

/** The cube of a list with one file on a server. */
std::shared_ptr<const Cube> OpenRemote(const std::string &name)
{
    Link link;
    link.text = link.path = "/vsiearthdata/lp-prod-protected/" + name;
    link.asset = *ParseAssetName(name);
    const auto collection = Collection::Build("links.txt", {link}, {});
    EXPECT_TRUE(collection);
    return *Cube::Open(*collection, (*collection)->GetTiles().front(), {});
}

/** The blocks of an image of a tile's size that GDAL writes by default. */
PixelSize DefaultBlockSize(GDALDataType type)
{
    const char *path = "/vsimem/default-blocks.tif";
    const CPLStringList creation(
        CSLTokenizeString2("COMPRESS=DEFLATE,SPARSE_OK=YES", ",", 0));
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path, kTileSize, kTileSize, 1,
                   type, creation.List());
    PixelSize block;
    GDALGetBlockSize(GDALGetRasterBand(dataset, 1), &block.first,
                     &block.second);
    GDALClose(dataset);
    VSIUnlink(path);
    return block;
}

}  // namespace

TEST_F(CubeTest, LayoutOfRemoteFilesIsThatOfTheirWriter)
{
    const auto index =
        OpenRemote("HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif");
    const CubeArray &ndvi = index->GetArrays().front();
    EXPECT_EQ(ndvi.blockSize, DefaultBlockSize(ndvi.dataType));
    EXPECT_EQ(ndvi.blockSize, PixelSize(3660, 1));
    EXPECT_TRUE(ndvi.overviewSizes.empty());

    const auto main = OpenRemote("HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif");
    EXPECT_EQ(main->GetArrays().front().blockSize, PixelSize(256, 256));
}

TEST_F(CubeTest, DamagedFirstFileOfABandSparesTheOther)
{
    Damage(0, kB05);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetGrid().width, kSize);
    EXPECT_EQ((*cube)->GetArrays()[kRed].blockSize, PixelSize(16, 16));
    const auto &granules = (*cube)->GetSeries().granules;
    EXPECT_TRUE((*cube)->TakeSource(granules[0].assets[kRed], kRed));
    EXPECT_FALSE((*cube)->TakeSource(granules[0].assets[kNir], kNir));
}

TEST_F(CubeTest, DamagedFirstBandLeavesTheGridToTheNext)
{
    Damage(0, kB04);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetGrid().width, kSize);
}

TEST_F(CubeTest, WhereNoFileCanBeOpenedTheFirstIsNamed)
{
    Damage(0, kB04);
    Damage(0, kB05);
    const auto cube = OpenCube("");
    ASSERT_FALSE(cube);
    EXPECT_THAT(cube.GetError().message,
                AllOf(HasSubstr(FileName(0)), HasSubstr("line 1"),
                      testing::Not(HasSubstr(".."))));
}

TEST_F(CubeTest, OfOneBandOnlyItsFilesAreOpened)
{
    Damage(0, kB05);
    EXPECT_TRUE(OpenCube("red"));
    const auto nir = OpenCube("nir");
    ASSERT_FALSE(nir);
    EXPECT_THAT(nir.GetError().message,
                AllOf(HasSubstr("B05.tif"), HasSubstr("line 2")));
}

TEST_F(CubeTest, NoDataIsThatOfTheFirstFile)
{
    SetNoData(0, kB04, -32768);
    SetNoData(1, kB05, -9999);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetArrays()[kRed].noData, -32768);
    EXPECT_EQ((*cube)->GetArrays()[kNir].noData, -9999);
    // A file without a nodata value may be of any.
    EXPECT_TRUE((*cube)->TakeSource(
        (*cube)->GetSeries().granules[1].assets[kRed], kRed));
    EXPECT_TRUE((*cube)->TakeSource(
        (*cube)->GetSeries().granules[1].assets[kNir], kNir));
}

TEST_F(CubeTest, AnotherNoDataIsAnErrorWithBoth)
{
    SetNoData(0, kB04, -32768);
    SetNoData(1, kB04, -9999);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    const auto source = (*cube)->TakeSource(
        (*cube)->GetSeries().granules[1].assets[kRed], kRed);
    ASSERT_FALSE(source);
    EXPECT_THAT(source.GetError().message,
                AllOf(HasSubstr("-32768"), HasSubstr("-9999")));
}

TEST_F(CubeTest, ByteHasNoProductNoData)
{
    FileOptions options;
    options.type = GDT_Byte;
    WriteFile(m_folder, 0, options);
    const auto cube = OpenCube("red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetArrays()[kRed].dataType, GDT_Byte);
    EXPECT_FALSE((*cube)->GetArrays()[kRed].hasNoData);
}

TEST_F(CubeTest, NoDataOfFloatsIsNanOrWhatTheFileSays)
{
    FileOptions options;
    options.type = GDT_Float32;
    WriteFile(m_folder, 0, options);
    auto cube = OpenCube("red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_TRUE((*cube)->GetArrays()[kRed].hasNoData);
    EXPECT_TRUE(std::isnan((*cube)->GetArrays()[kRed].noData));

    // As ESRI writes it: not exactly a float.
    SetNoData(0, kB04, -3.4e38);
    cube = OpenCube("red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_TRUE((*cube)->GetArrays()[kRed].hasNoData);
    EXPECT_FLOAT_EQ(static_cast<float>((*cube)->GetArrays()[kRed].noData),
                    -3.4e38f);
}

TEST_F(CubeTest, ScaleAndOffsetAreThoseOfTheFirstLocalHeader)
{
    SetScale(0, kB04, 0.001, 3);
    SetScale(1, kB04, 0.001, 3);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    const CubeArray &red = (*cube)->GetArrays()[kRed];
    EXPECT_EQ(red.scale, 0.001);
    EXPECT_EQ(red.offset, 3);
    EXPECT_EQ(WhyNotRead(**cube, 1), "");
    // A header that tells no scale leaves it to the product.
    const CubeArray &nir = (*cube)->GetArrays()[kNir];
    EXPECT_EQ(nir.scale, 0.0001);
    EXPECT_EQ(nir.offset, 0);
}

TEST_F(CubeTest, AnotherScaleOrOffsetIsAnErrorWithBoth)
{
    SetScale(0, kB04, 0.001, 3);
    SetScale(1, kB04, 0.001, 4);
    EXPECT_THAT(WhyNotRead(**OpenCube(""), 1),
                HasSubstr("0.001 and 4, expected were 0.001 and 3"));
    SetScale(1, kB04, 0.002, 3);
    EXPECT_THAT(WhyNotRead(**OpenCube(""), 1),
                HasSubstr("0.002 and 3, expected were 0.001 and 3"));
    SetScale(1, kB04, 0.001f, 3);
    EXPECT_EQ(WhyNotRead(**OpenCube(""), 1), "");
    // Without a scale it is the product's.
    WriteFile(m_folder, 1);
    EXPECT_THAT(WhyNotRead(**OpenCube(""), 1),
                HasSubstr("0.0001 and 0, expected were 0.001 and 3"));
    WriteFile(m_folder, 0);
    EXPECT_EQ(WhyNotRead(**OpenCube(""), 1), "");
    SetScale(1, kB04, 0.001, 3);
    EXPECT_THAT(WhyNotRead(**OpenCube(""), 1),
                HasSubstr("0.001 and 3, expected were 0.0001 and 0"));
}

TEST_F(CubeTest, DamagedScaleDoesNotCount)
{
    SetScale(0, kB04, 0, 3);
    const auto cube = OpenCube("red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetArrays()[kRed].scale, 0.0001);
    EXPECT_EQ((*cube)->GetArrays()[kRed].offset, 0);
}

TEST_F(CubeTest, UnitOfTheProductIsNotThatOfOtherValues)
{
    const std::string path = m_folder + "/" + FileName(0, "B10");
    CPLCopyFile(path.c_str(), PathOf(0, kB04).c_str());
    const auto unitOf = [&]
    {
        const auto collection =
            Collection::Build("links.txt", {LinkTo(m_folder, 0, "B10")}, {});
        const auto cube =
            Cube::Open(*collection, (*collection)->GetTiles().front(), {});
        return (*cube)->GetArrays().front().unit;
    };
    EXPECT_EQ(unitOf(), "degree_Celsius");
    SetScale(0, "B10", 0.01, 0);
    EXPECT_EQ(unitOf(), "degree_Celsius");
    SetScale(0, "B10", 0.01, 273.15);
    EXPECT_EQ(unitOf(), "");
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_Update);
    GDALSetRasterUnitType(GDALGetRasterBand(dataset, 1), "K");
    GDALClose(dataset);
    EXPECT_EQ(unitOf(), "K");
}

TEST_F(CubeTest, RemoteFileIsOfTheProductsScaleAndNoData)
{
    const auto why = [this]
    {
        Link remote = LinkTo(m_folder, 1);
        remote.isLocal = false;
        const auto collection =
            Collection::Build("links.txt", {LinkTo(m_folder, 0), remote}, {});
        return WhyNotRead(
            **Cube::Open(*collection, (*collection)->GetTiles().front(), {}),
            1);
    };
    // Whatever its tags say.
    SetScale(1, kB04, 0.5, 7);
    SetNoData(1, kB04, 7);
    EXPECT_EQ(why(), "");
    SetScale(0, kB04, 0.001, 3);
    EXPECT_THAT(why(), HasSubstr("0.0001 and 0, expected were 0.001 and 3"));
    WriteFile(m_folder, 0);
    SetNoData(0, kB04, -32768);
    EXPECT_THAT(why(), HasSubstr("-9999, expected was -32768"));
}
