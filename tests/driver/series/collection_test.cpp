// SPDX-License-Identifier: MIT
// Which granules and bands a list has, and which of them a filter lets through.

#include "driver/series/collection.h"

#include "vsi/base/utc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace hlsts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace
{

Link MakeLink(const std::string &name, const std::string &folder = "s3://b/",
              bool isLocal = false)
{
    Link link;
    link.text = folder + name;
    link.path = folder + name;
    link.line = 1;
    link.isLocal = isLocal;
    auto asset = ParseAssetName(name);
    EXPECT_TRUE(asset) << name;
    link.asset = *asset;
    return link;
}

std::vector<Link> MakeLinks(const std::vector<std::string> &names)
{
    std::vector<Link> links;
    for (const auto &name : names)
        links.push_back(MakeLink(name));
    return links;
}

const std::vector<std::string> kMixed = {
    "HLS.S30.T13TGF.2021133T173859.v2.0.B04.tif",
    "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
    "HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif",
    "HLS.S30.T13TGF.2021133T173859.v2.0.B05.tif",
    "HLS.S30.T13TGE.2021140T173859.v2.0.B04.tif",
};

std::vector<std::string> Ids(const TileSeries &series)
{
    std::vector<std::string> ids;
    for (const Granule &granule : series.granules)
        ids.push_back(granule.id);
    return ids;
}

std::vector<std::string> BandNames(const TileSeries &series)
{
    std::vector<std::string> names;
    for (const Band *band : series.bands)
        names.push_back(band->name);
    return names;
}

std::string FailureOf(const std::vector<Link> &links,
                      const CollectionFilter &filter = {})
{
    const auto collection = Collection::Build("links.txt", links, filter);
    EXPECT_FALSE(collection);
    return collection ? "" : collection.GetError().message;
}

}  // namespace

TEST(CollectionTest, ArrangesByTileTimeAndMeaning)
{
    const auto collection =
        Collection::Build("links.txt", MakeLinks(kMixed), {});
    ASSERT_TRUE(collection);
    const auto &tiles = (*collection)->GetTiles();
    ASSERT_EQ(tiles.size(), 2u);
    EXPECT_EQ(tiles[0].tile, "13TGE");
    EXPECT_THAT(Ids(tiles[1]),
                ElementsAre("HLS.L30.T13TGF.2021133T172406.v2.0",
                            "HLS.S30.T13TGF.2021133T173859.v2.0"));
    // B05 is near infrared in L30 and red edge in S30.
    EXPECT_THAT(BandNames(tiles[1]), ElementsAre("red", "rededge1", "nir"));
    EXPECT_TRUE(tiles[1].granules[0].assets[1].path.empty());
    EXPECT_EQ(tiles[1].granules[0].assets[2].path,
              "s3://b/HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif");
    EXPECT_FALSE(tiles[1].granules[1].assets[1].path.empty());
}

TEST(CollectionTest, OutcomeDoesNotDependOnTheOrderOfTheList)
{
    auto links = MakeLinks(kMixed);
    // The same file by another address, and once more on disk.
    links.push_back(MakeLink(kMixed[0], "https://z/"));
    links.push_back(MakeLink(kMixed[0], "/data/", true));
    std::vector<std::string> outcomes;
    std::sort(links.begin(), links.end(),
              [](const Link &a, const Link &b) { return a.text < b.text; });
    do
    {
        const auto collection = Collection::Build("links.txt", links, {});
        ASSERT_TRUE(collection);
        std::string outcome;
        for (const auto &series : (*collection)->GetTiles())
            for (const auto &granule : series.granules)
            {
                outcome += granule.id;
                for (const auto &asset : granule.assets)
                    outcome += " " + asset.path;
            }
        outcomes.push_back(outcome);
    } while (outcomes.size() < 200 &&
             std::next_permutation(links.begin(), links.end(),
                                   [](const Link &a, const Link &b)
                                   { return a.text < b.text; }));
    for (const auto &outcome : outcomes)
        ASSERT_EQ(outcome, outcomes.front());
    EXPECT_THAT(outcomes.front(), HasSubstr(" /data/HLS.S30"));
    EXPECT_THAT(outcomes.front(), Not(HasSubstr("https://z")));
}

TEST(CollectionTest, VegetationIndexBelongsToItsScene)
{
    const auto collection = Collection::Build(
        "links.txt",
        MakeLinks({"HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif",
                   "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"}),
        {});
    ASSERT_TRUE(collection);
    const auto &series = (*collection)->GetTiles().front();
    EXPECT_THAT(Ids(series), ElementsAre("HLS.L30.T13TGF.2021133T172406.v2.0"));
    EXPECT_THAT(BandNames(series), ElementsAre("red", "ndvi"));
}

TEST(CollectionTest, QueryOfASignedUrlIsNotShown)
{
    auto link = MakeLink(kMixed[0]);
    link.text = "https://host/" + kMixed[0] + "?X-Amz-Signature=abc";
    const auto collection = Collection::Build("links.txt", {link}, {});
    ASSERT_TRUE(collection);
    EXPECT_EQ((*collection)->GetTiles()[0].granules[0].assets[0].link,
              "https://host/" + kMixed[0]);
}

TEST(CollectionTest, LinkIsShownWholeAsListed)
{
    for (const std::string &folder :
         {std::string("/data/d#1/e?x/u@v/"), std::string("sub\xE2\x80\x8F/"),
          "s3://bucket/" + std::string(300, 'x') + "/u@v?a=b#c/"})
    {
        const auto link = MakeLink(kMixed[0], folder);
        const auto collection = Collection::Build("links.txt", {link}, {});
        ASSERT_TRUE(collection);
        EXPECT_EQ((*collection)->GetTiles()[0].granules[0].assets[0].link,
                  folder + kMixed[0]);
    }
}

TEST(CollectionTest, OfDuplicatesTheOneThatIsTrustedMostIsTaken)
{
    const std::vector<Link> bestFirst = {
        MakeLink(kMixed[0], "/vsimem/z/", true),
        MakeLink(kMixed[0], "/vsiearthdata/lp-prod-protected/a/"),
        MakeLink(kMixed[0], "/vsiearthdata/lp-prod-protected/b/"),
        MakeLink(kMixed[0], "/vsis3/a-bucket/"),
        MakeLink(kMixed[0], "/vsicurl/https://a.example.org/"),
        MakeLink(kMixed[0], "/vsicurl/https://b.example.org/")};
    for (std::size_t i = 0; i + 1 < bestFirst.size(); ++i)
    {
        std::vector<Link> links(bestFirst.begin() +
                                    static_cast<std::ptrdiff_t>(i),
                                bestFirst.end());
        for (int order = 0; order < 2; ++order)
        {
            const auto collection = Collection::Build("links.txt", links, {});
            ASSERT_TRUE(collection);
            EXPECT_EQ((*collection)->GetTiles()[0].granules[0].assets[0].path,
                      bestFirst[i].path);
            std::reverse(links.begin(), links.end());
        }
    }
}

TEST(CollectionTest, AFilterLetsThroughWhatItNames)
{
    struct Case
    {
        const char *what;
        CollectionFilter filter;
        std::size_t tiles;
        std::size_t granules;
        std::vector<std::string> bands;
    };

    CollectionFilter sensor;
    sensor.sensors = {"S30"};
    CollectionFilter tile;
    tile.tiles = {"T13TGF"};
    CollectionFilter band;
    band.bands = {"NIR"};
    CollectionFilter productBand;
    productBand.bands = {"b04"};
    CollectionFilter time;
    time.start = *ParseIsoTime("2021-05-13T17:24:06Z");
    time.end = time.start;
    const std::vector<Case> cases = {
        {"sensor", sensor, 2, 1, {"red"}},
        {"tile", tile, 1, 2, {"red", "rededge1", "nir"}},
        {"band", band, 1, 2, {"nir"}},
        {"product band", productBand, 2, 1, {"red"}},
        {"both ends included", time, 1, 1, {"red", "nir"}},
    };
    for (const Case &c : cases)
    {
        SCOPED_TRACE(c.what);
        const auto collection =
            Collection::Build("links.txt", MakeLinks(kMixed), c.filter);
        ASSERT_TRUE(collection);
        const auto &tiles = (*collection)->GetTiles();
        EXPECT_EQ(tiles.size(), c.tiles);
        EXPECT_EQ(tiles[0].granules.size(), c.granules);
        EXPECT_EQ(BandNames(tiles[0]), c.bands);
    }
}

TEST(CollectionTest, BandsNeverChangeTheTimes)
{
    const auto all = Collection::Build("links.txt", MakeLinks(kMixed), {});
    ASSERT_TRUE(all);
    const TileSeries &whole = *(*all)->FindTile("13TGF");
    for (const char *name : {"red", "nir", "rededge1"})
    {
        SCOPED_TRACE(name);
        CollectionFilter filter;
        filter.bands = {name};
        const auto collection =
            Collection::Build("links.txt", MakeLinks(kMixed), filter);
        ASSERT_TRUE(collection);
        const TileSeries &series = *(*collection)->FindTile("13TGF");
        EXPECT_EQ(Ids(series), Ids(whole));
        EXPECT_THAT(BandNames(series), ElementsAre(name));
        // A tile without the band at any time would have nothing to show.
        EXPECT_EQ((*collection)->FindTile("13TGE") != nullptr,
                  std::string(name) == "red");
        for (const Granule &granule : series.granules)
            EXPECT_EQ(granule.assets.size(), 1u);
    }
    // The scene of a vegetation index is named by its own files, whether or not
    // they are chosen.
    CollectionFilter index;
    index.bands = {"ndvi"};
    const auto collection = Collection::Build(
        "links.txt",
        MakeLinks({"HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif",
                   "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"}),
        index);
    ASSERT_TRUE(collection);
    EXPECT_THAT(Ids((*collection)->GetTiles().front()),
                ElementsAre("HLS.L30.T13TGF.2021133T172406.v2.0"));
}

TEST(CollectionTest, AmbiguousProductBandListsTheChoices)
{
    CollectionFilter filter;
    filter.bands = {"B05"};
    const std::string message = FailureOf(MakeLinks(kMixed), filter);
    EXPECT_THAT(message, HasSubstr("links.txt"));
    EXPECT_THAT(message, HasSubstr("B05"));
    EXPECT_THAT(message, HasSubstr("nir (L30)"));
    EXPECT_THAT(message, HasSubstr("rededge1 (S30)"));
    EXPECT_THAT(message, HasSubstr("SENSORS"));

    filter.sensors = {"L30"};
    const auto collection =
        Collection::Build("links.txt", MakeLinks(kMixed), filter);
    ASSERT_TRUE(collection);
    EXPECT_THAT(BandNames((*collection)->GetTiles()[0]), ElementsAre("nir"));
}

TEST(CollectionTest, WhatDoesNotExistIsAnErrorThatNamesIt)
{
    CollectionFilter noSuchBand;
    noSuchBand.bands = {"thermal"};
    EXPECT_THAT(FailureOf(MakeLinks(kMixed), noSuchBand),
                AllOf(HasSubstr("no band thermal"), HasSubstr("rededge1")));
    // Band 12 exists in S30 only.
    EXPECT_THAT(
        FailureOf(MakeLinks({"HLS.L30.T13TGF.2021133T172406.v2.0.B12.tif"})),
        AllOf(HasSubstr("line 1"), HasSubstr("no band B12")));
    // Zone 61 does not exist.
    EXPECT_FALSE(Collection::Build("links.txt",
                                   []
                                   {
                                       auto link = MakeLink(kMixed[0]);
                                       link.asset.tile = "61TGF";
                                       return std::vector<Link>{link};
                                   }(),
                                   {}));
}

TEST(CollectionTest, ScenesOfTwoSensorsInTheSameSecondAreTwoGranules)
{
    const auto collection = Collection::Build(
        "links.txt",
        MakeLinks({"HLS.S30.T13TGF.2021133T172406.v2.0.B04.tif",
                   "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"}),
        {});
    ASSERT_TRUE(collection);
    const auto &granules = (*collection)->GetTiles()[0].granules;
    ASSERT_EQ(granules.size(), 2u);
    EXPECT_EQ(granules[0].axisShiftMilliseconds, 0);
    EXPECT_EQ(granules[1].axisShiftMilliseconds, 1);
}

TEST(CollectionTest, PathOfASignedListIsNotShown)
{
    const std::string path = "/vsicurl/https://host/l.txt?X-Amz-Signature=abc";
    const auto collection = Collection::Build(path, MakeLinks(kMixed), {});
    ASSERT_TRUE(collection);
    EXPECT_EQ((*collection)->GetPath(), path);
    EXPECT_THAT((*collection)->GetLabel(), Not(HasSubstr("abc")));
}

TEST(CollectionTest, TilesAreFoundWithAndWithoutTAndBandsByBothNames)
{
    const auto collection =
        Collection::Build("links.txt", MakeLinks(kMixed), {});
    ASSERT_TRUE(collection);
    EXPECT_EQ((*collection)->FindTile("T13TGF"),
              (*collection)->FindTile("13TGF"));
    EXPECT_EQ((*collection)->FindTile("t13tgf"),
              (*collection)->FindTile("13TGF"));
    EXPECT_EQ((*collection)->FindTile("13TGD"), nullptr);
    const TileSeries *series = (*collection)->FindTile("13TGE");
    ASSERT_NE(series, nullptr);
    // In a series of S30 alone B04 is red.
    const auto band = (*collection)->FindBand({series}, "B04");
    ASSERT_TRUE(band);
    EXPECT_STREQ((*band)->name, "red");
    EXPECT_FALSE((*collection)->FindBand({series}, "B05"));
}

TEST(CollectionTest, ProductBandMayNotMeanAnotherBandInEachTile)
{
    // B05 is near infrared in L30 and red edge in S30.
    const auto collection = Collection::Build(
        "links.txt",
        MakeLinks({"HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif",
                   "HLS.S30.T13TGE.2021140T173859.v2.0.B05.tif"}),
        {});
    ASSERT_TRUE(collection);
    const auto tile = [&](const char *id)
    { return (*collection)->FindTile(id); };
    const auto both =
        (*collection)->FindBand({tile("13TGE"), tile("13TGF")}, "B05");
    ASSERT_FALSE(both);
    EXPECT_THAT(both.GetError().message,
                AllOf(HasSubstr("nir (L30)"), HasSubstr("rededge1 (S30)")));
    EXPECT_STREQ((*(*collection)->FindBand({tile("13TGE")}, "B05"))->name,
                 "rededge1");
    EXPECT_STREQ((*(*collection)->FindBand({tile("13TGF")}, "B05"))->name,
                 "nir");
    EXPECT_STREQ(
        (*(*collection)->FindBand({tile("13TGE"), tile("13TGF")}, "nir"))->name,
        "nir");
}
