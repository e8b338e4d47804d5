// SPDX-License-Identifier: MIT
// What has been read of objects by HTTPS, kept for the next read.

#include "vsi/object/region_cache.h"

#include "vsi/base/per_process.h"

#include <utility>

namespace hlsts
{

std::optional<ObjectFacts> RegionCache::FindFacts(const std::string &key)
{
    return m_facts.Find(key);
}

bool RegionCache::AddFacts(const std::string &key, const ObjectFacts &facts)
{
    const ObjectFacts known =
        m_facts.FindOrMake(key, [&facts] { return facts; });
    if (known.IsSameVersion(facts))
        return true;
    Forget(key);
    return false;
}

RegionCache::Bytes RegionCache::Find(const std::string &key,
                                     const ObjectFacts &version,
                                     std::uint64_t region)
{
    return m_regions.Find({key, version.size, version.etag, region})
        .value_or(nullptr);
}

void RegionCache::Add(const std::string &key, const ObjectFacts &version,
                      std::uint64_t region, std::string bytes)
{
    m_regions.FindOrMake(
        {key, version.size, version.etag, region}, [&bytes]
        { return std::make_shared<const std::string>(std::move(bytes)); });
}

void RegionCache::Forget(const std::string &key)
{
    m_facts.Erase(key);
    m_regions.EraseIf([&key](const RegionKey &region, const Bytes &)
                      { return std::get<0>(region) == key; });
}

RegionCache &TheRegionCache()
{
    static auto *cache = new PerProcess<RegionCache>();
    return cache->Get();
}

}  // namespace hlsts
