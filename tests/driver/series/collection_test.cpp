// SPDX-License-Identifier: MIT
// Which granules and bands a list has, and which of them a filter lets through.

#include "driver/series/collection.h"

#include "vsi/base/utc_time.h"
#include "tests/support/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace hlsts;
using namespace hlsts_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace
{

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

std::string FailureOf(const std::vector<Link> &links,
                      const CollectionFilter &filter = {})
{
    const auto collection =
        Collection::Build("links.txt", InputOf(links), filter);
    EXPECT_FALSE(collection);
    return collection ? "" : collection.GetError().message;
}

}  // namespace

TEST(CollectionTest, ArrangesByTileTimeAndMeaning)
{
    const auto collection =
        Collection::Build("links.txt", InputOf(MakeLinks(kMixed)), {});
    ASSERT_TRUE(collection);
    const auto &tiles = (*collection)->GetTiles();
    ASSERT_EQ(tiles.size(), 2u);
    EXPECT_EQ(tiles[0].tile, "13TGE");
    EXPECT_THAT(Ids(tiles[1]),
                ElementsAre("HLS.L30.T13TGF.2021133T172406.v2.0",
                            "HLS.S30.T13TGF.2021133T173859.v2.0"));
    // B05 is near infrared in L30 and red edge in S30.
    EXPECT_THAT(NamesOf(tiles[1].bands), ElementsAre("red", "rededge1", "nir"));
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
        const auto collection =
            Collection::Build("links.txt", InputOf(links), {});
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
        InputOf(MakeLinks({"HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif",
                           "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"})),
        {});
    ASSERT_TRUE(collection);
    const auto &series = (*collection)->GetTiles().front();
    EXPECT_THAT(Ids(series), ElementsAre("HLS.L30.T13TGF.2021133T172406.v2.0"));
    EXPECT_THAT(NamesOf(series.bands), ElementsAre("red", "ndvi"));
}

TEST(CollectionTest, QueryOfASignedUrlIsNotShown)
{
    auto link = MakeLink(kMixed[0]);
    link.text = "https://host/" + kMixed[0] + "?X-Amz-Signature=abc";
    const auto collection = Collection::Build("links.txt", InputOf({link}), {});
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
        const auto collection =
            Collection::Build("links.txt", InputOf({link}), {});
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
            const auto collection =
                Collection::Build("links.txt", InputOf(links), {});
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
    CollectionFilter zone;
    zone.zones = {13};
    CollectionFilter time;
    time.start = *ParseIsoTime("2021-05-13T17:24:06Z");
    time.end = time.start;
    const std::vector<Case> cases = {
        {"sensor", sensor, 2, 1, {"red"}},
        {"tile", tile, 1, 2, {"red", "rededge1", "nir"}},
        {"zone", zone, 2, 1, {"red"}},
        {"both ends included", time, 1, 1, {"red", "nir"}},
    };
    for (const Case &c : cases)
    {
        SCOPED_TRACE(c.what);
        const auto collection = Collection::Build(
            "links.txt", InputOf(MakeLinks(kMixed)), c.filter);
        ASSERT_TRUE(collection);
        const auto &tiles = (*collection)->GetTiles();
        EXPECT_EQ(tiles.size(), c.tiles);
        EXPECT_EQ(tiles[0].granules.size(), c.granules);
        EXPECT_EQ(NamesOf(tiles[0].bands), c.bands);
    }
}

TEST(CollectionTest, BandsChooseArraysAndNothingElse)
{
    const auto all = CollectionOf(InputOf(MakeLinks(kMixed)));
    EXPECT_THAT(NamesOf(all->GetArrays()),
                ElementsAre("red", "rededge1", "nir"));
    const std::pair<const char *, const char *> cases[] = {
        {"red", "red"},
        {"NIR", "nir"},
        {"b04", "red"},
        {"RedEdge1", "rededge1"}};
    for (const auto &[given, name] : cases)
    {
        SCOPED_TRACE(given);
        CollectionFilter filter;
        filter.bands = {given};
        const auto collection =
            CollectionOf(InputOf(MakeLinks(kMixed)), filter);
        EXPECT_THAT(NamesOf(collection->GetArrays()), ElementsAre(name));
        ASSERT_EQ(collection->GetTiles().size(), 2u);
        for (std::size_t i = 0; i < 2; ++i)
        {
            const TileSeries &series = collection->GetTiles()[i];
            EXPECT_EQ(Ids(series), Ids(all->GetTiles()[i]));
            EXPECT_EQ(series.bands, all->GetTiles()[i].bands);
        }
    }
    // In the order of the product table, each once.
    CollectionFilter several;
    several.bands = {"nir", "B04", "red"};
    EXPECT_THAT(
        NamesOf(CollectionOf(InputOf(MakeLinks(kMixed)), several)->GetArrays()),
        ElementsAre("red", "nir"));
}

TEST(CollectionTest, IndexThatCanBeComputedMayBeAskedFor)
{
    CollectionFilter filter;
    filter.bands = {"NDVI"};
    // Red and near infrared of different scenes are enough for the array.
    const auto collection = CollectionOf(InputOf(MakeLinks(kMixed)), filter);
    EXPECT_THAT(NamesOf(collection->GetArrays()), ElementsAre("ndvi"));
    EXPECT_THAT(NamesOf(collection->FindTile("13TGF")->bands),
                ElementsAre("red", "rededge1", "nir"));
    // Without being asked for, it isn't shown.
    EXPECT_THAT(NamesOf(CollectionOf(InputOf(MakeLinks(kMixed)))->GetArrays()),
                Not(testing::Contains("ndvi")));
    filter.bands = {"nbr"};
    EXPECT_THAT(FailureOf(MakeLinks(kMixed), filter),
                AllOf(HasSubstr("no band nbr"), HasSubstr("nir, swir2"),
                      HasSubstr("red, rededge1, nir")));
}

TEST(CollectionTest, FactsOfAScenesFilesAreJoined)
{
    Input input =
        InputOf(MakeLinks({"HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif",
                           "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
                           "HLS.S30.T13TGF.2021133T173859.v2.0.B04.tif"}));
    SceneFacts ofIndex;
    ofIndex.cloudCover = 30;
    ofIndex.platform = "landsat-8";
    SceneFacts ofScene;
    ofScene.sensingTime = 1620926647;
    input.scenes = {{"HLS-VI.L30.T13TGF.2021133T172406.v2.0", ofIndex},
                    {"HLS.L30.T13TGF.2021133T172406.v2.0", ofScene}};
    const auto collection = CollectionOf(input);
    const auto &granules = collection->GetTiles().front().granules;
    EXPECT_EQ(granules[0].facts.cloudCover, 30);
    EXPECT_EQ(granules[0].facts.sensingTime, 1620926647);
    EXPECT_EQ(granules[0].facts.platform, "landsat-8");
    EXPECT_FALSE(granules[1].facts.cloudCover);
    EXPECT_EQ(granules[1].facts.platform, "");
}

TEST(CollectionTest, CountsWhatTheListNames)
{
    auto links = MakeLinks(kMixed);
    links.push_back(MakeLink(kMixed[0], "https://z/"));
    Input input = InputOf(links);
    input.passedOver = 4;
    CollectionFilter filter;
    filter.tiles = {"13TGF"};
    const CollectionCounts counts = CollectionOf(input, filter)->GetCounts();
    EXPECT_EQ(counts.links, 6u);
    EXPECT_EQ(counts.passedOver, 4u);
    EXPECT_EQ(counts.granules, 2u);
    EXPECT_EQ(counts.duplicates, 1u);
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
        Collection::Build("links.txt", InputOf(MakeLinks(kMixed)), filter);
    ASSERT_TRUE(collection);
    EXPECT_THAT(NamesOf((*collection)->GetArrays()), ElementsAre("nir"));
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
                                       return InputOf({link});
                                   }(),
                                   {}));
}

TEST(CollectionTest, ScenesOfTwoSensorsInTheSameSecondAreTwoGranules)
{
    const auto collection = Collection::Build(
        "links.txt",
        InputOf(MakeLinks({"HLS.S30.T13TGF.2021133T172406.v2.0.B04.tif",
                           "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"})),
        {});
    ASSERT_TRUE(collection);
    const auto &granules = (*collection)->GetTiles()[0].granules;
    ASSERT_EQ(granules.size(), 2u);
    EXPECT_EQ(granules[0].sensor, Sensor::L30);
    EXPECT_EQ(granules[1].sensor, Sensor::S30);
}

TEST(CollectionTest, PathOfASignedListIsNotShown)
{
    const std::string path = "/vsicurl/https://host/l.txt?X-Amz-Signature=abc";
    const auto collection =
        Collection::Build(path, InputOf(MakeLinks(kMixed)), {});
    ASSERT_TRUE(collection);
    EXPECT_EQ((*collection)->GetPath(), path);
    EXPECT_THAT((*collection)->GetLabel(), Not(HasSubstr("abc")));
}

TEST(CollectionTest, TilesAreFoundWithAndWithoutTAndBandsByBothNames)
{
    const auto collection =
        Collection::Build("links.txt", InputOf(MakeLinks(kMixed)), {});
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
        InputOf(MakeLinks({"HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif",
                           "HLS.S30.T13TGE.2021140T173859.v2.0.B05.tif"})),
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
