// SPDX-License-Identifier: MIT
// What a /vsiearthdata/ path names.

#ifndef HLSTS_VSI_NAMES_PATH_H
#define HLSTS_VSI_NAMES_PATH_H

#include "vsi/base/result.h"

#include <string>
#include <string_view>

namespace hlsts
{

/** What every path of the handler begins with. */
inline constexpr char kVsiearthdataPrefix[] = "/vsiearthdata/";

/** A parsed path. A value type. */
struct EarthdataPath
{
    enum class Kind
    {
        /** /vsiearthdata/<bucket>/<key> */
        Bucket,
        /** /vsiearthdata/https://<host>/<path>, for hosts whose paths don't
         * hold the bucket. */
        Https
    };

    Kind kind = Kind::Bucket;
    /** Kind Bucket: the bucket's name. */
    std::string bucket{};
    /** Kind Bucket: the key as it is, not decoded; empty for the bucket
     * itself. A final slash is kept. */
    std::string key{};
    /** Kind Https: the whole URL, https (http only to a loopback address). */
    std::string url{};
};

/** Parses a path; pure, no I/O, no setting is read.
 *
 * Keys are taken as they are: spaces, %, +, ?, # and Unicode have no meaning
 * here. Refused are a missing or impossible bucket name, control characters
 * (NUL, CR, LF ...: they could end a header or a C string early) and the
 * segments "." and "..", which libcurl would resolve and so address another
 * object than the one that was named.
 */
Result<EarthdataPath> ParseEarthdataPath(std::string_view path);

/** Whether a segment of a path is "." or "..": libraries resolve them, and so
 * would read another file than the one that was checked. Pure.
 *
 * @param separators the characters that end a segment. */
bool HasDotSegment(std::string_view path, std::string_view separators = "/");

/** Whether S3 allows this bucket name: 3 to 63 of a-z, 0-9, '-' and '.',
 * beginning and ending with a letter or digit, without "..". */
bool IsBucketName(std::string_view name);

}  // namespace hlsts

#endif  // HLSTS_VSI_NAMES_PATH_H
