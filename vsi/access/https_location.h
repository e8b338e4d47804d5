// SPDX-License-Identifier: MIT
// Where an object is by HTTPS.

#ifndef HLSTS_VSI_ACCESS_HTTPS_LOCATION_H
#define HLSTS_VSI_ACCESS_HTTPS_LOCATION_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/names/path.h"
#include "vsi/names/https_object.h"

#include <string>

namespace hlsts
{

/** Where the object of a path is by HTTPS: at the host that the path names, or
 * below VSIEARTHDATA_HTTPS_URL, or at the bucket's mirror in the table of data
 * centres. Makes no request.
 *
 * @return Terminal errors: no mirror (the message says which form of path to
 *   use), a host that isn't of NASA Earthdata, plain http to another machine.
 */
Result<HttpsObject, AccessError> FindHttpsObject(const std::string &path,
                                                 const EarthdataPath &parsed);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_HTTPS_LOCATION_H
