// SPDX-License-Identifier: MIT
// Files that stay open between two reads.

#include "driver/files/source_pool.h"

#include "vsi/base/mutex.h"
#include "vsi/base/shared_instance.h"

#include <atomic>
#include <list>
#include <unordered_map>
#include <vector>

namespace hlsts
{

namespace
{

/** An open file that no read uses, and what it is found by. */
struct IdleSource
{
    std::uint64_t owner;
    std::string path;
    bool isLocal;
    std::unique_ptr<Source> source;
};

std::string KeyOf(std::uint64_t owner, const std::string &path)
{
    return std::to_string(owner) + " " + path;
}

}  // namespace

/** The idle files of this process. */
struct SourcePool::State
{
    using Idle = std::list<IdleSource>;

    Mutex mutex{};
    /** Most recently used first. */
    Idle idle HLSTS_GUARDED_BY(mutex){};
    /** The same by KeyOf(): several threads may have had the same file open. */
    std::unordered_multimap<std::string, Idle::iterator>
        byKey HLSTS_GUARDED_BY(mutex){};
    /** How many of them are local. */
    std::size_t localCount HLSTS_GUARDED_BY(mutex) = 0;

    /** Takes an entry out of both containers. */
    std::unique_ptr<Source> Remove(Idle::iterator entry) HLSTS_REQUIRES(mutex)
    {
        const auto range = byKey.equal_range(KeyOf(entry->owner, entry->path));
        for (auto it = range.first; it != range.second; ++it)
            if (it->second == entry)
            {
                byKey.erase(it);
                break;
            }
        localCount -= entry->isLocal ? 1 : 0;
        auto source = std::move(entry->source);
        idle.erase(entry);
        return source;
    }

    /** The least recently used entry of the kind (local or remote) that has
     * more than its bound, or end() when neither has. */
    Idle::iterator FindSurplus() HLSTS_REQUIRES(mutex)
    {
        const bool tooManyLocal = localCount > kMaxIdleLocal;
        if (!tooManyLocal && idle.size() - localCount <= kMaxIdleRemote)
            return idle.end();
        for (auto it = idle.end(); it != idle.begin();)
            if ((--it)->isLocal == tooManyLocal)
                return it;
        return idle.end();
    }
};

std::shared_ptr<SourcePool> SourcePool::Shared()
{
    static auto *pool = new SharedInstance<SourcePool>;
    return pool->Get();
}

SourcePool::SourcePool() = default;

SourcePool::~SourcePool() = default;

std::uint64_t SourcePool::NewOwner()
{
    static std::atomic<std::uint64_t> next{1};
    return next++;
}

std::unique_ptr<Source> SourcePool::Take(std::uint64_t owner,
                                         const std::string &path)
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    const auto found = state.byKey.find(KeyOf(owner, path));
    if (found == state.byKey.end())
        return nullptr;
    return state.Remove(found->second);
}

void SourcePool::Give(std::uint64_t owner, const std::string &path,
                      bool isLocal, std::unique_ptr<Source> source)
{
    State &state = m_state.Get();
    // Destroyed after the lock, so files are closed while it isn't held.
    std::vector<std::unique_ptr<Source>> closing;
    const MutexLock lock(state.mutex);
    state.idle.push_front({owner, path, isLocal, std::move(source)});
    state.localCount += isLocal ? 1 : 0;
    state.byKey.emplace(KeyOf(owner, path), state.idle.begin());
    for (auto it = state.FindSurplus(); it != state.idle.end();
         it = state.FindSurplus())
        closing.push_back(state.Remove(it));
}

void SourcePool::Drop(std::uint64_t owner)
{
    State &state = m_state.Get();
    // Destroyed after the lock, as in Give().
    std::vector<std::unique_ptr<Source>> closing;
    const MutexLock lock(state.mutex);
    for (auto it = state.idle.begin(); it != state.idle.end();)
    {
        const auto next = std::next(it);
        if (it->owner == owner)
            closing.push_back(state.Remove(it));
        it = next;
    }
}

}  // namespace hlsts
