// SPDX-License-Identifier: MIT
// How a bucket is reached by S3, from an object's path and the user's settings.

#ifndef HLSTS_VSI_ACCESS_S3_ACCESS_H
#define HLSTS_VSI_ACCESS_S3_ACCESS_H

#include "vsi/base/result.h"
#include "vsi/keys/s3_credentials.h"
#include "vsi/sharing/shared_store.h"
#include "vsi/transport/access_error.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Everything that decides how a bucket is reached by S3, as the settings say
 * at one moment. A value type. */
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
    /** Two accesses with equal keys have the same endpoint, the same login and
     * the same folder of the shared file, so one credential serves both
     * accesses. Holds the login's number (login_registry.h), nothing of the
     * login itself. */
    std::string cacheKey;
    /** Where credentials come from; the same for equal keys. */
    std::shared_ptr<S3CredentialsSource> source;
    /** What the user's processes remember together; never null. */
    std::shared_ptr<const SharedFacts> facts;
};

/** Reads the settings that apply to a path and finds its endpoint and login.
 *
 * Settings are GDAL configuration options (also thread-local and
 * path-specific): EARTHDATA_TOKEN, EARTHDATA_USERNAME, EARTHDATA_PASSWORD,
 * NETRC, EARTHDATA_HOST, VSIEARTHDATA_CREDENTIALS_URL,
 * VSIEARTHDATA_S3_ENDPOINT, VSIEARTHDATA_CACHE. May read the netrc file (only
 * when the file or the settings have changed); makes no request.
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
