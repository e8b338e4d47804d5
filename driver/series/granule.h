// SPDX-License-Identifier: MIT
// One scene over one tile, with its files.

#ifndef HLSTS_DRIVER_SERIES_GRANULE_H
#define HLSTS_DRIVER_SERIES_GRANULE_H

#include "driver/hls/sensor.h"
#include "driver/inputs/parsed_input.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hlsts
{

/** One file of a granule: what GDAL opens, and how the user named it. A value
 * type. */
struct Asset
{
    /** Path for GDALOpenEx(); empty where the granule lacks the band. */
    std::string path{};
    /** The link as the list has it, without secrets (WithoutSecrets()). In a
     * message it stands as DescribeLink() shows it. */
    std::string link{};
    /** Line in the list, from 1; 0 where it has no lines. */
    int line = 0;
    /** Whether the file lies on this machine. */
    bool isLocal = false;
};

/** One scene of one sensor over a tile. A value type. */
struct Granule
{
    /** E.g. HLS.L30.T13TGF.2021133T172406.v2.0. */
    std::string id{};
    Sensor sensor = Sensor::L30;
    /** The name's time in seconds since 1970 UTC. */
    std::int64_t time = 0;
    /** Which of the tiles of its series it lies on. */
    std::size_t tile = 0;
    /** What the input tells of the scene. */
    SceneFacts facts{};
    /** As many as the series has bands, in their order. */
    std::vector<Asset> assets{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_GRANULE_H
