// SPDX-License-Identifier: MIT
// From an object's path and the user's settings to where its access comes from.

#ifndef HLSTS_VSI_ACCESS_S3_ACCESS_H
#define HLSTS_VSI_ACCESS_S3_ACCESS_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/keys/bearer.h"
#include "vsi/login/login_session.h"
#include "vsi/keys/s3_credentials.h"
#include "vsi/sharing/shared_store.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Everything that decides how a bucket is reached, as the settings say at one
 * moment. A value type. */
struct S3Access
{
    std::string bucket;
    /** URL of the s3credentials endpoint. */
    std::string credentialsUrl;
    /** scheme://host:port of an S3-compatible store addressed in path style,
     * or empty for AWS in us-west-2. */
    std::string s3Endpoint;
    /** AWS region of the bucket. */
    std::string region = "us-west-2";
    /** Where the login was found, for messages: "EARTHDATA_TOKEN". */
    std::string loginSource;
    /** Equal keys mean: same endpoint, same identity, so one credential serves
     * both. Holds a digest of the login, never the login. */
    std::string cacheKey;
    /** Makes the source of credentials. Called once per cache key. */
    std::shared_ptr<S3CredentialsSource> source;
    /** What the user's processes remember together; never null. */
    std::shared_ptr<const SharedFacts> facts;
};

/** The number that stands for a login in keys of this process. */
std::string IdentityKey(const Login &login);

/** The bearer source of a login, one for all its endpoints. */
std::shared_ptr<BearerSource> BearersOf(const Login &login);

/** The session of a login at a host. */
std::shared_ptr<LoginSession> SessionOf(const Login &login, const Url &host);

/** Reads the settings that apply to a path and finds its endpoint and login.
 *
 * Settings are GDAL configuration options (also thread-local and
 * path-specific): EARTHDATA_TOKEN, EARTHDATA_USERNAME, EARTHDATA_PASSWORD,
 * NETRC, EARTHDATA_HOST, VSIEARTHDATA_CREDENTIALS_URL,
 * VSIEARTHDATA_S3_ENDPOINT, VSIEARTHDATA_CACHE. May read the netrc file (only
 * when it has changed or the settings have); makes no request.
 *
 * @param path the full path, /vsiearthdata/<bucket>/<key>.
 * @return Terminal errors: unknown bucket, no login anywhere (the message lists
 *   every place that was looked at), an endpoint that isn't https (nor
 *   loopback).
 * Safe for concurrent use.
 */
Result<S3Access, AccessError> ResolveS3Access(const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_S3_ACCESS_H
