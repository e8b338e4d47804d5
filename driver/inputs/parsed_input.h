// SPDX-License-Identifier: MIT
// What a parser finds in the bytes of an input, before anything is judged.

#ifndef HLSTS_DRIVER_INPUTS_PARSED_INPUT_H
#define HLSTS_DRIVER_INPUTS_PARSED_INPUT_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** A link as an input has it: nobody has looked yet whether it may be opened or
 * names a file of HLS. A value type. */
struct LinkCandidate
{
    /** May hold a URL's signature: DescribeLink() makes a message's text of
     * it. */
    std::string text{};
    /** Line of the input, from 1; 0 where the input has no lines. */
    int line = 0;
};

/** What an input says of a scene beside its links. A value type. */
struct SceneFacts
{
    /** Percent, 0 to 100. */
    std::optional<double> cloudCover{};
    /** Start of sensing in seconds since 1970 UTC. */
    std::optional<std::int64_t> sensingTime{};
    /** Satellite, e.g. landsat-9, sentinel-2a; empty where not told. */
    std::string platform{};
};

/** What a parser returns. A value type. */
struct ParsedInput
{
    /** In the order of the input. */
    std::vector<LinkCandidate> candidates{};
    /** By granule id, e.g. HLS.L30.T13TGF.2021133T172406.v2.0. */
    std::map<std::string, SceneFacts> scenes{};
    /** Open options that a manifest brings, by name; those of the user who
     * opens the manifest win. */
    std::vector<std::pair<std::string, std::string>> openOptions{};
    /** What the user should know although the input opens, without the input's
     * name: it is only one page of a search. */
    std::vector<std::string> warnings{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_PARSED_INPUT_H
