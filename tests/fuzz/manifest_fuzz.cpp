// SPDX-License-Identifier: MIT
// Inputs that become manifests, which are read and written again.

#include "driver/inputs/input_forms.h"
#include "driver/inputs/manifest.h"
#include "driver/inputs/manifest_writer.h"
#include "driver/inputs/written_link.h"
#include "tests/fuzz/fuzz.h"

#include <set>

namespace
{

using namespace hlsts;

/** The manifest of an input; nothing where its links can't be written.
 *
 * A manifest has one file for each band of a granule; of several the first
 * counts here. */
std::optional<Manifest> ManifestOf(const Input &input)
{
    Manifest manifest;
    manifest.openOptions = input.openOptions;
    std::map<std::string, ManifestGranule> granules;
    std::set<std::pair<std::string, std::string>> bands;
    for (const Link &link : input.links)
    {
        std::string id = link.asset.granuleId;
        if (link.asset.isVegetationIndex)
            id.replace(0, id.find('.'), "HLS");
        if (!bands.emplace(id, link.asset.productBand).second)
            continue;
        const auto href = WrittenLink(link.path);
        if (!href)
            return std::nullopt;
        ManifestGranule &granule = granules[id];
        granule.id = id;
        granule.tile = link.asset.tile;
        granule.time = link.asset.time;
        if (const auto facts = input.scenes.find(id);
            facts != input.scenes.end())
            granule.facts = facts->second;
        granule.files.push_back({link.asset.productBand, *href});
    }
    for (const auto &[id, granule] : granules)
        manifest.granules.push_back(granule);
    return manifest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    InputContext context;
    context.path = "/data/list";
    context.folder = "/data";
    const auto input = ReadInputBytes(TextOf(data, size), context);
    const auto manifest = input ? ManifestOf(*input) : std::nullopt;
    if (!manifest)
        return 0;
    const auto text = WriteManifest(*manifest);
    Require(static_cast<bool>(text), "what has been read can be written",
            text ? "" : text.GetError().message);
    Require(LooksLikeInput(std::string_view(*text).substr(0, 1024),
                           text->size() < 1024),
            "a manifest is recognised", *text);
    const auto again = ReadInputBytes(*text, context);
    Require(static_cast<bool>(again), "a manifest can be read",
            again ? "" : again.GetError().message);
    Require(again->warnings.empty(), "a manifest gives no warning", *text);
    const auto written = WriteManifest(*ManifestOf(*again));
    Require(written && *written == *text, "a manifest stays what it is", *text);
    return 0;
}
