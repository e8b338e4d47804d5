// SPDX-License-Identifier: MIT
// How one object is reached, from its /vsiearthdata/ path and the settings.

#ifndef HLSTS_VSI_ACCESS_OBJECT_ACCESS_H
#define HLSTS_VSI_ACCESS_OBJECT_ACCESS_H

#include "vsi/access/grant.h"
#include "vsi/access/s3_access.h"
#include "vsi/base/access_mode.h"
#include "vsi/base/result.h"
#include "vsi/keys/credential_cache.h"
#include "vsi/keys/signed_url_cache.h"
#include "vsi/names/path.h"
#include "vsi/transport/access_error.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** A path with its settings resolved. A value type; the pointers are shared
 * with all paths of the same endpoint and login. */
struct ObjectAccess
{
    EarthdataPath path{};
    AccessMode mode = AccessMode::Auto;
    /** Changes with path settings and login; no secret. */
    std::string key{};
    /** S3 and AUTO: how the bucket is reached, and its credentials. Not for
     * HTTPS: `credentials` is null then. */
    S3Access s3{};
    std::shared_ptr<CredentialCache> credentials{};
    std::shared_ptr<GrantProvider> provider{};
    /** HTTPS and AUTO, unless the object has no HTTPS address. */
    std::shared_ptr<SignedUrlCache> signedUrls{};
    std::string httpsUrl{};
    /** Where the login was found, for messages and metadata. */
    std::string loginSource{};

    /** Whether the object is read by HTTPS now. */
    bool IsByHttps() const;
};

/** The mode that VSIEARTHDATA_ACCESS chooses for a path; an error that lists
 * the choices for another value. */
Result<AccessMode, AccessError> FindAccessMode(const std::string &path);

/** Reads the path and the settings that apply to it. Makes no request. */
Result<ObjectAccess, AccessError> ResolveObjectAccess(const std::string &path);

/** What is known about the access to a path, as the metadata domain EARTHDATA
 * shows it: names and values without any secret. Makes no request. */
std::vector<std::pair<std::string, std::string>>
DescribeAccess(const ObjectAccess &access);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_OBJECT_ACCESS_H
