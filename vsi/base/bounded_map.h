// SPDX-License-Identifier: MIT
// What a process remembers by key, within a bound.

#ifndef HLSTS_VSI_BASE_BOUNDED_MAP_H
#define HLSTS_VSI_BASE_BOUNDED_MAP_H

#include "vsi/base/mutex.h"

#include <cstddef>
#include <iterator>
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
 * is locked, so they don't use this map, and whatever they wait for all users
 * of the map wait for. A map for the
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
        const auto found = m_entries.find(key);
        if (found == m_entries.end())
            return std::nullopt;
        Touch(found->second);
        return found->second.value;
    }

    /** The value of a key; where there is none, what `make()` returns becomes
     * it. */
    template <class Make> Value FindOrMake(const Key &key, const Make &make)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_entries.find(key);
        if (found == m_entries.end())
            return Insert(key, make());
        Touch(found->second);
        return found->second.value;
    }

    /** Sets the value of a key. */
    void Put(const Key &key, Value value)
    {
        const MutexLock lock(m_mutex);
        const auto found = m_entries.find(key);
        if (found == m_entries.end())
        {
            Insert(key, std::move(value));
            return;
        }
        found->second.value = std::move(value);
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
        const auto found = m_entries.find(key);
        if (found != m_entries.end())
            EraseEntry(found);
    }

    /** Erases every entry for which `isGone(key, value)` is true. */
    template <class Predicate> void EraseIf(const Predicate &isGone)
    {
        const MutexLock lock(m_mutex);
        for (auto it = m_entries.begin(); it != m_entries.end();)
            it = isGone(it->first, it->second.value) ? EraseEntry(it)
                                                     : std::next(it);
    }

  private:
    /** The keys, which lie in the map, in the order of their last use. */
    using Uses = std::list<const Key *>;

    struct Entry
    {
        Value value;
        typename Uses::iterator use;
    };

    using Entries = std::map<Key, Entry>;

    void Touch(const Entry &entry) HLSTS_REQUIRES(m_mutex)
    {
        m_uses.splice(m_uses.begin(), m_uses, entry.use);
    }

    typename Entries::iterator EraseEntry(typename Entries::iterator entry)
        HLSTS_REQUIRES(m_mutex)
    {
        m_uses.erase(entry->second.use);
        return m_entries.erase(entry);
    }

    Value Insert(const Key &key, Value value) HLSTS_REQUIRES(m_mutex)
    {
        m_uses.push_front(nullptr);
        try
        {
            const auto added =
                m_entries.emplace(key, Entry{std::move(value), m_uses.begin()});
            m_uses.front() = &added.first->first;
        }
        catch (...)
        {
            // Without memory for the entry its use has no key.
            m_uses.pop_front();
            throw;
        }
        if (m_entries.size() > kBound)
            EraseEntry(m_entries.find(*m_uses.back()));
        return m_entries.find(*m_uses.front())->second.value;
    }

    Mutex m_mutex{};
    Entries m_entries HLSTS_GUARDED_BY(m_mutex){};
    /** The latest used one first. */
    Uses m_uses HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BOUNDED_MAP_H
