// SPDX-License-Identifier: MIT
// Tiles as series: which are joined, what they are called, which arrays and
// files they have.

#include "driver/series/time_series.h"

#include "tests/support/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/** A name of L30 on 2021-05-13. */
std::string NameOf(const std::string &tile, const std::string &band,
                   const std::string &time = "172406")
{
    return "HLS.L30.T" + tile + ".2021133T" + time + ".v2.0." + band + ".tif";
}

/** The series' names. */
std::vector<std::string> Names(const std::vector<TimeSeries> &all)
{
    std::vector<std::string> names;
    for (const TimeSeries &series : all)
        names.push_back(series.name);
    return names;
}

SeriesOptions WithMosaic(Mosaic mosaic)
{
    SeriesOptions options;
    options.mosaic = mosaic;
    return options;
}

CollectionFilter WithBands(const std::vector<std::string> &bands)
{
    CollectionFilter filter;
    filter.bands = bands;
    return filter;
}

/** The only series of some links, with Fmask for a mask. */
TimeSeries MaskedSeriesOf(const std::vector<Link> &links,
                          const CollectionFilter &filter = {})
{
    SeriesOptions options;
    options.needsFmask = true;
    auto all = SeriesOf(*CollectionOf(InputOf(links), filter), options);
    EXPECT_EQ(all.size(), 1u);
    return all.front();
}

/** The Fmask of a series' first granule. */
Asset FmaskOf(const TimeSeries &series)
{
    for (std::size_t i = 0; i < series.bands.size(); ++i)
        if (series.bands[i] == FindBandByName("fmask"))
            return series.granules.front().assets[i];
    ADD_FAILURE() << "no Fmask";
    return {};
}

const std::vector<std::string> kTwoTiles = {NameOf("13TGF", "B04", "172406"),
                                            NameOf("13TGE", "B04", "172430"),
                                            NameOf("13TGF", "B05", "172406")};

const std::vector<std::string> kThreeZones = {
    NameOf("14TKL", "B04"), NameOf("13TGF", "B04"), NameOf("13TGE", "B04"),
    NameOf("19LBJ", "B04")};

}  // namespace

TEST(TimeSeriesTest, OneTileIsASeriesOfItsGranules)
{
    const auto all = SeriesOf(
        *CollectionOf(InputOf(MakeLinks({NameOf("13TGF", "B04", "172430"),
                                         NameOf("13TGF", "B04", "172406")}))));
    ASSERT_THAT(Names(all), ElementsAre("13TGF"));
    EXPECT_FALSE(all[0].isMosaic);
    EXPECT_THAT(all[0].tiles, ElementsAre("13TGF"));
    ASSERT_EQ(all[0].steps.size(), 2u);
    EXPECT_THAT(all[0].steps[1].granules, ElementsAre(1));
    EXPECT_LT(all[0].granules[0].time, all[0].granules[1].time);
}

TEST(TimeSeriesTest, TilesOfAZoneAreJoinedByOverpass)
{
    const auto all = SeriesOf(*CollectionOf(InputOf(MakeLinks(kTwoTiles))));
    ASSERT_THAT(Names(all), ElementsAre("13"));
    const TimeSeries &mosaic = all[0];
    EXPECT_TRUE(mosaic.isMosaic);
    EXPECT_THAT(mosaic.tiles, ElementsAre("13TGE", "13TGF"));
    ASSERT_EQ(mosaic.granules.size(), 2u);
    EXPECT_EQ(mosaic.tiles[mosaic.granules[0].tile], "13TGF");
    EXPECT_EQ(mosaic.tiles[mosaic.granules[1].tile], "13TGE");
    ASSERT_EQ(mosaic.steps.size(), 1u);
    EXPECT_THAT(mosaic.steps[0].granules, ElementsAre(0, 1));
    // Each granule has a place for each band, whatever its own tile has.
    EXPECT_THAT(NamesOf(mosaic.bands), ElementsAre("red", "nir"));
    EXPECT_EQ(mosaic.granules[0].assets[1].path,
              "s3://b/" + NameOf("13TGF", "B05"));
    EXPECT_EQ(mosaic.granules[1].assets[0].path,
              "s3://b/" + NameOf("13TGE", "B04", "172430"));
    EXPECT_EQ(mosaic.granules[1].assets[1].path, "");
}

TEST(TimeSeriesTest, GroupByIsAsAskedFor)
{
    SeriesOptions options;
    options.groupBy = GroupBy::None;
    const auto collection = CollectionOf(InputOf(MakeLinks(kTwoTiles)));
    EXPECT_EQ(SeriesOf(*collection, options)[0].steps.size(), 2u);
    options.mosaic = Mosaic::No;
    options.groupBy = GroupBy::Day;
    EXPECT_EQ(SeriesOf(*CollectionOf(InputOf(
                           MakeLinks({NameOf("13TGF", "B04", "172406"),
                                      NameOf("13TGF", "B04", "202406")}))),
                       options)[0]
                  .steps.size(),
              1u);
}

TEST(TimeSeriesTest, WithoutMosaicEachTileIsASeries)
{
    const auto all = SeriesOf(*CollectionOf(InputOf(MakeLinks(kThreeZones))),
                              WithMosaic(Mosaic::No));
    EXPECT_THAT(Names(all), ElementsAre("13TGE", "13TGF", "14TKL", "19LBJ"));
    for (const TimeSeries &series : all)
    {
        EXPECT_FALSE(series.isMosaic);
        EXPECT_THAT(series.tiles, ElementsAre(series.name));
    }
}

TEST(TimeSeriesTest, MosaicMayBeOfOneTile)
{
    const auto all = SeriesOf(
        *CollectionOf(InputOf(MakeLinks({NameOf("13TGF", "B04", "172406"),
                                         NameOf("13TGF", "B04", "172430")}))),
        WithMosaic(Mosaic::Yes));
    ASSERT_THAT(Names(all), ElementsAre("13"));
    EXPECT_TRUE(all[0].isMosaic);
    EXPECT_EQ(all[0].steps.size(), 1u);
}

TEST(TimeSeriesTest, EachZoneIsASeriesNamedByIt)
{
    const auto all = SeriesOf(*CollectionOf(InputOf(MakeLinks(kThreeZones))));
    EXPECT_THAT(Names(all), ElementsAre("13", "14", "19"));
    EXPECT_TRUE(all[0].isMosaic);
    EXPECT_FALSE(all[1].isMosaic);
}

TEST(TimeSeriesTest, SouthernZoneIsNamedWithItsLetter)
{
    EXPECT_EQ(ZoneName("19LBJ", SouthernZones::Southern), "19S");
    EXPECT_EQ(ZoneName("19LBJ", SouthernZones::Northern), "19");
    EXPECT_EQ(ZoneName("13TGF", SouthernZones::Southern), "13");
}

TEST(TimeSeriesTest, TilesAscendInWhateverOrderTheyAreGiven)
{
    const auto collection = CollectionOf(InputOf(MakeLinks(kTwoTiles)));
    const auto all = ArrangeSeries(
        *collection,
        {collection->FindTile("13TGF"), collection->FindTile("13TGE")}, nullptr,
        {});
    ASSERT_TRUE(all);
    EXPECT_THAT(all->front().tiles, ElementsAre("13TGE", "13TGF"));
}

TEST(TimeSeriesTest, SeriesWithoutTheArrayIsLeftOut)
{
    const auto collection = CollectionOf(InputOf(MakeLinks(kTwoTiles)));
    const Band *nir = FindBandByName("nir");
    const auto separate = SeriesOf(*collection, WithMosaic(Mosaic::No), nir);
    ASSERT_THAT(Names(separate), ElementsAre("13TGF"));
    EXPECT_THAT(NamesOf(separate[0].arrays), ElementsAre("nir"));
    EXPECT_THAT(NamesOf(separate[0].bands), ElementsAre("nir"));
    // In a mosaic the tile's granules are there, without pixels of it.
    const auto joined = SeriesOf(*collection, {}, nir);
    ASSERT_EQ(joined.size(), 1u);
    EXPECT_THAT(joined[0].tiles, ElementsAre("13TGE", "13TGF"));
    EXPECT_EQ(joined[0].granules.size(), 2u);

    const auto filtered =
        CollectionOf(InputOf(MakeLinks(kTwoTiles)), WithBands({"nir"}));
    EXPECT_THAT(Names(SeriesOf(*filtered, WithMosaic(Mosaic::No))),
                ElementsAre("13TGF"));
}

TEST(TimeSeriesTest, BandsChooseArraysNeverTimes)
{
    const std::vector<std::string> names = {NameOf("13TGF", "B04", "172406"),
                                            NameOf("13TGF", "B05", "172430")};
    for (const char *band : {"red", "nir"})
    {
        const auto all = SeriesOf(
            *CollectionOf(InputOf(MakeLinks(names)), WithBands({band})));
        EXPECT_THAT(NamesOf(all[0].arrays), ElementsAre(band));
        EXPECT_THAT(NamesOf(all[0].bands), ElementsAre(band));
        ASSERT_EQ(all[0].steps.size(), 2u) << band;
        EXPECT_EQ(all[0].granules[0].assets[0].path.empty(),
                  std::string(band) == "nir");
    }
}

TEST(TimeSeriesTest, ComputedIndexNeedsThoseOfTheSixBandsThatThereAre)
{
    const auto links = MakeLinks(
        {NameOf("13TGF", "B05"), NameOf("13TGF", "B04"), NameOf("13TGF", "B02"),
         NameOf("13TGF", "B10"), NameOf("13TGF", "Fmask")});
    const auto all =
        SeriesOf(*CollectionOf(InputOf(links), WithBands({"ndvi"})));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_THAT(NamesOf(all[0].arrays), ElementsAre("ndvi"));
    EXPECT_THAT(NamesOf(all[0].bands), ElementsAre("blue", "red", "nir"));

    const auto both =
        SeriesOf(*CollectionOf(InputOf(links), WithBands({"tir1", "ndvi"})));
    EXPECT_THAT(NamesOf(both[0].arrays), ElementsAre("tir1", "ndvi"));
    EXPECT_THAT(NamesOf(both[0].bands),
                ElementsAre("blue", "red", "nir", "tir1"));
}

TEST(TimeSeriesTest, IndexThatTheListHasIsNotComputed)
{
    const auto all = SeriesOf(*CollectionOf(
        InputOf(MakeLinks({NameOf("13TGF", "B05"), NameOf("13TGF", "B04"),
                           "HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif"})),
        WithBands({"ndvi"})));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_THAT(NamesOf(all[0].bands), ElementsAre("ndvi"));
}

TEST(TimeSeriesTest, WithoutAMaskFmaskIsNotNeeded)
{
    const auto all = SeriesOf(*CollectionOf(
        InputOf(MakeLinks({NameOf("13TGF", "B04"), NameOf("13TGF", "Fmask")})),
        WithBands({"red"})));
    EXPECT_THAT(NamesOf(all[0].bands), ElementsAre("red"));
}

TEST(TimeSeriesTest, FmaskOfTheListIsTaken)
{
    const auto series =
        MaskedSeriesOf({MakeLink(NameOf("13TGF", "B04"), "s3://b/"),
                        MakeLink(NameOf("13TGF", "Fmask"), "/data/", true)},
                       WithBands({"red"}));
    EXPECT_THAT(NamesOf(series.arrays), ElementsAre("red"));
    EXPECT_EQ(FmaskOf(series).path, "/data/" + NameOf("13TGF", "Fmask"));
    EXPECT_TRUE(FmaskOf(series).isLocal);
}

TEST(TimeSeriesTest, FmaskIsFoundBesideABand)
{
    Link link = MakeLink(NameOf("13TGF", "B04"), "/data/", true);
    link.line = 7;
    const auto series = MaskedSeriesOf({link});
    EXPECT_THAT(NamesOf(series.arrays), ElementsAre("red"));
    EXPECT_THAT(NamesOf(series.bands), ElementsAre("red", "fmask"));
    const Asset fmask = FmaskOf(series);
    EXPECT_EQ(fmask.path, "/data/" + NameOf("13TGF", "Fmask"));
    EXPECT_EQ(fmask.link, fmask.path);
    EXPECT_EQ(fmask.line, 7);
    EXPECT_TRUE(fmask.isLocal);
}

TEST(TimeSeriesTest, FmaskIsFoundBesideABandThatIsNotShown)
{
    // The granule without red has its Fmask beside its other file.
    const auto series =
        MaskedSeriesOf({MakeLink(NameOf("13TGF", "B05", "172406"), "s3://b/"),
                        MakeLink(NameOf("13TGF", "B04", "172430"), "s3://b/")},
                       WithBands({"red"}));
    EXPECT_THAT(NamesOf(series.bands), ElementsAre("red", "fmask"));
    EXPECT_EQ(FmaskOf(series).path, "s3://b/" + NameOf("13TGF", "Fmask"));
}

TEST(TimeSeriesTest, FmaskOfVegetationIndicesIsThatOfTheReflectances)
{
    const std::string scene = "L30.T13TGF.2021133T172406.v2.0";
    const auto series = MaskedSeriesOf(
        {MakeLink("HLS-VI." + scene + ".NDVI.tif",
                  "/vsiearthdata/lp-prod-protected/HLSL30_VI.020/HLS-VI." +
                      scene + "/")});
    EXPECT_THAT(NamesOf(series.arrays), ElementsAre("ndvi"));
    EXPECT_EQ(FmaskOf(series).path,
              "/vsiearthdata/lp-prod-protected/HLSL30.020/HLS." + scene +
                  "/HLS." + scene + ".Fmask.tif");
}

TEST(TimeSeriesTest, IndexOfBandsOfSeparateSeriesIsAnError)
{
    // Red is here and near infrared there, which nothing joins.
    const auto collection = CollectionOf(
        InputOf(MakeLinks({NameOf("13TGF", "B04"), NameOf("14TKL", "B05")})));
    const auto all = ArrangeSeries(
        *collection,
        {collection->FindTile("13TGF"), collection->FindTile("14TKL")},
        FindBandByName("ndvi"), {});
    ASSERT_FALSE(all);
    EXPECT_THAT(all.GetError().message,
                AllOf(HasSubstr("links.txt"), HasSubstr("ndvi")));
}
