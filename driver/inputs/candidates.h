// SPDX-License-Identifier: MIT
// How a parser adds what it finds, within limits.

#ifndef HLSTS_DRIVER_INPUTS_CANDIDATES_H
#define HLSTS_DRIVER_INPUTS_CANDIDATES_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <string_view>

namespace hlsts
{

/** Limits beyond which an input is refused, so that none, however hostile,
 * exhausts the memory of the user's program. They are far beyond real use: a
 * list of 10,000 links is a large one. The longest form, CMR's umm_json, has 80
 * MiB for 100,000 links, and half as much again where it is indented. */
constexpr std::size_t kMaxInputBytes = 256 * 1024 * 1024;
constexpr std::size_t kMaxLinkBytes = 8 * 1024;
constexpr std::size_t kMaxLinks = 1000 * 1000;

/** An error of a parser that has to do with a line, from 1; 0 where the input
 * has no lines. ReadInput() puts the input's name before it. */
Error ParseError(int line, std::string_view why);

/** Whether a text, a link or a comment, is short enough and plain UTF-8. */
Status CheckText(std::string_view text, int line);

/** Adds a link to what a parser has found.
 *
 * @param text copied only when it is within the limits.
 * @return an error of the form of ParseError() when CheckText() refuses the
 *   text or there are too many links. */
Status AddCandidate(ParsedInput &input, std::string_view text, int line);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_CANDIDATES_H
