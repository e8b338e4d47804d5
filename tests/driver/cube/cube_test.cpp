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
        const auto source = cube.TakeSource(granule, kRed);
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
        const auto collection = CollectionOf(InputOf(links));
        const Band *band =
            bandName.empty() ? nullptr : FindBandByName(bandName);
        return Cube::Open(collection, SeriesOf(*collection, {}, band).front(),
                          {});
    }

    std::string m_folder{};
};

/** The cube of a list with one file on a server. */
std::shared_ptr<const Cube> OpenRemote(const std::string &name)
{
    const auto collection = CollectionOf(
        InputOf({MakeLink(name, "/vsiearthdata/lp-prod-protected/")}));
    return *Cube::Open(collection, SeriesOf(*collection).front(), {});
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
    EXPECT_TRUE((*cube)->TakeSource(0, kRed));
    EXPECT_FALSE((*cube)->TakeSource(0, kNir));
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
    for (const int granule : {0, 1})
    {
        Damage(granule, kB04);
        Damage(granule, kB05);
    }
    const auto cube = OpenCube("");
    ASSERT_FALSE(cube);
    EXPECT_THAT(cube.GetError().message,
                AllOf(HasSubstr(FileName(0)), HasSubstr("line 1"),
                      testing::Not(HasSubstr(".."))));
}

TEST_F(CubeTest, OfOneBandOnlyItsFilesAreOpened)
{
    Damage(0, kB05);
    Damage(1, kB05);
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
    EXPECT_TRUE((*cube)->TakeSource(1, kRed));
    EXPECT_TRUE((*cube)->TakeSource(1, kNir));
}

TEST_F(CubeTest, AnotherNoDataIsAnErrorWithBoth)
{
    SetNoData(0, kB04, -32768);
    SetNoData(1, kB04, -9999);
    const auto cube = OpenCube("");
    ASSERT_TRUE(cube) << cube.GetError().message;
    const auto source = (*cube)->TakeSource(1, kRed);
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
            CollectionOf(InputOf({LinkTo(m_folder, 0, "B10")}));
        const auto cube =
            Cube::Open(collection, SeriesOf(*collection).front(), {});
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
            CollectionOf(InputOf({LinkTo(m_folder, 0), remote}));
        return WhyNotRead(
            **Cube::Open(collection, SeriesOf(*collection).front(), {}), 1);
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

namespace
{

/** A name of L30 on the day of the mosaic. */
std::string NameOf(const std::string &tile, const std::string &band)
{
    return "HLS.L30.T" + tile + ".2021133T172406.v2.0." + band + ".tif";
}

/** The cube of the first series of some links. */
Result<std::shared_ptr<const Cube>> CubeOf(const std::vector<Link> &links,
                                           const char *array = nullptr,
                                           const CubeOptions &options = {})
{
    const auto collection = CollectionOf(InputOf(links));
    SeriesOptions seriesOptions;
    seriesOptions.needsFmask = options.mask.has_value();
    const Band *band = array ? FindBandByName(array) : nullptr;
    return Cube::Open(collection,
                      SeriesOf(*collection, seriesOptions, band).front(),
                      options);
}

CubeOptions Masked()
{
    CubeOptions options;
    options.mask = *ParseFmaskSelection("CLOUD");
    return options;
}

/** The error of what can't be opened. */
std::string ErrorOf(const Result<std::shared_ptr<const Cube>> &cube)
{
    return cube ? std::string() : cube.GetError().message;
}

}  // namespace

TEST_F(CubeTest, MosaicOfRemoteTilesIsPredicted)
{
    const auto opened = CubeOf(
        MakeLinks({NameOf("13TGF", "B04"), NameOf("13TGE", "B04")}), "red");
    ASSERT_TRUE(opened) << opened.GetError().message;
    const Cube &cube = **opened;
    EXPECT_EQ(cube.GetGrid().originX, 699960);
    EXPECT_EQ(cube.GetGrid().originY, 4600020);
    EXPECT_EQ(cube.GetGrid().width, 3660);
    EXPECT_EQ(cube.GetGrid().height, 3660 + 3334);
    const CubeArray &red = cube.GetArrays().front();
    EXPECT_THAT(red.overviewSizes,
                testing::ElementsAre(PixelSize(1830, 3497),
                                     PixelSize(915, 1749), PixelSize(458, 875),
                                     PixelSize(229, 438)));
    EXPECT_EQ(LevelSize(cube, red, 0), PixelSize(3660, 6994));
    EXPECT_EQ(LevelSize(cube, red, 3), PixelSize(458, 875));
    EXPECT_EQ(red.blockSize, PixelSize(256, 256));
    EXPECT_FALSE(cube.IsOneFile(red));

    // The tiles' files have NASA's sizes at each level.
    EXPECT_EQ(cube.GetSeries().tiles[0], "13TGE");
    EXPECT_EQ(cube.PlaceTile(0, red, 0).offset, std::make_pair(0, 3334));
    EXPECT_EQ(cube.PlaceTile(1, red, 0).offset, std::make_pair(0, 0));
    EXPECT_THAT(cube.PlaceTile(0, red, 4).sizes,
                testing::ElementsAre(PixelSize(229, 229), PixelSize(458, 458),
                                     PixelSize(915, 915), PixelSize(1830, 1830),
                                     PixelSize(3660, 3660)));
}

TEST_F(CubeTest, EachTilesFirstFileDecidesAboutItsGrid)
{
    Link south = LinkTo(m_folder, 1, "B04", "13TGE");
    FileOptions options;
    options.northShift = -30 * 40;
    WriteImage(south.path, options, [](int, int) { return 1; });
    const auto cube = CubeOf({LinkTo(m_folder, 0), south}, "red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    EXPECT_EQ((*cube)->GetGrid().height, kSize + 40);
    EXPECT_EQ((*cube)->GetGrid().width, kSize);
    EXPECT_EQ((*cube)->PlaceTile(0, (*cube)->GetArrays()[0], 0).offset,
              std::make_pair(0, 40));
    EXPECT_TRUE((*cube)->TakeSource(0, 0));
    EXPECT_TRUE((*cube)->TakeSource(1, 0));
}

TEST_F(CubeTest, OverviewsOfAMosaicHaveTheFactorsOfItsFiles)
{
    // The first tile is the smaller one, and the overviews are those of the
    // other one, whose granule is earlier.
    const auto write = [&](int granule, const char *tile, int size)
    {
        FileOptions options;
        options.size = size;
        options.overviewFactors = {2, 16};
        options.northShift = tile == std::string("13TGE") ? -30 * 40 : 0;
        const Link link = LinkTo(m_folder, granule, "B04", tile);
        WriteImage(link.path, options, [](int, int) { return 1; });
        return link;
    };
    const auto cube =
        CubeOf({write(2, "13TGE", 48), write(1, "13TGF", kSize)}, "red");
    ASSERT_TRUE(cube) << cube.GetError().message;
    ASSERT_EQ((*cube)->GetSeries().tiles.front(), "13TGE");
    const CubeArray &red = (*cube)->GetArrays().front();
    EXPECT_EQ((*cube)->GetGrid().height, 88);
    EXPECT_THAT(red.overviewSizes,
                testing::ElementsAre(PixelSize(32, 44), PixelSize(4, 6)));
    EXPECT_THAT((*cube)->PlaceTile(0, red, 2).sizes,
                testing::ElementsAre(PixelSize(3, 3), PixelSize(24, 24),
                                     PixelSize(48, 48)));
    EXPECT_THAT((*cube)->PlaceTile(1, red, 2).sizes,
                testing::ElementsAre(PixelSize(4, 4), PixelSize(32, 32),
                                     PixelSize(64, 64)));
}

TEST_F(CubeTest, TilesBetweenWhosePixelsOthersLieAreNoMosaic)
{
    Link south = LinkTo(m_folder, 1, "B04", "13TGE");
    FileOptions options;
    options.northShift = -30 * 40 - 10;
    WriteImage(south.path, options, [](int, int) { return 1; });
    EXPECT_THAT(ErrorOf(CubeOf({LinkTo(m_folder, 0), south}, "red")),
                AllOf(testing::StartsWith("HLSTS: the tiles of links.txt"),
                      HasSubstr("699960, 4600020"),
                      HasSubstr("699960, 4598810"), HasSubstr("between"),
                      HasSubstr("MOSAIC=NO")));
}

TEST_F(CubeTest, OneFileIsReadDirectlyUnlessItIsMaskedOrComputed)
{
    const std::vector<Link> links = {LinkTo(m_folder, 0, kB04),
                                     LinkTo(m_folder, 0, kB05)};
    auto cube = CubeOf(links, "red");
    ASSERT_TRUE(cube);
    EXPECT_TRUE((*cube)->IsOneFile((*cube)->GetArrays()[0]));
    cube = CubeOf(links, "red", Masked());
    ASSERT_TRUE(cube);
    EXPECT_FALSE((*cube)->IsOneFile((*cube)->GetArrays()[0]));
    EXPECT_EQ((*cube)->GetFmaskBand(), 1u);
    cube = CubeOf(links, "ndvi");
    ASSERT_TRUE(cube);
    EXPECT_FALSE((*cube)->IsOneFile((*cube)->GetArrays()[0]));
}

TEST_F(CubeTest, ComputedIndexHasTheLayoutOfItsInputs)
{
    const auto cube =
        CubeOf(MakeLinks({NameOf("13TGF", "B02"), NameOf("13TGF", "B04"),
                          NameOf("13TGF", "B05")}),
               "ndvi");
    ASSERT_TRUE(cube) << cube.GetError().message;
    const CubeArray &ndvi = (*cube)->GetArrays().front();
    ASSERT_NE(ndvi.index, nullptr);
    EXPECT_STREQ(ndvi.index->name, "ndvi");
    EXPECT_EQ(ndvi.dataType, GDT_Int16);
    EXPECT_EQ(ndvi.scale, 0.0001);
    EXPECT_EQ(ndvi.noData, kIndexFill);
    EXPECT_EQ(ndvi.blockSize, PixelSize(256, 256));
    EXPECT_EQ(ndvi.overviewSizes.size(), 4u);
    // Blue counts where it is there; red and near infrared have to be.
    ASSERT_EQ(ndvi.inputs.size(), 3u);
    const bool isNeeded[] = {false, true, true};
    const std::size_t places[] = {0, 2, 3};
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(ndvi.inputs[i].band, i);
        EXPECT_EQ(ndvi.inputs[i].isNeeded, isNeeded[i]);
        EXPECT_EQ(ndvi.inputs[i].place, places[i]);
    }
}

TEST_F(CubeTest, IndexIsNotComputedOfConvertedFiles)
{
    const std::vector<Link> links = {LinkTo(m_folder, 0, kB04),
                                     LinkTo(m_folder, 0, kB05)};
    EXPECT_EQ(ErrorOf(CubeOf(links, "ndvi")), "");
    const auto expectRefused = [&]
    {
        EXPECT_THAT(ErrorOf(CubeOf(links, "ndvi")),
                    AllOf(HasSubstr("ndvi"), HasSubstr("red")));
        EXPECT_EQ(ErrorOf(CubeOf(links, "red")), "");
        WriteFile(m_folder, 0);
    };
    SetScale(0, kB04, 0.001, 0);
    expectRefused();
    SetScale(0, kB04, 0.0001, 1);
    expectRefused();
    SetNoData(0, kB04, 0);
    expectRefused();
    FileOptions options;
    options.type = GDT_Int32;
    options.noData = -9999;
    WriteFile(m_folder, 0, options);
    SetScale(0, kB04, 0.0001, 0);
    expectRefused();
    EXPECT_EQ(ErrorOf(CubeOf(links, "ndvi")), "");
}

TEST_F(CubeTest, WithoutANoDataValueThereIsNoMask)
{
    FileOptions options;
    options.type = GDT_Byte;
    WriteFile(m_folder, 0, options);
    const std::vector<Link> links = {LinkTo(m_folder, 0, kB04)};
    EXPECT_EQ(ErrorOf(CubeOf(links, "red")), "");
    EXPECT_THAT(ErrorOf(CubeOf(links, "red", Masked())),
                AllOf(HasSubstr("red can't be masked"), HasSubstr("nodata"),
                      HasSubstr("MASK")));
    SetNoData(0, kB04, 0);
    EXPECT_EQ(ErrorOf(CubeOf(links, "red", Masked())), "");
}
