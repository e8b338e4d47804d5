// SPDX-License-Identifier: MIT
// A text of HLS links.

#ifndef HLSTS_DRIVER_INPUTS_LINK_LIST_H
#define HLSTS_DRIVER_INPUTS_LINK_LIST_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file are those of a link list.
 *
 * True when the first line that is neither blank nor a comment consists of
 * links, each like one path or URL, at least one of which ends in the name of
 * an HLS raster, of any version. Lines before it may consist of links to other
 * files. Where a raster's path is relative and has a blank, the other lines
 * must be links too. Forms and versions that are refused later are recognised
 * too, so that the message tells the user why. A table, JSON, HTML, a script or
 * a sentence that mentions a file is not recognised. Allocates nothing.
 *
 * @param header the bytes that GDAL has read.
 * @param isComplete whether they are the whole file; otherwise a link that may
 *   be cut off doesn't count, and links to nothing but other files of HLS
 *   granules are enough.
 */
bool LooksLikeLinkList(std::string_view header, bool isComplete) noexcept;

/** Parses a link list. Pure.
 *
 * One link a line, or several that are separated by blanks or commas (see
 * LinkReader): `s3://bucket/key`, `https://host/path`, `/vsis3/...`,
 * `/vsicurl/https://...`, `/vsiearthdata/...` or a local path. Blank lines,
 * lines that begin with '#', CRLF, a byte order mark and a missing final line
 * feed are accepted. The links have the order of the list, with its
 * repetitions.
 *
 * @return an error of the form of ParseError() (candidates.h) with the line
 *   number: a limit that is exceeded, a line that is not plain UTF-8.
 */
Result<ParsedInput> ParseLinkList(std::string_view bytes);

/** Adds the links of one line of a list.
 *
 * @param number of the line, from 1.
 * @return an error as ParseLinkList(). */
Status AddLinksOfLine(ParsedInput &input, std::string_view line, int number);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_LIST_H
