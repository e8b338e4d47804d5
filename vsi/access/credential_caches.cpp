// SPDX-License-Identifier: MIT
// The caches of S3 credentials of this process.

#include "vsi/access/credential_caches.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"

#include <cstddef>
#include <string>

namespace hlsts
{

namespace
{

/** Of a service that signs in many users, most have gone. */
constexpr std::size_t kMaxCaches = 1024;

using Caches =
    BoundedMap<std::string, std::shared_ptr<CredentialCache>, kMaxCaches>;

}  // namespace

std::shared_ptr<CredentialCache> CredentialCacheFor(const S3Access &access)
{
    static const auto *caches = new PerProcess<Caches>();
    return caches->Get().FindOrMake(
        access.cacheKey,
        [&access] { return std::make_shared<CredentialCache>(access.source); });
}

}  // namespace hlsts
