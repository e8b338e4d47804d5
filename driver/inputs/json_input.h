// SPDX-License-Identifier: MIT
// JSON that names HLS files: lists of links, answers of searches, manifests.

#ifndef HLSTS_DRIVER_INPUTS_JSON_INPUT_H
#define HLSTS_DRIVER_INPUTS_JSON_INPUT_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Reads JSON that names HLS files. Pure.
 *
 * | JSON                                  | links                             |
 * |---------------------------------------|-----------------------------------|
 * | array of texts                        | each                              |
 * | STAC Item, ItemCollection (stac.h)    | each asset                        |
 * | manifest (manifest.h)                 | each asset; with open options     |
 * | CMR's granules.umm_json, granules.json| each file, s3:// before https://  |
 * | (cmr.h)                               |                                   |
 * | array of these, also nested           | those of all                      |
 *
 * Links are as the input has them: whether one may be opened and names a band
 * of HLS is not looked at.
 *
 * @return what it tells, with at least one link; or an error without the
 *   input's name, which says what the JSON is and what to do: invalid (with
 *   line and column), of another kind, without links, of a wrong type
 *   somewhere, beyond a limit. The message holds no link.
 */
Result<ParsedInput> ParseJsonInput(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_JSON_INPUT_H
