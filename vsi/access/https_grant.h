// SPDX-License-Identifier: MIT
// Grants by signed URLs, and the choice between them and S3.

#ifndef HLSTS_VSI_ACCESS_HTTPS_GRANT_H
#define HLSTS_VSI_ACCESS_HTTPS_GRANT_H

#include "vsi/access/grant.h"
#include "vsi/sharing/shared_store.h"
#include "vsi/keys/signed_url_cache.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Which data centres' S3 has answered that we are out of its region. Known to
 * this process for its life, and to the user's other processes as long as the
 * shared facts last: those are asked once per key, not for each object. */
class RegionNotes
{
  public:
    /** @param key the endpoint and the identity.
     * @param name the endpoint, as the shared facts call it. */
    static bool IsOutOfRegion(const std::string &key, const std::string &name,
                              const SharedFacts *facts);
    static void NoteOutOfRegion(const std::string &key, const std::string &name,
                                const SharedFacts *facts);
};

/** Grants for one object by signed URLs.
 *
 * @param key names object and login in the cache of data; no secret. */
std::shared_ptr<GrantProvider>
MakeHttpsGrantProvider(const std::string &path, const std::string &key,
                       const std::string &host, const std::string &loginSource,
                       std::shared_ptr<SignedUrlCache> cache);

/** What AUTO needs to know. */
struct AutoGrantParts
{
    std::string path{};
    std::shared_ptr<GrantProvider> s3{};
    /** nullptr when the object has no HTTPS address; then `noHttps` says why.
     */
    std::shared_ptr<GrantProvider> https{};
    AccessError noHttps{};
    /** For RegionNotes. */
    std::string key{};
    std::string name{};
    std::shared_ptr<const SharedFacts> facts{};
};

/** Grants by S3 until S3 answers that we are out of its region, then by HTTPS:
 * also for files that are open. */
std::shared_ptr<GrantProvider> MakeAutoGrantProvider(AutoGrantParts parts);

/** What a failed request to a signed URL means. Pure. */
FailureVerdict JudgeHttpsFailure(const RequestFailure &failure,
                                 const std::string &path,
                                 const std::string &askedHost,
                                 const std::string &loginSource,
                                 const std::string &dataHost);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_HTTPS_GRANT_H
