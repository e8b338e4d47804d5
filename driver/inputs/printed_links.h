// SPDX-License-Identifier: MIT
// What Python prints of search results: lists of links, and granules.

#ifndef HLSTS_DRIVER_INPUTS_PRINTED_LINKS_H
#define HLSTS_DRIVER_INPUTS_PRINTED_LINKS_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file are those of printed links of HLS.
 *
 * Either a list, `['https://...', ...]`, whose first links are files, with one
 * of HLS among them; or a granule as earthaccess prints it, alone or in a list
 * (`Collection: {...}`, `Spatial coverage: ...`, `Data: [...]`), in which
 * something of HLS is named. Allocates nothing.
 *
 * @param isComplete whether `header` is the whole file; otherwise a link that
 *   is cut off doesn't count. */
bool LooksLikePrintedLinks(std::string_view header, bool isComplete) noexcept;

/** Whether bytes begin as printed links do, of HLS or not. A list in double
 * quotes is JSON and doesn't count. */
bool IsPrint(std::string_view bytes) noexcept;

/** Parses what Python printed. Pure.
 *
 * The links are the quoted texts of the lists, which may be nested and stand
 * one after another; of granules only those of their `Data: [...]`.
 *
 * @return an error of the form of ParseError() (candidates.h) with the line
 *   number: a limit that is exceeded, a list that isn't closed or is
 *   abbreviated ("..."), a granule without `Data`, anything else between the
 *   links. So no part of a print is taken for the whole. */
Result<ParsedInput> ParsePrintedLinks(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_PRINTED_LINKS_H
