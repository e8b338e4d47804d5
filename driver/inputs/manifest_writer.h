// SPDX-License-Identifier: MIT
// Writes a manifest: a STAC ItemCollection that says how it is to be opened.

#ifndef HLSTS_DRIVER_INPUTS_MANIFEST_WRITER_H
#define HLSTS_DRIVER_INPUTS_MANIFEST_WRITER_H

#include "driver/inputs/footprint.h"
#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** One file of a granule. A value type. */
struct ManifestFile
{
    /** The product's own name of its band: B04, B8A, Fmask, NDVI. It becomes
     * the key of the asset, as in NASA's own STAC items. */
    std::string band{};
    /** What WrittenLink() has made of the file's path. */
    std::string href{};
};

/** One scene over one tile. A value type. */
struct ManifestGranule
{
    /** E.g. HLS.L30.T13TGF.2021133T172406.v2.0. */
    std::string id{};
    /** 13TGF */
    std::string tile{};
    /** The name's time in seconds since 1970 UTC. */
    std::int64_t time = 0;
    /** What is known of the scene (Input::scenes). */
    SceneFacts facts{};
    /** At least one, each band once, in any order. */
    std::vector<ManifestFile> files{};
};

/** What a manifest holds. A value type. */
struct Manifest
{
    /** Name and value of each open option that says what the cube is: which
     * granules and arrays it has and how pixels are chosen. The case of names
     * doesn't matter; of two of the same name the later one counts. Those that
     * say how it is read on this machine (NUM_THREADS, ACCESS) don't belong
     * here. */
    std::vector<std::pair<std::string, std::string>> openOptions{};
    /** By tile. An item of a tile that isn't here has no geometry, which STAC
     * allows. */
    std::map<std::string, Footprint> footprints{};
    /** At least one, in any order. */
    std::vector<ManifestGranule> granules{};
};

/** Writes a manifest as JSON, one line a granule. Pure.
 *
 * What the reader (manifest.h) reads of it and is written again has the same
 * bytes. The order doesn't depend on that of the granules, files and options:
 * granules are sorted by tile, time and id, files and options by name.
 *
 * Each granule becomes a STAC Item of version 1.0.0 with the extensions eo (if
 * its cloud cover is known) and projection (if its tile's EPSG code is). Its
 * `datetime`, which STAC demands, is the start of sensing where that is known,
 * else the name's time; the reader takes either for the start of sensing.
 *
 * How the driver's CreateCopy calls it, whose source is a dataset of this
 * driver and nothing else (a VRT of one has lost links and times):
 * 1. For each granule that TILES, SENSORS, START and END let through, all its
 *    files: also those of arrays that BANDS leaves out, and the Fmask that MASK
 *    needs, because a granule is a step of the time axis by any of its files.
 * 2. href = WrittenLink() of the file's path, after a relative local path was
 *    made absolute. Its error is CreateCopy's.
 * 3. For each tile, FootprintOf(*GridOfTile(tile)).
 * 4. openOptions = the options in force: those of the user, joined with those
 *    that the source's own manifest has brought.
 *
 * Memory: the text, about 250 bytes a file, and one item. A hundred thousand
 * files take less than a second.
 *
 * @return an error, as a user sees it: no granule, a granule without a file, an
 *   option that no manifest can hold (IsManifestOption()).
 */
Result<std::string> WriteManifest(const Manifest &manifest);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_MANIFEST_WRITER_H
