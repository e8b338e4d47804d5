// SPDX-License-Identifier: MIT
// Grants by signed URLs, and the choice between them and S3.

#ifndef HLSTS_VSI_ACCESS_HTTPS_GRANT_H
#define HLSTS_VSI_ACCESS_HTTPS_GRANT_H

#include "vsi/access/grant.h"
#include "vsi/access/region_denial.h"
#include "vsi/keys/signed_url_cache.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Grants for one object by signed URLs.
 *
 * @param path as the user knows it, for messages.
 * @param key names object and login in the cache of data; no secret.
 * @param host the origin of the object's HTTPS address.
 * @param loginSource where the login was found, for messages. */
std::shared_ptr<GrantProvider>
MakeHttpsGrantProvider(const std::string &path, const std::string &key,
                       const std::string &host, const std::string &loginSource,
                       std::shared_ptr<SignedUrlCache> cache);

/** What the grants of ACCESS=AUTO are made of. */
struct AutoGrantParts
{
    std::string path{};
    std::shared_ptr<GrantProvider> s3{};
    /** nullptr when the object has no HTTPS address; then `noHttps` says why.
     */
    std::shared_ptr<GrantProvider> https{};
    AccessError noHttps{};
    /** Of the endpoint that `s3` takes its credentials from. */
    RegionDenial denial{};
};

/** Grants by S3 until S3 answers that this machine is out of its region, then
 * by HTTPS: also for files that are open. */
std::shared_ptr<GrantProvider> MakeAutoGrantProvider(AutoGrantParts parts);

/** What a failed request to a signed URL means. Pure.
 *
 * @param endpointHost the host that gave the signed URL.
 * @param dataHost the host of the signed URL. */
FailureVerdict JudgeHttpsFailure(const RequestFailure &failure,
                                 const std::string &path,
                                 const std::string &endpointHost,
                                 const std::string &loginSource,
                                 const std::string &dataHost);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_HTTPS_GRANT_H
