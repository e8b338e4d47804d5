// SPDX-License-Identifier: MIT
// How connection strings that a view hands out name tiles and the list.

#include "driver/views/connection_parts.h"

#include "driver/inputs/absolute_path.h"

#include "tests/support/links.h"

#include "cpl_conv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace
{

const std::vector<std::string> kTwoTiles = {
    "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
    "HLS.L30.T13TGE.2021133T172406.v2.0.B04.tif"};

/** Whether the first series of some tiles has to be named. */
bool IsNamed(const std::vector<const char *> &tiles,
             const ViewOptions &options = {})
{
    const auto collection = CollectionOf(InputOf(MakeLinks(kTwoTiles)));
    Selection selection;
    for (const char *tile : tiles)
        selection.tiles.push_back(collection->FindTile(tile));
    const auto all =
        ArrangeSeries(*collection, selection.tiles, nullptr, options.series);
    EXPECT_TRUE(all);
    return IsSeriesNamed(*collection, selection, *all, options);
}

}  // namespace

TEST(ConnectionPartsTest, SeriesIsNamedWhereAnotherOneWouldBeOpened)
{
    EXPECT_FALSE(IsNamed({"13TGE", "13TGF"}));
    EXPECT_TRUE(IsNamed({"13TGF"}));
    ViewOptions separate;
    separate.series.mosaic = Mosaic::No;
    EXPECT_TRUE(IsNamed({"13TGE", "13TGF"}, separate));
    ViewOptions chosen;
    chosen.areTilesChosen = true;
    EXPECT_TRUE(IsNamed({"13TGE", "13TGF"}, chosen));
}

TEST(ConnectionPartsTest, SeriesIsNamedByAllItsTiles)
{
    const auto mosaic =
        SeriesOf(*CollectionOf(InputOf(MakeLinks(kTwoTiles)))).front();
    EXPECT_THAT(PartsOf(mosaic, true), ElementsAre("13TGE,13TGF"));
    EXPECT_THAT(PartsOf(mosaic, false), IsEmpty());
}

TEST(ConnectionPartsTest, PathsAreAbsolute)
{
    char *folder = CPLGetCurrentDir();
    ASSERT_NE(folder, nullptr);
    EXPECT_EQ(AbsolutePath("links.txt"), std::string(folder) + "/links.txt");
    CPLFree(folder);
    for (const char *path : {"/data/links.txt", "/vsimem/links.txt", ""})
        EXPECT_EQ(AbsolutePath(path), path);
}
