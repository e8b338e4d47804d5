// SPDX-License-Identifier: MIT
// What an input gives to the driver.

#ifndef HLSTS_DRIVER_INPUTS_INPUT_H
#define HLSTS_DRIVER_INPUTS_INPUT_H

#include "driver/inputs/link.h"
#include "driver/inputs/parsed_input.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** An input of any form, judged: its links may be opened. A value type. */
struct Input
{
    /** In the order of the input, with its repetitions; at least one. */
    std::vector<Link> links{};
    /** How many of the files that the input names are none of HLS's bands. */
    std::size_t passedOver = 0;
    /** What the user should know, without secrets. Each begins "HLSTS: ". */
    std::vector<std::string> warnings{};
    /** By granule id. */
    std::map<std::string, SceneFacts> scenes{};
    /** See ParsedInput. */
    std::vector<std::pair<std::string, std::string>> openOptions{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_INPUT_H
