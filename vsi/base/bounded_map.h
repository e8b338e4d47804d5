// SPDX-License-Identifier: MIT
// What a process remembers by key, within a bound.

#ifndef HLSTS_VSI_BASE_BOUNDED_MAP_H
#define HLSTS_VSI_BASE_BOUNDED_MAP_H

#include "vsi/base/mutex.h"

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <utility>

namespace hlsts
{

/** A map of at most `kBound` entries: a new one that is too many takes the
 * place of the entry that was used longest ago.
 *
 * Values are handed out as copies (of shared pointers, where they are shared).
 * Safe for concurrent use; the functions that are passed in run while the map
 * is locked, so they neither use this map nor wait for anything. A map for the
 * whole process is a PerProcess<BoundedMap<...>> (per_process.h).
 */
template <class Key, class Value, std::size_t kBound> class BoundedMap
{
    static_assert(kBound > 0, "a map without room remembers nothing");

  public:
    /** The value of a key, which counts as its use. */
    std::optional<Value> Find(const Key &key)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_places.find(key);
        if (found == m_places.end())
            return std::nullopt;
        Touch(found->second);
        return found->second->second;
    }

    /** The value of a key; where there is none, what `make()` returns becomes
     * it. */
    template <class Make> Value FindOrMake(const Key &key, const Make &make)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_places.find(key);
        if (found == m_places.end())
            return Insert(key, make());
        Touch(found->second);
        return found->second->second;
    }

    /** Sets the value of a key. */
    void Put(const Key &key, Value value)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_places.find(key);
        if (found == m_places.end())
        {
            Insert(key, std::move(value));
            return;
        }
        found->second->second = std::move(value);
        Touch(found->second);
    }

    /** Sets the value of a key that has none.
     * @return false where the key has a value already; it stays. */
    bool Add(const Key &key, Value value)
    {
        bool isNew = false;
        FindOrMake(key,
                   [&isNew, &value]
                   {
                       isNew = true;
                       return std::move(value);
                   });
        return isNew;
    }

    void Erase(const Key &key)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_places.find(key);
        if (found == m_places.end())
            return;
        m_entries.erase(found->second);
        m_places.erase(found);
    }

    /** Erases every entry for which `isGone(key, value)` is true. */
    template <class Predicate> void EraseIf(const Predicate &isGone)
    {
        const MutexLock lock(m_mutex);
        for (auto it = m_entries.begin(); it != m_entries.end();)
        {
            if (!isGone(it->first, it->second))
            {
                ++it;
                continue;
            }
            m_places.erase(it->first);
            it = m_entries.erase(it);
        }
    }

  private:
    /** The latest used one first. */
    using Entries = std::list<std::pair<const Key, Value>>;
    using Place = typename Entries::iterator;

    void Touch(Place place) HLSTS_REQUIRES(m_mutex)
    {
        m_entries.splice(m_entries.begin(), m_entries, place);
    }

    Value Insert(const Key &key, Value value) HLSTS_REQUIRES(m_mutex)
    {
        m_entries.emplace_front(key, std::move(value));
        try
        {
            m_places[key] = m_entries.begin();
        }
        catch (...)
        {
            // Without the memory for its place the entry couldn't be found.
            m_entries.pop_front();
            throw;
        }
        if (m_entries.size() > kBound)
        {
            m_places.erase(m_entries.back().first);
            m_entries.pop_back();
        }
        return m_entries.front().second;
    }

    Mutex m_mutex{};
    Entries m_entries HLSTS_GUARDED_BY(m_mutex){};
    std::map<Key, Place> m_places HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BOUNDED_MAP_H
