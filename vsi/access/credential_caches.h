// SPDX-License-Identifier: MIT
// The caches of S3 credentials of this process.

#ifndef HLSTS_VSI_ACCESS_CREDENTIAL_CACHES_H
#define HLSTS_VSI_ACCESS_CREDENTIAL_CACHES_H

#include "vsi/access/s3_access.h"
#include "vsi/keys/credential_cache.h"

#include <memory>

namespace hlsts
{

/** The cache of credentials for this access: one per cache key. Of more than
 * 1024 keys, the one that was used longest ago loses its cache; files that are
 * open keep theirs. Safe for concurrent use. */
std::shared_ptr<CredentialCache> CredentialCacheFor(const S3Access &access);

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_CREDENTIAL_CACHES_H
