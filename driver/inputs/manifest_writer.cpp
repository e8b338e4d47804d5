// SPDX-License-Identifier: MIT
// Writes a manifest: a STAC ItemCollection that says how it is to be opened.

#include "driver/inputs/manifest_writer.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/manifest.h"
#include "vsi/base/json.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <tuple>

namespace hlsts
{

namespace
{

/** Keeps the order in which members are added: the first 1024 bytes of the text
 * must tell that it is a manifest, and people read the id first. */
using OrderedJson = nlohmann::ordered_json;

constexpr const char *kStacVersion = "1.0.0";
constexpr const char *kEoExtension =
    "https://stac-extensions.github.io/eo/v1.1.0/schema.json";
constexpr const char *kProjectionExtension =
    "https://stac-extensions.github.io/projection/v1.1.0/schema.json";

Error WriteError(const std::string &why)
{
    return Error{"HLSTS: cannot write a manifest: " + why};
}

std::string ToUpper(std::string text)
{
    for (char &c : text)
        if (IsLetter(c) && !IsUpper(c))
            c = static_cast<char>(c - 'a' + 'A');
    return text;
}

Result<OrderedJson> MakeOpenOptions(const Manifest &manifest)
{
    std::map<std::string, std::string> sorted;
    for (const auto &[name, value] : manifest.openOptions)
    {
        if (!IsManifestOption(name, value))
            return WriteError("the open option \"" + EscapeForMessage(name) +
                              "\" has control characters or is no UTF-8, or "
                              "its name is none. Leave it out");
        sorted[ToUpper(name)] = value;
    }
    OrderedJson options = OrderedJson::object();
    for (const auto &[name, value] : sorted)
        options[name] = value;
    return options;
}

OrderedJson MakeGeometry(const Footprint &footprint)
{
    OrderedJson polygons = OrderedJson::array();
    for (const auto &ring : footprint.rings)
    {
        OrderedJson points = OrderedJson::array();
        for (const LonLat &point : ring)
            points.push_back({point.longitude, point.latitude});
        polygons.push_back({points});
    }
    const bool isWhole = polygons.size() == 1;
    return {{"type", isWhole ? "Polygon" : "MultiPolygon"},
            {"coordinates", isWhole ? polygons.front() : polygons}};
}

OrderedJson MakeProperties(const ManifestGranule &granule,
                           const Footprint *footprint)
{
    const SceneFacts &facts = granule.facts;
    OrderedJson properties = {
        {"datetime", FormatIsoTime(facts.sensingTime.value_or(granule.time))}};
    if (!facts.platform.empty())
        properties["platform"] = facts.platform;
    if (facts.cloudCover)
        properties["eo:cloud_cover"] = *facts.cloudCover;
    if (footprint != nullptr && footprint->epsg != 0)
        properties["proj:epsg"] = footprint->epsg;
    return properties;
}

/** NASA's files are cloud-optimised but those of vegetation indices, which have
 * strips and no overviews. */
const char *MediaTypeOf(std::string_view href)
{
    return StartsWith(LastPathComponent(href), "HLS-VI.")
               ? "image/tiff; application=geotiff"
               : "image/tiff; application=geotiff; profile=cloud-optimized";
}

OrderedJson MakeAssets(std::vector<ManifestFile> files)
{
    std::sort(files.begin(), files.end(),
              [](const ManifestFile &a, const ManifestFile &b)
              { return a.band < b.band; });
    OrderedJson assets = OrderedJson::object();
    for (const ManifestFile &file : files)
        assets[file.band] = {{"href", file.href},
                             {"type", MediaTypeOf(file.href)},
                             {"roles", {"data"}}};
    return assets;
}

OrderedJson MakeItem(const ManifestGranule &granule, const Footprint *footprint)
{
    OrderedJson properties = MakeProperties(granule, footprint);
    OrderedJson extensions = OrderedJson::array();
    if (properties.contains("eo:cloud_cover"))
        extensions.push_back(kEoExtension);
    if (properties.contains("proj:epsg"))
        extensions.push_back(kProjectionExtension);
    OrderedJson item = {{"type", "Feature"},
                        {"stac_version", kStacVersion},
                        {"stac_extensions", std::move(extensions)},
                        {"id", granule.id},
                        {"geometry", nullptr}};
    if (footprint != nullptr)
    {
        item["geometry"] = MakeGeometry(*footprint);
        item["bbox"] = {footprint->west, footprint->south, footprint->east,
                        footprint->north};
    }
    item["properties"] = std::move(properties);
    item["links"] = OrderedJson::array();
    item["assets"] = MakeAssets(granule.files);
    return item;
}

std::vector<const ManifestGranule *>
SortGranules(const std::vector<ManifestGranule> &granules)
{
    std::vector<const ManifestGranule *> sorted;
    sorted.reserve(granules.size());
    for (const ManifestGranule &granule : granules)
        sorted.push_back(&granule);
    std::sort(sorted.begin(), sorted.end(),
              [](const ManifestGranule *a, const ManifestGranule *b)
              {
                  return std::tie(a->tile, a->time, a->id) <
                         std::tie(b->tile, b->time, b->id);
              });
    return sorted;
}

}  // namespace

Result<std::string> WriteManifest(const Manifest &manifest)
{
    if (manifest.granules.empty())
        return WriteError("there is no granule to write");
    const auto options = MakeOpenOptions(manifest);
    if (!options)
        return options.GetError();
    const OrderedJson hlsts = {{"version", kManifestVersion},
                               {"open_options", *options}};
    std::string text = R"({"type":"FeatureCollection","stac_version":")" +
                       std::string(kStacVersion) + R"(","hlsts":)" +
                       hlsts.dump() + R"(,"links":[],"features":[)";
    const char *separator = "\n";
    for (const ManifestGranule *granule : SortGranules(manifest.granules))
    {
        if (granule->files.empty())
            return WriteError("the granule " + granule->id +
                              " has no file, so nothing would tell of it");
        const auto footprint = manifest.footprints.find(granule->tile);
        text.append(separator).append(
            MakeItem(*granule, footprint == manifest.footprints.end()
                                   ? nullptr
                                   : &footprint->second)
                .dump());
        separator = ",\n";
    }
    return text + "\n]}\n";
}

}  // namespace hlsts
