// SPDX-License-Identifier: MIT
// Which pixels of a tile a window of a cube shows, at every level.

#include "driver/cube/tile_window.h"

#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

using namespace hlsts;
using namespace hlsts_test;
using testing::ElementsAre;

namespace
{

/** The sizes of NASA's overviews and of full resolution, from one of them on.
 */
std::vector<PixelSize> SizesFrom(int size)
{
    std::vector<PixelSize> sizes;
    for (const int each : {229, 458, 915, 1830, 3660})
        if (each >= size)
            sizes.emplace_back(each, each);
    return sizes;
}

/** The pixel of full resolution that a pixel of an overview shows. */
int FullPixelOf(int pixel, const std::vector<PixelSize> &sizes)
{
    const PixelPositions full = AtFullResolution({{pixel}, {pixel}}, sizes);
    EXPECT_EQ(full.columns, full.rows);
    return full.columns.front();
}

std::vector<int> Range(int first, int count)
{
    std::vector<int> range(static_cast<std::size_t>(count));
    std::iota(range.begin(), range.end(), first);
    return range;
}

/** The columns of an overview by half that GDAL makes of an image whose pixels
 * are their columns. */
std::vector<int> HalvedByGdal(int size)
{
    const char *path = "/vsimem/halved.tif";
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, size,
                                      4, 1, GDT_Int32, nullptr);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    const std::vector<int> columns = Range(0, size);
    for (int row = 0; row < 4; ++row)
        EXPECT_EQ(GDALRasterIO(band, GF_Write, 0, row, size, 1,
                               const_cast<int *>(columns.data()), size, 1,
                               GDT_Int32, 0, 0),
                  CE_None);
    const int factor = 2;
    EXPECT_EQ(GDALBuildOverviews(dataset, "NEAREST", 1, &factor, 0, nullptr,
                                 nullptr, nullptr),
              CE_None);
    GDALRasterBandH overview = GDALGetOverview(band, 0);
    std::vector<int> halved(
        static_cast<std::size_t>(GDALGetRasterBandXSize(overview)));
    const int width = static_cast<int>(halved.size());
    EXPECT_EQ(GDALRasterIO(overview, GF_Read, 0, 0, width, 1, halved.data(),
                           width, 1, GDT_Int32, 0, 0),
              CE_None);
    GDALClose(dataset);
    VSIUnlink(path);
    return halved;
}

}  // namespace

TEST(TileWindowTest, BoundsHoldAllPositions)
{
    const PixelWindow bounds = BoundsOf(PixelPositions{{3, 5, 9}, {7}});
    EXPECT_EQ(bounds.xOff, 3);
    EXPECT_EQ(bounds.xSize, 7);
    EXPECT_EQ(bounds.yOff, 7);
    EXPECT_EQ(bounds.ySize, 1);
}

TEST(TileWindowTest, OverviewsAreMadeOneFromAnother)
{
    EXPECT_EQ(FullPixelOf(1234, SizesFrom(3660)), 1234);
    EXPECT_EQ(FullPixelOf(1234, SizesFrom(1830)), 2468);
    EXPECT_EQ(FullPixelOf(914, SizesFrom(915)), 3656);
    // Pixels of 915, of which 458 is no half: 200, 400, 799, 1598, 3196. From
    // full resolution at once 3197 would be the nearest.
    EXPECT_EQ(FullPixelOf(200, SizesFrom(229)), 3196);
    EXPECT_EQ(FullPixelOf(115, SizesFrom(229)), 1836);
    EXPECT_EQ(FullPixelOf(114, SizesFrom(229)), 1824);
    EXPECT_EQ(FullPixelOf(228, SizesFrom(229)), 3644);
    EXPECT_EQ(FullPixelOf(0, SizesFrom(229)), 0);
}

TEST(TileWindowTest, EachStepOfTheChainIsGdals)
{
    GDALAllRegister();
    const std::pair<int, int> steps[] = {
        {1830, 3660}, {915, 1830}, {458, 915}, {229, 458}};
    for (const auto &[small, large] : steps)
    {
        const PixelPositions all{Range(0, small), {0}};
        EXPECT_EQ(AtFullResolution(all, {{small, 1}, {large, 1}}).columns,
                  HalvedByGdal(large))
            << small;
    }
}

TEST(TileWindowTest, ColumnsAndRowsHaveTheirOwnSizes)
{
    const PixelPositions full =
        AtFullResolution({{1, 2}, {3}}, {{50, 10}, {100, 40}});
    EXPECT_THAT(full.columns, ElementsAre(2, 4));
    EXPECT_THAT(full.rows, ElementsAre(12));
}

TEST(TileWindowTest, OnlyTileShowsItsOwnPixels)
{
    for (const PixelSize &size : SizesFrom(229))
    {
        const PixelSize full(3660, 3660);
        const auto part = MapWindow({3, 5, size.first - 3, 7}, full, size,
                                    {{0, 0}, SizesFrom(size.first)});
        ASSERT_TRUE(part);
        EXPECT_EQ(part->place.xOff, 0);
        EXPECT_EQ(part->place.yOff, 0);
        EXPECT_EQ(part->place.xSize, size.first - 3);
        EXPECT_EQ(part->place.ySize, 7);
        EXPECT_EQ(part->positions.columns, Range(3, size.first - 3));
        EXPECT_EQ(part->positions.rows, Range(5, 7));
    }
}

TEST(TileWindowTest, PartOfAMosaicIsClippedToTheTile)
{
    const PixelSize cube(160, 120);
    const TilePlacement tile{{96, 56}, {{64, 64}}};
    const auto part = MapWindow({90, 100, 20, 20}, cube, cube, tile);
    ASSERT_TRUE(part);
    EXPECT_EQ(part->place.xOff, 6);
    EXPECT_EQ(part->place.yOff, 0);
    EXPECT_EQ(part->positions.columns, Range(0, 14));
    EXPECT_EQ(part->positions.rows, Range(44, 20));
    EXPECT_EQ(part->place.xSize, 14);
    EXPECT_EQ(part->place.ySize, 20);
    const auto end = MapWindow({150, 50, 10, 20}, cube, cube, tile);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->positions.columns, Range(54, 10));
    EXPECT_EQ(end->place.yOff, 6);
    EXPECT_EQ(end->positions.rows, Range(0, 14));
}

TEST(TileWindowTest, NothingOfATileElsewhere)
{
    const PixelSize cube(160, 120);
    const TilePlacement tile{{96, 56}, {{64, 64}}};
    EXPECT_FALSE(MapWindow({0, 60, 96, 10}, cube, cube, tile));
    EXPECT_FALSE(MapWindow({96, 0, 10, 56}, cube, cube, tile));
    EXPECT_TRUE(MapWindow({0, 0, 97, 57}, cube, cube, tile));
}

TEST(TileWindowTest, OverviewsThatLieOnEachOtherHaveEqualPixels)
{
    // By 4, and by 8 of a size that 8 doesn't divide.
    const auto small = MapWindow({0, 0, 24, 16}, {96, 64}, {24, 16},
                                 {{32, 0}, {{16, 16}, {64, 64}}});
    ASSERT_TRUE(small);
    EXPECT_EQ(small->place.xOff, 8);
    EXPECT_EQ(small->positions.columns, Range(0, 16));
    EXPECT_EQ(small->positions.rows, Range(0, 16));

    const auto large = MapWindow({0, 0, 874, 1}, {6988, 3660}, {874, 458},
                                 {{3328, 0}, SizesFrom(458)});
    ASSERT_TRUE(large);
    const int first = large->positions.columns.front();
    EXPECT_LE(first, 1);
    EXPECT_EQ(large->place.xOff, 416 + first);
    EXPECT_EQ(large->positions.columns, Range(first, 458 - first));
}

TEST(TileWindowTest, BetweenThePixelsOfTheTileTheNearestIsTaken)
{
    // 3334 is an offset of HLS, and no multiple of 4, 8 or 16.
    const PixelSize cube(3660 + 3334, 3660);
    for (const int size : {1830, 915, 458, 229})
    {
        SCOPED_TRACE(size);
        const int factor =
            static_cast<int>(std::lround(3660 / static_cast<double>(size)));
        const PixelSize level((cube.first + factor - 1) / factor, size);
        const auto part = MapWindow({0, 0, level.first, 1}, cube, level,
                                    {{3334, 0}, {{size, size}, {3660, 3660}}});
        ASSERT_TRUE(part);
        const auto &columns = part->positions.columns;
        EXPECT_EQ(part->place.xOff + part->place.xSize, level.first);
        EXPECT_TRUE(std::is_sorted(columns.begin(), columns.end()));
        EXPECT_EQ(columns.back(), size - 1);
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            const PixelPositions shown = AtFullResolution(
                {{part->place.xOff + static_cast<int>(i)}, {0}}, {level, cube});
            const int wanted = shown.columns.front() - 3334;
            const int got = AtFullResolution({{columns[i]}, {0}},
                                             {{size, size}, {3660, 3660}})
                                .columns.front();
            ASSERT_LE(std::abs(wanted - got), factor / 2 + 1) << i;
        }
    }
}
