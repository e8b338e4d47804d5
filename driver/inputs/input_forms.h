// SPDX-License-Identifier: MIT
// The forms of input that the driver knows: which one some bytes have.

#ifndef HLSTS_DRIVER_INPUTS_INPUT_FORMS_H
#define HLSTS_DRIVER_INPUTS_INPUT_FORMS_H

#include "driver/inputs/input.h"
#include "driver/inputs/judge_links.h"
#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file are those of an input. Allocates nothing:
 * GDAL calls it for every file.
 *
 * @param header the bytes that GDAL has read.
 * @param isComplete whether they are the whole file.
 */
bool LooksLikeInput(std::string_view header, bool isComplete) noexcept;

/** Parses an input of any form, from its bytes. Pure.
 *
 * Takes inputs too that LooksLikeInput() can't tell from their first bytes.
 * @return an error of the form of ParseError() (candidates.h). */
Result<ParsedInput> ParseInput(std::string_view bytes);

/** Parses and judges an input of any form, from its bytes. Pure.
 *
 * @return an error where ParseInput() or JudgeLinks() refuses it, with the
 *   input's path in front. */
Result<Input> ReadInputBytes(std::string_view bytes,
                             const InputContext &context);

/** Judges what has been parsed.
 *
 * @return an error where there is one of a parser, or JudgeLinks() refuses the
 *   links, with the input's path in front. */
Result<Input> JudgeParsedInput(Result<ParsedInput> parsed,
                               const InputContext &context);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_INPUT_FORMS_H
