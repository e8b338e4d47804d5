// SPDX-License-Identifier: MIT
// A text with one HLS link a line: bytes in, links out.

#ifndef HLSTS_DRIVER_INPUTS_LINK_LIST_H
#define HLSTS_DRIVER_INPUTS_LINK_LIST_H

#include "driver/inputs/link.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** Limits beyond which a list is refused, so that no list, however hostile,
 * exhausts the memory of the user's program. They are far beyond real use: a
 * list of 10,000 links is a large one. */
constexpr std::size_t kMaxListBytes = 64 * 1024 * 1024;
constexpr std::size_t kMaxLineBytes = 8 * 1024;
constexpr std::size_t kMaxLinks = 1000 * 1000;

/** Where a list comes from, which decides what its lines may name. */
struct LinkListContext
{
    /** The list's own path, for messages. */
    std::string listPath;
    /** Folder that relative local paths are resolved against. */
    std::string folder;
    /** Whether the list itself lies on this machine. Only such a list may name
     * local paths and private addresses. */
    bool isLocal = true;
    /** Whether `folder` is inside an archive on this machine: then the list may
     * name files of that folder, which came with it. */
    bool isInLocalArchive = false;
    /** GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE: lets a remote list name
     * local paths too (absolute ones, or relative ones where `folder` is a
     * folder of this machine). Doesn't concern private addresses. */
    bool allowLocalFromRemote = false;
};

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

/** Reads a link list.
 *
 * One entry a line: `s3://bucket/key`, `https://host/path`, `/vsis3/...`,
 * `/vsicurl/https://...`, `/vsiearthdata/...` or a local path. Blank lines,
 * lines that begin with '#', CRLF, a byte order mark and a missing final line
 * feed are accepted. The links have the order of the list, with its
 * repetitions. Which places a link may name, and what path it becomes: see
 * link_target.h.
 *
 * @return the links, at least one; or an error with the list's path and the
 *   line number: a name that is not HLS v2.0, a form or place that is not
 *   allowed, a limit that is exceeded, a line that is not plain UTF-8, nothing
 *   in the list. The message never holds the query or the user part of a URL.
 *   Whether the product has that band, and the tile exists, is not checked.
 */
Result<std::vector<Link>> ParseLinkList(std::string_view bytes,
                                        const LinkListContext &context);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_LIST_H
