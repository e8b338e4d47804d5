// SPDX-License-Identifier: MIT
// What is written is what was given, and what is read of it is written again.

#include "driver/inputs/manifest_writer.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/input_forms.h"
#include "driver/inputs/written_link.h"
#include "vsi/base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace hlsts
{
namespace
{

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kL30[] = "HLS.L30.T13TGF.2021133T172406.v2.0";
constexpr char kS30[] = "HLS.S30.T13TGF.2021133T173859.v2.0";
/** The name times of the two: 2021-05-13, day 133. */
constexpr std::int64_t kTimeL30 = 1620926646;
constexpr std::int64_t kTimeS30 = 1620927539;

ManifestFile File(const std::string &granule, const std::string &band)
{
    return {band, "s3://lp-prod-protected/" + granule + "/" + granule + "." +
                      band + ".tif"};
}

/** Two granules, one with all facts and one with none. */
Manifest TwoGranules()
{
    Manifest manifest;
    manifest.openOptions = {{"MASK", "CLOUD,SNOW"}, {"bands", "red,nir"}};
    manifest.footprints["13TGF"] = *FootprintOf(*GridOfTile("13TGF"));
    manifest.granules = {
        {kS30, "13TGF", kTimeS30, {}, {File(kS30, "B8A"), File(kS30, "B04")}},
        {kL30,
         "13TGF",
         kTimeL30,
         {12.5, kTimeL30 + 7, "landsat-8"},
         {File(kL30, "Fmask"),
          File(kL30, "B04"),
          {"NDVI", "/data/HLS-VI.L30.T13TGF.2021133T172406.v2.0.NDVI.tif"}}}};
    return manifest;
}

std::string Write(const Manifest &manifest)
{
    const auto text = WriteManifest(manifest);
    return text ? *text : text.GetError().message;
}

/** What a reader of a manifest would write: the granules by the names of their
 * files, with what is known of them. */
Manifest Read(const std::string &text, const Manifest &original)
{
    InputContext context;
    context.path = "/elsewhere/cube.json";
    context.folder = "/elsewhere";
    const auto input = ReadInputBytes(text, context);
    EXPECT_TRUE(input) << input.GetError().message;
    Manifest manifest;
    manifest.footprints = original.footprints;
    if (!input)
        return manifest;
    manifest.openOptions = input->openOptions;
    std::map<std::string, ManifestGranule> granules;
    for (const Link &link : input->links)
    {
        std::string id = link.asset.granuleId;
        if (link.asset.isVegetationIndex)
            id.replace(0, id.find('.'), "HLS");
        ManifestGranule &granule = granules[id];
        granule.id = id;
        granule.tile = link.asset.tile;
        granule.time = link.asset.time;
        if (const auto facts = input->scenes.find(id);
            facts != input->scenes.end())
            granule.facts = facts->second;
        granule.files.push_back(
            {link.asset.productBand, *WrittenLink(link.path)});
    }
    for (const auto &[id, granule] : granules)
        manifest.granules.push_back(granule);
    return manifest;
}

TEST(ManifestWriter, WritesStacItemsByTime)
{
    const Json json = Json::parse(Write(TwoGranules()));
    EXPECT_EQ(json["type"], "FeatureCollection");
    EXPECT_EQ(json["hlsts"], Json::parse(R"({"version": 1, "open_options":
                  {"BANDS": "red,nir", "MASK": "CLOUD,SNOW"}})"));
    ASSERT_EQ(json["features"].size(), 2u);
    const Json &item = json["features"][0];
    EXPECT_EQ(item["id"], kL30);
    EXPECT_EQ(item["properties"],
              Json::parse(R"({"datetime": "2021-05-13T17:24:13Z",
                  "platform": "landsat-8", "eo:cloud_cover": 12.5,
                  "proj:epsg": 32613})"));
    EXPECT_EQ(item["stac_extensions"].size(), 2u);
    EXPECT_EQ(item["geometry"]["type"], "Polygon");
    EXPECT_EQ(item["geometry"]["coordinates"][0].size(), 5u);
    EXPECT_EQ(item["bbox"].size(), 4u);
    EXPECT_EQ(item["links"], Json::array());
    EXPECT_EQ(item["assets"]["B04"],
              Json::parse(R"({"href": "s3://lp-prod-protected/)" +
                          std::string(kL30) + "/" + kL30 + R"(.B04.tif",
                  "type": "image/tiff; application=geotiff; profile=cloud-optimized",
                  "roles": ["data"]})"));
    EXPECT_EQ(item["assets"]["NDVI"]["type"],
              "image/tiff; application=geotiff");
    EXPECT_EQ(item["assets"].size(), 3u);
}

TEST(ManifestWriter, LeavesOutWhatIsNotKnown)
{
    Manifest manifest = TwoGranules();
    manifest.footprints.clear();
    const Json json = Json::parse(Write(manifest));
    const Json &item = json["features"][1];
    EXPECT_EQ(item["id"], kS30);
    EXPECT_EQ(item["properties"],
              Json::parse(R"({"datetime": "2021-05-13T17:38:59Z"})"));
    EXPECT_EQ(item["geometry"], nullptr);
    EXPECT_FALSE(item.contains("bbox"));
    EXPECT_EQ(item["stac_extensions"], Json::array());
}

TEST(ManifestWriter, CutsTheGeometryAtTheAntimeridian)
{
    Manifest manifest = TwoGranules();
    manifest.footprints["13TGF"] = *FootprintOf(*GridOfTile("01KAB"));
    const Json json = Json::parse(Write(manifest));
    const Json &item = json["features"][0];
    EXPECT_EQ(item["geometry"]["type"], "MultiPolygon");
    ASSERT_EQ(item["geometry"]["coordinates"].size(), 2u);
    EXPECT_GE(item["geometry"]["coordinates"][0][0].size(), 4u);
    EXPECT_GT(item["bbox"][0], item["bbox"][2]);
}

TEST(ManifestWriter, IsRecognisedAndReadBackEqual)
{
    const Manifest manifest = TwoGranules();
    const std::string text = Write(manifest);
    EXPECT_TRUE(LooksLikeInput(std::string_view(text).substr(0, 1024), false));
    const Manifest read = Read(text, manifest);
    EXPECT_EQ(read.granules.size(), 2u);
    EXPECT_EQ(Write(read), text);
    EXPECT_EQ(Write(Read(Write(read), manifest)), text);
}

TEST(ManifestWriter, DoesNotDependOnTheOrderOfWhatIsGiven)
{
    Manifest manifest = TwoGranules();
    const std::string text = Write(manifest);
    std::reverse(manifest.granules.begin(), manifest.granules.end());
    std::reverse(manifest.openOptions.begin(), manifest.openOptions.end());
    for (ManifestGranule &granule : manifest.granules)
        std::reverse(granule.files.begin(), granule.files.end());
    EXPECT_EQ(Write(manifest), text);
}

TEST(ManifestWriter, RefusesWhatNoManifestCanHold)
{
    EXPECT_EQ(Write(Manifest{}),
              "HLSTS: cannot write a manifest: there is no granule to write");
    Manifest manifest = TwoGranules();
    manifest.granules[0].files.clear();
    EXPECT_THAT(Write(manifest),
                HasSubstr(std::string("the granule ") + kS30 + " has no file"));
    for (const auto &option : {std::pair("A B", "x"), std::pair("A", "\xFF"),
                               std::pair("", "x"), std::pair("A", "\n")})
    {
        manifest = TwoGranules();
        manifest.openOptions.emplace_back(option);
        EXPECT_THAT(Write(manifest),
                    StartsWith("HLSTS: cannot write a manifest: the open "
                               "option "));
    }
}

TEST(ManifestWriter, TakesTimeInProportionToItsLinks)
{
    Manifest manifest = TwoGranules();
    const ManifestGranule template_ = manifest.granules[1];
    manifest.granules.clear();
    for (int second = 0; second < 1334; ++second)
    {
        ManifestGranule granule = template_;
        granule.time += second;
        for (int band = 0; band < 12; ++band)
            granule.files.push_back(File(kL30, "B" + std::to_string(band)));
        manifest.granules.push_back(granule);
    }
    const auto begin = std::chrono::steady_clock::now();
    const std::string text = Write(manifest);
    const std::chrono::duration<double> seconds =
        std::chrono::steady_clock::now() - begin;
    EXPECT_THAT(text, StartsWith("{\"type\":\"FeatureCollection\""));
    // 20,000 links. A release build takes a tenth of a second; this only
    // catches what isn't linear.
    EXPECT_LT(seconds.count(), 20);
}

}  // namespace
}  // namespace hlsts
