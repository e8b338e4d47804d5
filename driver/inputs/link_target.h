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
    /** Whether the file lies on this machine or in this process. */
    bool isLocal = false;

    /** Where in `path` the file's name begins, and its length. */
    std::size_t nameBegin = 0;
    std::size_t nameLength = 0;

    /** The file's name: the last part of the path, without a URL's query. A
     * view of `path`. */
    std::string_view GetFileName() const
    {
        return std::string_view(path).substr(nameBegin, nameLength);
    }
};

/** Turns a link into the path that GDAL opens, or refuses it.
 *
 * For every kind of list this is the one place that decides what a link may
 * name: a list can come from a stranger, and must not make the user's program
 * read the user's files, reach hosts of the user's network or send the login
 * to another host than NASA's. Pure: uses no file and no name server.
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

/** A link as it may stand in metadata: without the user part and the query of
 * a web address, each of which may hold a secret.
 *
 * @param link a link that ResolveLink() has accepted. */
std::string WithoutSecrets(std::string_view link);

/** A link as it may stand in a message: escaped (see EscapeForMessage()), and
 * without what may hold a secret.
 *
 * Of a URL the user part and the query are left out, of a connection string
 * ("PG:...") all behind its prefix. The '?' and '#' of a local path may belong
 * to the name of a folder, so only what looks like a query is left out.
 *
 * @param text any text, also one that ResolveLink() refuses. */
std::string DescribeLink(std::string_view text);

/** Where something stands, as a message says it: "links.txt, line 3".
 *
 * @param name as DescribeLink() shows it.
 * @param line from 1; 0 where the input has no lines. */
std::string DescribePlace(std::string_view name, int line);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_LINK_TARGET_H
