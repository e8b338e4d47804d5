// SPDX-License-Identifier: MIT
// Which data centre holds a bucket, and where it hands out credentials.

#ifndef HLSTS_VSI_NAMES_DAAC_H
#define HLSTS_VSI_NAMES_DAAC_H

#include "vsi/names/url.h"

#include <string>
#include <string_view>

namespace hlsts
{

/** What is known of a bucket. A value type. */
struct DaacBucket
{
    /** The bucket's name, or its beginning when it ends with '*'. */
    std::string_view bucket{};
    /** Host of the s3credentials endpoint. */
    std::string_view host{};
    /** CMR provider, for messages: "LPCLOUD". */
    std::string_view provider{};
    /** Whether https://<host>/<bucket>/<key> is the same object. */
    bool hasHttpsMirror = false;

    /** https://<host>/s3credentials */
    std::string CredentialsUrl() const;

    /** https://<host>, base of <base>/<bucket>/<key>; "" without a mirror. */
    std::string HttpsUrl() const;
};

/** The table's entry for a bucket: its own, else the longest prefix; nullptr
 * when the table doesn't know it. Pure. */
const DaacBucket *FindDaacByBucket(std::string_view bucket);

/** The table's first entry with this endpoint host (lower case), or nullptr.
 * Pure. */
const DaacBucket *FindDaacByHost(std::string_view host);

/** Whether a host (lower case) belongs to NASA Earthdata or is an endpoint of
 * the table: the hosts that a login may be redirected to. Pure. */
bool IsEarthdataHost(std::string_view host);

/** Whether a bucket is one of LP DAAC's, which holds HLS. Pure. */
bool IsLpDaacBucket(std::string_view bucket);

/** Whether a host, in any case of letters, is one of LP DAAC's whose paths
 * begin with a bucket: the hosts of its buckets in the table, and that of its
 * acceptance tests (UAT), of which the table knows no bucket. Pure. */
bool IsLpDaacHost(std::string_view host);

/** Whether the login may go to a URL that a path names, as in
 * /vsiearthdata/https://...: https to a host of NASA Earthdata or ASF on the
 * usual port, or this machine. (An address that a setting of the user's names
 * needs only be secure, IsSecure(); a bucket's comes from the table.) Pure. */
bool MayPathGetLogin(const Url &url);

}  // namespace hlsts

#endif  // HLSTS_VSI_NAMES_DAAC_H
