// SPDX-License-Identifier: MIT
// The caches of S3 credentials of this process.

#include "vsi/access/credential_caches.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

#include <cstddef>
#include <iterator>
#include <map>
#include <string>

namespace hlsts
{

namespace
{

struct Registry
{
    static constexpr std::size_t kMaxCaches = 1024;

    Mutex mutex{};
    std::map<std::string, std::shared_ptr<CredentialCache>> caches{};

    // Of a service that signs in many users, most are gone.
    void DropUnused()
    {
        if (caches.size() <= kMaxCaches)
            return;
        for (auto it = caches.begin(); it != caches.end();)
            it = it->second.use_count() == 1 ? caches.erase(it) : std::next(it);
    }
};

}  // namespace

std::shared_ptr<CredentialCache> CredentialCacheFor(const S3Access &access)
{
    static auto *registry = new PerProcess<Registry>();
    Registry &own = registry->Get();
    const MutexLock lock(own.mutex);
    auto &cache = own.caches[access.cacheKey];
    if (!cache)
        cache = std::make_shared<CredentialCache>(access.source);
    const std::shared_ptr<CredentialCache> found = cache;
    own.DropUnused();
    return found;
}

}  // namespace hlsts
