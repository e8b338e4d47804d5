// SPDX-License-Identifier: MIT
// Which way an object is read, and where it is by HTTPS.

#ifndef HLSTS_VSI_ACCESS_HTTPS_LOCATION_H
#define HLSTS_VSI_ACCESS_HTTPS_LOCATION_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/names/path.h"
#include "vsi/names/https_object.h"

#include <string>

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

/** Where the object of a path is by HTTPS: at the host the path names, or below
 * VSIEARTHDATA_HTTPS_URL, or at the table's mirror of the bucket. Makes no
 * request.
 *
 * @return Terminal errors: no mirror (the message says which form of path to
 *   use), a host that isn't of NASA Earthdata, plain http to another machine.
 */
Result<HttpsObject, AccessError> FindHttpsObject(const std::string &path,
                                                 const EarthdataPath &parsed);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_HTTPS_LOCATION_H
