// SPDX-License-Identifier: MIT
// The shell script by which Earthdata Search downloads what was found.

#ifndef HLSTS_DRIVER_INPUTS_DOWNLOAD_SCRIPT_H
#define HLSTS_DRIVER_INPUTS_DOWNLOAD_SCRIPT_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file are those of a download script of files of
 * HLS: a shell's script that asks for the Earthdata login, or has the script's
 * own names in it, and names a file of HLS. (Earthdata Search writes the first
 * link into the shell code above the links, where it ends before byte 1000.)
 * Allocates nothing. */
bool LooksLikeDownloadScript(std::string_view header) noexcept;

/** Whether bytes are a script of any kind: they begin with "#!/". */
bool IsScript(std::string_view bytes) noexcept;

/** Parses a download script. Pure.
 *
 * Only what stands between a line that ends in `<<'EDSCEOF'` and the line
 * `EDSCEOF` counts, each line as in a link list.
 *
 * @return an error of the form of ParseError() (candidates.h): there are no
 *   such lines, the last one is missing, or as ParseLinkList(). */
Result<ParsedInput> ParseDownloadScript(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_DOWNLOAD_SCRIPT_H
