// SPDX-License-Identifier: MIT
// How a file that GDAL opens is named in a manifest.

#ifndef HLSTS_DRIVER_INPUTS_WRITTEN_LINK_H
#define HLSTS_DRIVER_INPUTS_WRITTEN_LINK_H

#include "vsi/base/result.h"

#include <string>
#include <string_view>

namespace hlsts
{

/** The link that a manifest may have for a file: another machine opens it too,
 * where it can, and it holds no secret. ResolveLink() (link_target.h) makes the
 * same path of it, wherever the manifest lies on this machine. Pure.
 *
 * | path                       | link             |
 * |----------------------------|------------------|
 * | /vsiearthdata/bucket/key   | s3://bucket/key  |
 * | /vsicurl/https://host/path | https://host/path|
 * | /vsis3/bucket/key          | as it is         |
 * | absolute local path        | as it is         |
 *
 * @param path as ResolveLink() has made it; a relative one has to be made
 *   absolute first.
 * @return an error, as a user sees it, for a URL with a query, which may be a
 *   signature; for a relative path; for a file that links don't lead to, such
 *   as one of /vsimem/ or of an archive.
 */
Result<std::string> WrittenLink(std::string_view path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_WRITTEN_LINK_H
