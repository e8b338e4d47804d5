// SPDX-License-Identifier: MIT
// What a link may name, and which path GDAL opens for it.

#ifndef HLSTS_DRIVER_INPUTS_LINK_TARGET_H
#define HLSTS_DRIVER_INPUTS_LINK_TARGET_H

#include "vsi/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace hlsts
{

/** What the place of a list allows its links to name. */
struct LinkRules
{
    /** Folder that relative local paths are resolved against. */
    std::string_view folder{};
    /** Whether the list lies on this machine: only then are hosts of private
     * networks allowed. */
    bool isLocalList = true;
    /** Whether local paths are allowed. */
    bool allowLocalPaths = true;
    /** Whether `folder` is inside an archive on this machine: then relative
     * paths are allowed, which stay inside. */
    bool isInLocalArchive = false;
};

/** Where a link leads. A value type. */
struct LinkTarget
{
    /** What GDAL opens. */
    std::string path{};
    bool isLocal = false;

    /** The file's name: the last part of the path, without a URL's query. */
    std::string_view FileName() const
    {
        return std::string_view(path).substr(nameBegin, nameLength);
    }

    std::size_t nameBegin = 0;
    std::size_t nameLength = 0;
};

/** Turns a link into the path that GDAL opens, or refuses it.
 *
 * The one place of the policy of faults.md, case 24, for every kind of list.
 * Pure: neither a file nor a name server is asked.
 *
 * | link                                        | path                        |
 * |---------------------------------------------|-----------------------------|
 * | s3://bucket/key                             | /vsiearthdata/bucket/key    |
 * | /vsiearthdata/bucket/key                    | as it is                    |
 * | /vsis3/bucket/key, LP DAAC's bucket         | /vsiearthdata/bucket/key    |
 * | /vsis3/bucket/key, another bucket           | as it is                    |
 * | https URL of LP DAAC (also after /vsicurl/) | /vsiearthdata/bucket/key,   |
 * |                                             | decoded, query dropped      |
 * | other https URL (also after /vsicurl/)      | /vsicurl/https://..., query |
 * |                                             | kept: it may be a signature |
 * | local path                                  | joined to the folder        |
 *
 * Percent escapes mean themselves in bucket keys and local paths.
 *
 * @return the target, or an error that begins with the link (as DescribeLink()
 *   shows it), says why it is refused and what to do.
 */
Result<LinkTarget> ResolveLink(std::string_view text, const LinkRules &rules);

/** A link that has been resolved, as it may stand in metadata: as it is, but
 * without the user part and the query of a web address (each may hold a
 * secret). */
std::string WithoutSecrets(std::string_view link);

/** A link as it may stand in a message: without the user part and the query of
 * a URL, without what follows the prefix of a connection string (each may hold
 * a secret), escaped, and a long one without its middle. Of a path without a
 * scheme, only what looks like a query is left out: '?' and '#' may be part of
 * a folder's name. */
std::string DescribeLink(std::string_view text);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_TARGET_H
