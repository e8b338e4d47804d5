// SPDX-License-Identifier: MIT
// A tile's area in longitude and latitude, on both sides of the antimeridian.

#include "driver/inputs/footprint.h"

#include "vsi/base/error_capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

Footprint OfTile(const char *tile)
{
    const auto footprint = FootprintOf(*GridOfTile(tile));
    EXPECT_TRUE(footprint) << tile;
    return footprint.value_or(Footprint{});
}

/** Twice the area of a closed ring, positive if it is counterclockwise. */
double SignedArea(const std::vector<LonLat> &ring)
{
    double area = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i)
        area += ring[i].longitude * ring[i + 1].latitude -
                ring[i + 1].longitude * ring[i].latitude;
    return area;
}

void ExpectValid(const Footprint &footprint)
{
    for (const auto &ring : footprint.rings)
    {
        ASSERT_GE(ring.size(), 4u);
        EXPECT_EQ(ring.front().longitude, ring.back().longitude);
        EXPECT_EQ(ring.front().latitude, ring.back().latitude);
        EXPECT_GT(SignedArea(ring), 0);
        for (const LonLat &point : ring)
        {
            EXPECT_GE(point.longitude, -180);
            EXPECT_LE(point.longitude, 180);
            EXPECT_GE(point.latitude, footprint.south);
            EXPECT_LE(point.latitude, footprint.north);
        }
    }
}

TEST(Footprint, OfATileHasItsFourCorners)
{
    const Footprint footprint = OfTile("13TGF");
    ExpectValid(footprint);
    EXPECT_EQ(footprint.epsg, 32613);
    ASSERT_EQ(footprint.rings.size(), 1u);
    ASSERT_EQ(footprint.rings[0].size(), 5u);
    // 699960, 4490220 of EPSG:32613
    EXPECT_NEAR(footprint.rings[0][0].longitude, -102.638891, 2e-6);
    EXPECT_NEAR(footprint.rings[0][0].latitude, 40.538618, 2e-6);
}

// The box of the STAC item that Microsoft's stactools has made of a file's
// header: HLS.S30.T19LDD.2022166T144741.v2.0.
TEST(Footprint, OfASouthernTileIsThatOfItsFiles)
{
    const Footprint footprint = OfTile("19LDD");
    ExpectValid(footprint);
    EXPECT_EQ(footprint.epsg, 32619);
    EXPECT_NEAR(footprint.west, -69.93254162, 2e-6);
    EXPECT_NEAR(footprint.south, -15.46499836, 2e-6);
    EXPECT_NEAR(footprint.east, -68.90901604, 2e-6);
    EXPECT_NEAR(footprint.north, -14.47045659, 2e-6);
}

TEST(Footprint, IsCutWhereItCrossesTheAntimeridian)
{
    for (const char *tile : {"60KYF", "01KAB", "60WWT", "01WCN"})
    {
        const Footprint footprint = OfTile(tile);
        ExpectValid(footprint);
        if (footprint.rings.size() == 1)
        {
            EXPECT_LT(footprint.west, footprint.east) << tile;
            continue;
        }
        EXPECT_GT(footprint.west, 170) << tile;
        EXPECT_LT(footprint.east, -170) << tile;
    }
    // Fiji: Taveuni lies on the meridian 180.
    EXPECT_EQ(OfTile("01KAB").rings.size(), 2u);
    EXPECT_EQ(OfTile("60KYF").rings.size(), 1u);
}

TEST(Footprint, OfAGridWithoutCrsIsUnknownWithoutNoise)
{
    const ErrorCapture errors;
    Grid grid;
    grid.width = grid.height = 10;
    EXPECT_FALSE(FootprintOf(grid));
    grid.wkt = "no WKT";
    EXPECT_FALSE(FootprintOf(grid));
    EXPECT_TRUE(errors.GetErrors().empty());
}

}  // namespace
}  // namespace hlsts
