// SPDX-License-Identifier: MIT
// Which way an object is read, and where it is by HTTPS.

#ifndef HLSTS_HTTPS_LOCATION_H
#define HLSTS_HTTPS_LOCATION_H

#include "vsi/base/result.h"
#include "vsi/access_error.h"
#include "vsi/path.h"
#include "vsi/url.h"

#include <string>
#include <string_view>

namespace hlsts
{

/** VSIEARTHDATA_ACCESS. */
enum class AccessMode
{
    /** S3, and HTTPS where S3 answers that we are out of its region. */
    Auto,
    S3,
    Https
};

/** The mode for a path; an error that lists the choices for another value. */
Result<AccessMode, AccessError> FindAccessMode(const std::string &path);

/** An object at the HTTPS host of its data centre. A value type. */
struct HttpsObject
{
    Url url{};
    /** The setting that named the host, for messages; empty when the table or
     * the path did. */
    std::string setting{};
};

/** Where the object of a path is by HTTPS: at the host the path names, or below
 * VSIEARTHDATA_HTTPS_URL, or at the table's mirror of the bucket. Makes no
 * request.
 *
 * @return Terminal errors: no mirror (the message says which form of path to
 *   use), a host that isn't of NASA Earthdata, plain http to another machine.
 */
Result<HttpsObject, AccessError> FindHttpsObject(const std::string &path,
                                                 const EarthdataPath &parsed);

/** Whether the login may go to this URL because a path names it: https to a
 * host of NASA Earthdata or ASF on the usual port, or this machine. Pure. */
bool MayGetLogin(const Url &url);

/** A key as it stands in a URL: all but unreserved characters and '/' in
 * percent form. Pure. */
std::string EncodeKey(std::string_view key);

}  // namespace hlsts

#endif  // HLSTS_HTTPS_LOCATION_H
