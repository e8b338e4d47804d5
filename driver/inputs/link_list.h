// SPDX-License-Identifier: MIT
// A text with one HLS link a line.

#ifndef HLSTS_DRIVER_INPUTS_LINK_LIST_H
#define HLSTS_DRIVER_INPUTS_LINK_LIST_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file are those of a link list.
 *
 * True when the first line that is neither blank nor a comment ends in the
 * name of an HLS file, of any version, and looks like one path or URL. Forms
 * and versions that ParseLinkList() refuses are recognised too, so that its
 * message tells the user why. A table, JSON, HTML or a sentence that mentions
 * a file is not recognised. Allocates nothing: GDAL calls it for every file.
 *
 * @param header the bytes that GDAL has read.
 * @param isComplete whether they are the whole file; otherwise a first entry
 *   that is cut off doesn't count.
 */
bool LooksLikeLinkList(std::string_view header, bool isComplete) noexcept;

/** Parses a link list. Pure.
 *
 * One entry a line: `s3://bucket/key`, `https://host/path`, `/vsis3/...`,
 * `/vsicurl/https://...`, `/vsiearthdata/...` or a local path. Blank lines,
 * lines that begin with '#', CRLF, a byte order mark and a missing final line
 * feed are accepted. The links have the order of the list, with its
 * repetitions.
 *
 * @return an error of the form of ParseError() (candidates.h) with the line
 *   number: a limit that is exceeded, a line that is not plain UTF-8.
 */
Result<ParsedInput> ParseLinkList(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_LIST_H
