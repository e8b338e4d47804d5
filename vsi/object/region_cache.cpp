// SPDX-License-Identifier: MIT
// What has been read of objects by HTTPS, for the next who reads it.

#include "vsi/object/region_cache.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

namespace hlsts
{

std::optional<ObjectFacts> RegionCache::Facts(const std::string &key) const
{
    const MutexLock lock(m_mutex);
    const auto found = m_facts.find(key);
    return found == m_facts.end() ? std::optional<ObjectFacts>()
                                  : found->second;
}

bool RegionCache::NoteFacts(const std::string &key, const ObjectFacts &facts)
{
    const MutexLock lock(m_mutex);
    const auto found = m_facts.find(key);
    if (found == m_facts.end())
    {
        if (m_facts.size() >= kMaxObjects)
        {
            m_facts.clear();
            m_items.clear();
            m_places.clear();
        }
        m_facts[key] = facts;
        return true;
    }
    if (found->second.IsSameVersion(facts))
        return true;
    m_facts.erase(found);
    ForgetRegions(key);
    return false;
}

RegionCache::Bytes RegionCache::Find(const std::string &key,
                                     const ObjectFacts &version,
                                     std::uint64_t region)
{
    const MutexLock lock(m_mutex);
    const auto found = m_places.find({key, version.size, version.etag, region});
    if (found == m_places.end())
        return nullptr;
    m_items.splice(m_items.begin(), m_items, found->second);
    return found->second->bytes;
}

void RegionCache::Add(const std::string &key, const ObjectFacts &version,
                      std::uint64_t region, std::string bytes)
{
    const MutexLock lock(m_mutex);
    const Place place(key, version.size, version.etag, region);
    if (m_places.count(place) > 0)
        return;
    m_items.push_front(
        {place, std::make_shared<const std::string>(std::move(bytes))});
    m_places[place] = m_items.begin();
    if (m_items.size() > kMaxRegions)
    {
        m_places.erase(m_items.back().place);
        m_items.pop_back();
    }
}

// With the lock held.
void RegionCache::ForgetRegions(const std::string &key)
{
    auto it = m_places.lower_bound({key, 0, std::string(), 0});
    while (it != m_places.end() && std::get<0>(it->first) == key)
    {
        m_items.erase(it->second);
        it = m_places.erase(it);
    }
}

void RegionCache::Forget(const std::string &key)
{
    const MutexLock lock(m_mutex);
    m_facts.erase(key);
    ForgetRegions(key);
}

RegionCache &TheRegionCache()
{
    static auto *cache = new PerProcess<RegionCache>();
    return cache->Get();
}

}  // namespace hlsts
