// SPDX-License-Identifier: MIT
// What TILES, ZONE, SENSORS, START and END let through, and which of them is
// blamed when that is nothing.

#include "driver/series/filter.h"

#include "vsi/base/utc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace
{

/** L30 and S30 of 13TGF in May and August, L30 of 13TGE in June. */
class FilterTest : public testing::Test
{
  protected:
    FilterTest()
    {
        for (const char *name : {
                 "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
                 "HLS.S30.T13TGF.2021243T173859.v2.0.B04.tif",
                 "HLS.L30.T13TGE.2021160T172406.v2.0.B04.tif",
             })
        {
            Link link;
            link.asset = *ParseAssetName(name);
            m_links.push_back(link);
        }
    }

    /** How many links a filter lets through; 0 after an error. */
    std::size_t Count(const CollectionFilter &filter)
    {
        std::vector<Entry> entries;
        for (const Link &link : m_links)
            entries.push_back({&link, FindBand(link.asset)});
        const Status status = ApplyFilter("links.txt", filter, entries);
        m_error = status ? "" : status.GetError().message;
        return status ? entries.size() : 0;
    }

    std::string ErrorOf(const CollectionFilter &filter)
    {
        EXPECT_EQ(Count(filter), 0u);
        return m_error;
    }

    std::vector<Link> m_links{};
    std::string m_error{};
};

CollectionFilter Between(const char *start, const char *end)
{
    CollectionFilter filter;
    if (start)
        filter.start = *ParseIsoTime(start);
    if (end)
        filter.end = *ParseIsoTime(end);
    return filter;
}

CollectionFilter Sensors(const std::vector<std::string> &sensors)
{
    CollectionFilter filter;
    filter.sensors = sensors;
    return filter;
}

CollectionFilter Tiles(const std::vector<std::string> &tiles)
{
    CollectionFilter filter;
    filter.tiles = tiles;
    return filter;
}

}  // namespace

TEST_F(FilterTest, CaseDoesNotMatter)
{
    EXPECT_EQ(TileId("t13tgf"), "13TGF");
    EXPECT_EQ(TileId("13TGF"), "13TGF");
    EXPECT_EQ(TileId(""), "");
    for (const char *tile : {"13TGF", "T13TGF", "t13tgf", "13tgf"})
        EXPECT_EQ(Count(Tiles({tile})), 2u) << tile;
    EXPECT_EQ(Count(Sensors({"s30"})), 1u);
    EXPECT_EQ(Count(Sensors({"both"})), 3u);
    EXPECT_EQ(Count(Sensors({"BOTH", "L30"})), 3u);
    EXPECT_EQ(Count(Sensors({"l30", "S30"})), 3u);
}

TEST_F(FilterTest, UnknownTileIsAnErrorThatListsThoseThereAre)
{
    EXPECT_THAT(ErrorOf(Tiles({"13TGF", "99XYZ"})),
                AllOf(HasSubstr("TILES"), HasSubstr("links.txt"),
                      HasSubstr("99XYZ"), HasSubstr("13TGE, 13TGF")));
}

TEST_F(FilterTest, OfManyTilesOnlySomeAreListed)
{
    for (char c = 'A'; c <= 'Z'; ++c)
        for (char d = 'A'; d <= 'C'; ++d)
        {
            m_links.push_back(m_links.front());
            m_links.back().asset.tile = std::string("13T") + c + d;
        }
    const std::string message = ErrorOf(Tiles({"99XYZ"}));
    EXPECT_THAT(message, AllOf(HasSubstr("and 50 more"), HasSubstr("13TAA")));
    EXPECT_LT(message.size(), 400u);
}

TEST_F(FilterTest, UnknownSensorIsAnError)
{
    EXPECT_THAT(ErrorOf(Sensors({"L30", "L31"})),
                AllOf(HasSubstr("SENSORS"), HasSubstr("L31"),
                      HasSubstr("L30, S30 or both")));
}

TEST_F(FilterTest, ZonesAreThoseOfTheTiles)
{
    for (const char *tile : {"06WVS", "14TKL"})
    {
        m_links.push_back(m_links.front());
        m_links.back().asset.tile = tile;
    }
    CollectionFilter filter;
    filter.zones = {13};
    EXPECT_EQ(Count(filter), 3u);
    filter.zones = {6, 14, 6};
    EXPECT_EQ(Count(filter), 2u);
    filter.zones = {6, 15};
    EXPECT_THAT(ErrorOf(filter),
                AllOf(HasSubstr("ZONE"), HasSubstr("links.txt"),
                      HasSubstr("UTM zone 15"), HasSubstr("06, 13, 14")));
    // Of the tiles that TILES leaves.
    filter.zones = {14};
    filter.tiles = {"13TGF"};
    EXPECT_THAT(ErrorOf(filter),
                AllOf(HasSubstr("UTM zone 14"), HasSubstr("zones: 13"),
                      Not(HasSubstr("06"))));
    filter = Sensors({"S30"});
    filter.zones = {14};
    EXPECT_THAT(ErrorOf(filter), HasSubstr("links.txt with ZONE has L30"));
}

TEST_F(FilterTest, TheOptionThatLeavesNothingIsNamedWithWhatThereIs)
{
    CollectionFilter filter = Sensors({"S30"});
    filter.tiles = {"13TGE"};
    EXPECT_THAT(ErrorOf(filter),
                AllOf(HasSubstr("SENSORS=S30 leaves nothing"),
                      HasSubstr("links.txt with TILES has L30")));

    EXPECT_THAT(ErrorOf(Between("2022-01-01", nullptr)),
                AllOf(HasSubstr("START=2022-01-01T00:00:00Z leaves nothing"),
                      HasSubstr("links.txt has times from 2021-05-13T17:24:06Z "
                                "to 2021-08-31T17:38:59Z"),
                      Not(HasSubstr("END"))));
    EXPECT_THAT(ErrorOf(Between("2020-01-01", "2021-01-01")),
                AllOf(HasSubstr("END=2021-01-01T00:00:00Z leaves nothing"),
                      Not(HasSubstr("START"))));
    EXPECT_THAT(ErrorOf(Between("2021-07-01", "2021-07-31")),
                AllOf(HasSubstr("START=2021-07-01"),
                      HasSubstr("END=2021-07-31"),
                      HasSubstr("none of them between")));

    // What the other options have kept out is no longer there to choose from.
    filter = Between("2021-08-01", nullptr);
    filter.sensors = {"L30"};
    EXPECT_THAT(ErrorOf(filter), AllOf(HasSubstr("START="),
                                       HasSubstr("links.txt with SENSORS has"),
                                       HasSubstr("2021-06-09T17:24:06Z")));
}
