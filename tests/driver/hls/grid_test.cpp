// SPDX-License-Identifier: MIT
// Tile ids to grids, against real files and catalogue records.

#include "driver/hls/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{
namespace
{

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kBandLetters[] = "CDEFGHJKLMNPQRSTUVWX";

/** What a file or a catalogue says of a tile. */
struct GroundTruth
{
    const char *tile;
    int epsg;
    double originX;
    double originY;
};

// From NASA's files (COGs), records of CMR and STAC items.
constexpr GroundTruth kGroundTruth[] = {
    {"15UWP", 32615, 499980, 5400000},  {"15UXP", 32615, 600000, 5400000},
    {"06WVS", 32606, 399960, 7200000},  {"35VLJ", 32635, 300000, 6900000},
    {"19LBJ", 32619, 199980, -1099980}, {"19LDD", 32619, 399960, -1599960},
    {"01LAH", 32601, 99960, -1200000},  {"39TVF", 32639, 399960, 4600020},
    {"48UXF", 32648, 600000, 6100020},  {"13RCN", 32613, 300000, 3300000},
};

TEST(GridOfTile, AgreesWithRealFilesAndRecords)
{
    for (const GroundTruth &truth : kGroundTruth)
    {
        const auto grid = GridOfTile(truth.tile);
        ASSERT_TRUE(grid) << grid.GetError().message;
        EXPECT_EQ(grid->epsg, truth.epsg) << truth.tile;
        EXPECT_EQ(grid->originX, truth.originX) << truth.tile;
        EXPECT_EQ(grid->originY, truth.originY) << truth.tile;
        EXPECT_EQ(grid->wkt, "");
        EXPECT_EQ(grid->pixelWidth, 30);
        EXPECT_EQ(grid->pixelHeight, -30);
        EXPECT_EQ(grid->width, 3660);
        EXPECT_EQ(grid->height, 3660);
    }
}

TEST(GridOfTile, RefusesSquaresThatDoNotExist)
{
    for (const char *tile : {
             "",      "13TG",  "13TGFX", "T13TGF", " 13TGF",
             "1XTGF", "-1TGF", "00TGF",  "61TGF",  "99TGF",  // zones
             "13ITS", "13OTS", "13ATS",  "13YTS",            // bands
             "13TIF", "13TOF", "13TJF",  "13TSF",  // columns of other zones
             "13TGI", "13TGO", "13TGW",  "13TGZ",  // row letters
             "13tgf", "13Tgf",                     // case
             "13TGA", "13TGV",                     // rows outside of band T
             "32XMG", "34XMG", "36XMG",            // zones that X lacks
         })
    {
        const auto grid = GridOfTile(tile);
        ASSERT_FALSE(grid) << tile;
        EXPECT_THAT(grid.GetError().message, StartsWith(tile));
        EXPECT_THAT(grid.GetError().message, HasSubstr("no such MGRS"));
    }
}

/** The rows of a latitude band cover it without gaps and reach out of it by
 * less than a square and the curvature of its edge. */
TEST(GridOfTile, CoversEveryBandOfEveryZoneAndNoMore)
{
    constexpr double kBandHeight = 8 * 111700.0;  // the longest
    for (int zone = 1; zone <= 60; ++zone)
    {
        for (int band = 0; band < 20; ++band)
        {
            const std::string columns = zone % 3 == 1   ? "A"
                                        : zone % 3 == 2 ? "J"
                                                        : "S";
            const bool isMissing = kBandLetters[band] == 'X' && zone > 31 &&
                                   zone < 37 && zone % 2 == 0;
            std::set<double> origins;
            for (const char row : std::string("ABCDEFGHJKLMNPQRSTUV"))
            {
                const std::string tile = (zone < 10 ? "0" : "") +
                                         std::to_string(zone) +
                                         kBandLetters[band] + columns + row;
                if (const auto grid = GridOfTile(tile))
                {
                    EXPECT_TRUE(origins.insert(grid->originY).second) << tile;
                    EXPECT_EQ(std::fmod(grid->originY, 60), 0) << tile;
                    EXPECT_EQ(grid->originX, 99960) << tile;
                }
            }
            if (isMissing)
            {
                EXPECT_TRUE(origins.empty()) << zone << kBandLetters[band];
                continue;
            }
            ASSERT_FALSE(origins.empty());
            const double height = *origins.rbegin() - *origins.begin();
            EXPECT_LE(origins.size(), kBandLetters[band] == 'X' ? 15u : 11u);
            EXPECT_GE(origins.size(), 9u);
            EXPECT_NEAR(height, 100000.0 * (origins.size() - 1.0), 60);
            EXPECT_LE(height, 1.5 * kBandHeight + 140000);
        }
    }
}

TEST(GridOfTile, GivesNeighbouringBandsTheSameEdgeSquare)
{
    // 15UWP begins at 48.7 degrees; the row below it lies on the band's edge.
    const auto above = GridOfTile("15UWP");
    const auto shared = GridOfTile("15TWN");
    const auto sharedFromAbove = GridOfTile("15UWN");
    ASSERT_TRUE(above && shared && sharedFromAbove);
    EXPECT_EQ(above->originY, 5400000);
    EXPECT_EQ(shared->originY, 5300040);  // 5,300,000 up to a multiple of 60
    EXPECT_TRUE(IsSameGrid(*shared, *sharedFromAbove));
}

Grid MakeGrid()
{
    Grid grid;
    grid.epsg = 32613;
    grid.originX = 699960;
    grid.originY = 4600020;
    grid.width = 3660;
    grid.height = 3660;
    return grid;
}

TEST(IsSameGrid, ToleratesAThousandthOfAPixelAtEveryCorner)
{
    const Grid grid = MakeGrid();
    EXPECT_TRUE(IsSameGrid(grid, grid));
    Grid close = grid;
    close.originX += 0.029;
    close.originY -= 0.029;
    EXPECT_TRUE(IsSameGrid(grid, close));
    Grid shifted = grid;
    shifted.originX += 0.031;
    EXPECT_FALSE(IsSameGrid(grid, shifted));
    shifted = grid;
    shifted.originY += 30;
    EXPECT_FALSE(IsSameGrid(grid, shifted));
    // 0.01 m a pixel: more than a whole pixel at the far edge.
    Grid stretched = grid;
    stretched.pixelWidth = 30.01;
    EXPECT_FALSE(IsSameGrid(grid, stretched));
    stretched = grid;
    stretched.pixelHeight = -29.99;
    EXPECT_FALSE(IsSameGrid(grid, stretched));
}

TEST(IsSameGrid, ComparesSizeAndCrs)
{
    const Grid grid = MakeGrid();
    Grid other = grid;
    other.width = 3661;
    EXPECT_FALSE(IsSameGrid(grid, other));
    other = grid;
    other.height = 1830;
    EXPECT_FALSE(IsSameGrid(grid, other));
    other = grid;
    other.epsg = 32713;
    EXPECT_FALSE(IsSameGrid(grid, other));
    Grid local = grid;
    local.epsg = 0;
    local.wkt = "LOCAL_CS[\"a\"]";
    EXPECT_FALSE(IsSameGrid(grid, local));
    EXPECT_TRUE(IsSameGrid(local, local));
    other = local;
    other.wkt = "LOCAL_CS[\"b\"]";
    EXPECT_FALSE(IsSameGrid(local, other));
}

TEST(IsSameGrid, IsFalseForWhatIsNoNumber)
{
    Grid broken = MakeGrid();
    broken.originX = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(IsSameGrid(broken, broken));
}

TEST(CentreLongitude, AgreesWithProj)
{
    // What PROJ 9.1 makes of the centres (EPSG:326zz to EPSG:4326), to 0.001
    // degree. Over the 180th meridian it isn't wrapped.
    struct Centre
    {
        const char *tile;
        double longitude;
    };

    constexpr Centre kCentres[] = {
        {"13TGF", -101.969},      {"13RCN", -106.494},      {"31UDQ", 2.381},
        {"01LAH", 179.839 - 360}, {"01KAB", 179.763 - 360}, {"01CDN", -179.093},
        {"60KXF", 178.460},       {"60WVU", 175.997},       {"60CWT", 179.544},
        {"19LBJ", -71.239},       {"56HLH", 151.430},       {"35VLJ", 24.255},
        {"06WVS", -147.937},      {"33XVG", 13.075},        {"31XEH", 5.524},
        {"27XVK", -23.466},       {"20CMS", -65.273},       {"31VCJ", 0.255}};
    for (const Centre &centre : kCentres)
        EXPECT_NEAR(CentreLongitude(centre.tile), centre.longitude, 0.001)
            << centre.tile;
    EXPECT_EQ(CentreLongitude("61TGF"), 0);
}

/** A tile's grid. */
Grid TileGrid(const char *tile)
{
    return *GridOfTile(tile);
}

TEST(JoinGrids, HoldsAllAndNoMore)
{
    // Side by side with an overlap of 9 to 10 km, and one south of them.
    const auto joined =
        JoinGrids({TileGrid("13TGF"), TileGrid("13TFF"), TileGrid("13TGE")});
    ASSERT_TRUE(joined) << joined.GetError().message;
    EXPECT_EQ(joined->epsg, 32613);
    EXPECT_EQ(joined->originX, 600000);
    EXPECT_EQ(joined->originY, 4600020);
    EXPECT_EQ(joined->width, 3660 + 3332);
    EXPECT_EQ(joined->height, 3660 + 3334);
    EXPECT_EQ(joined->pixelWidth, 30);
    EXPECT_EQ(OffsetInGrid(*joined, TileGrid("13TGF")),
              std::make_pair(3332, 0));
    EXPECT_EQ(OffsetInGrid(*joined, TileGrid("13TFF")), std::make_pair(0, 0));
    EXPECT_EQ(OffsetInGrid(*joined, TileGrid("13TGE")),
              std::make_pair(3332, 3334));
}

TEST(JoinGrids, DoesNotDependOnTheOrder)
{
    std::vector<Grid> grids = {TileGrid("13TGF"), TileGrid("13TFF"),
                               TileGrid("13TGE"), TileGrid("13RCN")};
    const auto first = JoinGrids(grids);
    ASSERT_TRUE(first);
    for (int i = 0; i < 4; ++i)
    {
        std::rotate(grids.begin(), grids.begin() + 1, grids.end());
        EXPECT_TRUE(IsSameGrid(*JoinGrids(grids), *first));
    }
}

TEST(JoinGrids, OfOneIsThatOne)
{
    const Grid grid = TileGrid("13TGF");
    EXPECT_TRUE(IsSameGrid(*JoinGrids({grid}), grid));
    EXPECT_TRUE(IsSameGrid(*JoinGrids({grid, grid}), grid));
}

TEST(JoinGrids, RefusesWhatIsNotOneGrid)
{
    const Grid grid = TileGrid("13TGF");
    const auto why = [&grid](const Grid &other)
    {
        const auto joined = JoinGrids({grid, other});
        return joined ? std::string() : joined.GetError().message;
    };
    EXPECT_THAT(why(TileGrid("14TKL")),
                testing::AllOf(HasSubstr("coordinate systems differ"),
                               HasSubstr("EPSG:32613"),
                               HasSubstr("EPSG:32614")));
    Grid other = grid;
    other.pixelWidth = 60;
    other.width = 1830;
    EXPECT_THAT(why(other), HasSubstr("sizes"));
    other = grid;
    other.pixelHeight = -30.001;
    EXPECT_THAT(why(other), HasSubstr("sizes"));
    other = grid;
    other.originX += 10;
    EXPECT_THAT(why(other), HasSubstr("between"));
    other = grid;
    other.originY -= 15;
    EXPECT_THAT(why(other), HasSubstr("between"));
    other.originY = grid.originY + 0.02;
    EXPECT_EQ(why(other), "");
    other.originY = grid.originY + 30.0 * 2000 * 1000;
    EXPECT_THAT(why(other), HasSubstr("too far"));
}

TEST(ResizeGrid, KeepsTheArea)
{
    const Grid grid = TileGrid("13TGF");
    const Grid small = ResizeGrid(grid, 458, 229);
    EXPECT_EQ(small.width, 458);
    EXPECT_EQ(small.height, 229);
    EXPECT_EQ(small.originX, grid.originX);
    EXPECT_EQ(small.originY, grid.originY);
    EXPECT_DOUBLE_EQ(small.pixelWidth * small.width, 30.0 * 3660);
    EXPECT_DOUBLE_EQ(small.pixelHeight * small.height, -30.0 * 3660);
    EXPECT_EQ(small.epsg, grid.epsg);
}

TEST(DescribeGrid, IsOneReadableLine)
{
    Grid grid = MakeGrid();
    EXPECT_EQ(DescribeGrid(grid), "EPSG:32613, origin 699960, 4600020, pixel "
                                  "30, -30, 3660 x 3660");
    grid.originY = -1099980;
    grid.pixelWidth = 239.738;
    EXPECT_EQ(DescribeGrid(grid), "EPSG:32613, origin 699960, -1099980, pixel "
                                  "239.738, -30, 3660 x 3660");
}

TEST(DescribeGrid, NamesACrsWithoutCode)
{
    Grid grid = MakeGrid();
    grid.epsg = 0;
    grid.wkt = "PROJCS[\"UTM Zone 19\",GEOGCS[\"x\"]]";
    EXPECT_THAT(DescribeGrid(grid), StartsWith("\"UTM Zone 19\", origin "));
    grid.wkt = "PROJCS[\"UTM\n19";
    EXPECT_THAT(DescribeGrid(grid), StartsWith("\"UTM\\x0A19\", origin "));
    grid.wkt.clear();
    EXPECT_THAT(DescribeGrid(grid), StartsWith("unknown CRS, origin "));
}

TEST(GridOfTile, SurvivesNoise)
{
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round)
    {
        std::string tile = kGroundTruth[random() % 10].tile;
        tile[random() % 5] = static_cast<char>(random() % 256);
        tile[2 + random() % 3] = static_cast<char>('A' + random() % 26);
        const auto grid = GridOfTile(tile);
        if (!grid)
            continue;
        ASSERT_GE(grid->epsg, 32601);
        ASSERT_LE(grid->epsg, 32660);
        ASSERT_LE(std::fabs(grid->originY), 9500000);
        ASSERT_GE(grid->originX, 99960);
        ASSERT_LE(grid->originX, 800000);
    }
}

}  // namespace
}  // namespace hlsts
