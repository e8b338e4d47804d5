// SPDX-License-Identifier: MIT
// A dataset of this driver as a manifest: gdal_translate -of HLSTS.

#include "driver/create_copy.h"

#include "driver/inputs/absolute_path.h"
#include "driver/inputs/manifest_writer.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/written_link.h"
#include "driver/open_options.h"
#include "driver/series/collection.h"
#include "driver/views/origin.h"

#include "cpl_conv.h"

namespace hlsts
{

namespace
{

/** The options that say what the cube is, and what the connection string says
 * of it. */
CPLStringList OptionsInForce(const Origin &origin)
{
    const Selection &selection = origin.selection;
    CPLStringList options(origin.options);
    if (selection.array)
        options.SetNameValue("BANDS", selection.array->name);
    if (selection.tiles.size() == origin.collection->GetTiles().size())
        return options;
    std::string tiles;
    for (const TileSeries *tile : selection.tiles)
        tiles += (tiles.empty() ? "" : ",") + tile->tile;
    options.SetNameValue("TILES", tiles.c_str());
    return options;
}

Result<ManifestGranule> WrittenGranule(const TileSeries &tile,
                                       const Granule &granule)
{
    ManifestGranule written;
    written.id = granule.id;
    written.tile = tile.tile;
    written.time = granule.time;
    written.facts = granule.facts;
    for (std::size_t i = 0; i < tile.bands.size(); ++i)
    {
        const std::string &path = granule.assets[i].path;
        if (path.empty())
            continue;
        const auto href = WrittenLink(AbsolutePath(path));
        if (!href)
            return href.GetError();
        written.files.push_back(
            {ProductBandName(*tile.bands[i], granule.sensor), *href});
    }
    return written;
}

Result<Manifest> MakeManifest(const Origin &origin)
{
    Manifest manifest;
    const CPLStringList options = OptionsInForce(origin);
    for (int i = 0; i < options.size(); ++i)
    {
        char *name = nullptr;
        const char *value = CPLParseNameValue(options[i], &name);
        if (name && value && IsCubeOption(name))
            manifest.openOptions.emplace_back(name, value);
        CPLFree(name);
    }
    for (const TileSeries *tile : origin.selection.tiles)
    {
        const auto grid = GridOfTile(tile->tile, tile->southernZones);
        if (grid)
            if (const auto footprint = FootprintOf(*grid))
                manifest.footprints.emplace(tile->tile, *footprint);
        for (const Granule &granule : tile->granules)
        {
            auto written = WrittenGranule(*tile, granule);
            if (!written)
                return written.GetError();
            manifest.granules.push_back(std::move(*written));
        }
    }
    return manifest;
}

bool WriteBytes(const std::string &path, const std::string &text)
{
    VSILFILE *file = VSIFOpenL(path.c_str(), "wb");
    if (!file)
        return false;
    const bool isWritten =
        VSIFWriteL(text.data(), 1, text.size(), file) == text.size();
    return VSIFCloseL(file) == 0 && isWritten;
}

/** Writes a file as a whole or leaves what there is. */
bool WriteFile(const std::string &path, const std::string &text)
{
    VSIStatBufL stat;
    const bool isThere = VSIStatL(path.c_str(), &stat) == 0;
    // A device or a pipe can't be replaced.
    if (isThere && !VSI_ISREG(stat.st_mode))
        return WriteBytes(path, text);
    const std::string aside = path + ".part";
    if (WriteBytes(aside, text) && VSIRename(aside.c_str(), path.c_str()) == 0)
        return true;
    VSIUnlink(aside.c_str());
    return false;
}

}  // namespace

Status WriteManifestOf(GDALDataset &source, const std::string &path)
{
    const auto *owner = dynamic_cast<const OriginOwner *>(&source);
    if (!owner)
        return Error{"HLSTS: cannot write " + DescribeLink(path) +
                     ": a manifest is made of a list of links as it stands, "
                     "and the source is none, or has been changed by options "
                     "such as -b, -srcwin, -outsize or -array. Leave these "
                     "out, or write pixels with -of COG"};
    if (!owner->GetOrigin().selection.time.empty())
        return Error{"HLSTS: cannot write " + DescribeLink(path) +
                     ": a manifest is made of whole lists, not of a composite. "
                     "Use the open options START and END for a list of one "
                     "time"};
    const auto manifest = MakeManifest(owner->GetOrigin());
    if (!manifest)
        return manifest.GetError();
    const auto text = WriteManifest(*manifest);
    if (!text)
        return text.GetError();
    if (WriteFile(path, *text))
        return Done{};
    return Error{"HLSTS: cannot write " + DescribeLink(path) +
                 ": see that the folder exists and is writable, and that there "
                 "is room"};
}

}  // namespace hlsts
