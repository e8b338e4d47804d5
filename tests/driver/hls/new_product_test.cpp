// SPDX-License-Identifier: MIT
// A product that is added to the table needs a row and, where its names are of
// another form, a pattern: shown with an invented product of monthly
// composites.

#include "driver/hls/product.h"

#include "driver/series/collection.h"
#include "vsi/base/utc_time.h"
#include "tests/support/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using hlsts_test::InputOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/** `T14TPN.2020183.2020213`: tile, first and last day. */
Status ReadMonthFields(std::string_view fields, AssetName &asset)
{
    if (fields.size() != 22 || fields[6] != '.' || fields[14] != '.')
        return Error{"not the tile and the days of a month"};
    const std::string_view tile = ParseNameTile(fields.substr(0, 6));
    const auto first = ParseNameDay(fields.substr(7, 7));
    const auto last = ParseNameDay(fields.substr(15));
    if (tile.empty() || !first || !last || *first > *last)
        return Error{"not the tile and the days of a month"};
    asset.tile = tile;
    asset.time = *first;
    return Done{};
}

const std::vector<Product> &TableWithMonths()
{
    static const std::vector<Product> table = []
    {
        std::vector<Product> rows = ProductTable();
        rows.push_back({"HLS", Sensor("X30"), "v2.0", BandKind::Any,
                        ReadMonthFields, &Band::l30, SouthernZones::Southern});
        rows.push_back({"HLS", Sensor::L30, "v2.1", BandKind::Measured,
                        ReadSceneFields, &Band::l30, SouthernZones::Northern});
        return rows;
    }();
    return table;
}

Link MakeLinkToNew(const std::string &name)
{
    Link link;
    link.text = link.path = name;
    link.line = 1;
    const auto asset = ParseAssetName(name, TableWithMonths());
    EXPECT_TRUE(asset) << asset.GetError().message;
    link.asset = *asset;
    return link;
}

}  // namespace

TEST(NewProductTest, IsReadByItsRowAndItsPattern)
{
    const auto name = ParseAssetName(
        "HLS.X30.T14TPN.2020183.2020213.v2.0.EVI.tif", TableWithMonths());
    ASSERT_TRUE(name) << name.GetError().message;
    EXPECT_EQ(name->granuleId, "HLS.X30.T14TPN.2020183.2020213.v2.0");
    EXPECT_STREQ(SensorName(name->sensor), "X30");
    EXPECT_EQ(name->tile, "14TPN");
    EXPECT_EQ(FormatIsoTime(name->time), "2020-07-01T00:00:00Z");
    ASSERT_NE(FindBand(*name), nullptr);
    EXPECT_STREQ(FindBand(*name)->name, "evi");
    const auto mask = ParseAssetName(
        "HLS.X30.T14TPN.2020183.2020213.v2.0.Fmask.tif", TableWithMonths());
    ASSERT_TRUE(mask) << mask.GetError().message;
    ASSERT_NE(FindBand(*mask), nullptr);
    EXPECT_STREQ(FindBand(*mask)->name, "fmask");

    // A new version is a row too.
    const auto next = ParseAssetName(
        "HLS.L30.T13TGF.2021133T172406.v2.1.B04.tif", TableWithMonths());
    ASSERT_TRUE(next) << next.GetError().message;
    EXPECT_EQ(next->product->version, "v2.1");

    const auto wrong = ParseAssetName(
        "HLS.X30.T14TPN.2020213.2020183.v2.0.EVI.tif", TableWithMonths());
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.GetError().message, HasSubstr("days of a month"));
}

TEST(NewProductTest, BecomesASeriesInItsZones)
{
    // A tile of the south: EPSG:32719 in this product, 32619 in HLS v2.0.
    const auto collection = Collection::Build(
        "links.txt",
        InputOf({MakeLinkToNew("HLS.X30.T19LBJ.2020214.2020244.v2.0.EVI.tif"),
                 MakeLinkToNew("HLS.X30.T19LBJ.2020183.2020213.v2.0.EVI.tif")}),
        {});
    ASSERT_TRUE(collection) << collection.GetError().message;
    const TileSeries &series = (*collection)->GetTiles().front();
    ASSERT_EQ(series.granules.size(), 2u);
    EXPECT_LT(series.granules[0].time, series.granules[1].time);
    const auto grid = GridOfTile(series.tile, series.southernZones);
    ASSERT_TRUE(grid);
    EXPECT_EQ(grid->epsg, 32719);
    EXPECT_EQ(grid->originX, 199980);
    EXPECT_EQ(grid->originY, -1099980 + 10000000);

    const auto mixed = Collection::Build(
        "links.txt",
        InputOf({MakeLinkToNew("HLS.X30.T19LBJ.2020183.2020213.v2.0.EVI.tif"),
                 MakeLinkToNew("HLS.L30.T19LBJ.2020239T144556.v2.0.B04.tif")}),
        {});
    ASSERT_FALSE(mixed);
    EXPECT_THAT(mixed.GetError().message,
                AllOf(HasSubstr("19LBJ"), HasSubstr("X30"), HasSubstr("L30"),
                      HasSubstr("SENSORS")));
    // In the north the zones are the same.
    EXPECT_TRUE(Collection::Build(
        "links.txt",
        InputOf({MakeLinkToNew("HLS.X30.T13TGF.2020183.2020213.v2.0.EVI.tif"),
                 MakeLinkToNew("HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif")}),
        {}));
}
