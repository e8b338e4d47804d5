// SPDX-License-Identifier: MIT
// The s3credentials exchange: one login in, one temporary S3 credential out.

#ifndef HLSTS_VSI_KEYS_S3_CREDENTIALS_H
#define HLSTS_VSI_KEYS_S3_CREDENTIALS_H

#include "vsi/base/result.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/base/secret.h"

namespace hlsts
{

/** One S3 credential of a DAAC, whole: its parts belong together and are never
 * mixed with those of another. A value type. */
struct S3Credentials
{
    Secret accessKeyId;
    Secret secretAccessKey;
    Secret sessionToken;
    /** When this was fetched, and from when on S3 refuses it, by the steady
     * clock. Computed with the server's Date, not with this machine's clock. */
    SteadyTime fetched{};
    SteadyTime expiry{};
    /** `expiration` in seconds since 1970 UTC as the server stated it, for
     * display; 0 when it couldn't be read. */
    long long statedExpiry = 0;
};

/** Where a cache gets S3 credentials from. Tests have sources of their own. */
class S3CredentialsSource
{
  public:
    virtual ~S3CredentialsSource() = default;

    /** Makes one exchange (no retry: that is the cache's policy).
     *
     * Blocks for one or several HTTP round trips, at most until `deadline`.
     * The cache never calls it twice at the same time for one source.
     */
    virtual Result<S3Credentials, AccessError> Fetch(SteadyTime deadline) = 0;

    /** The endpoint, for messages and debug lines: never with a secret. */
    virtual std::string Describe() const = 0;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_S3_CREDENTIALS_H
