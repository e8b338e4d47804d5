// SPDX-License-Identifier: MIT
// Open files, kept for the next read.

#include "driver/files/source_pool.h"

#include "vsi/base/mutex.h"

#include <atomic>
#include <list>
#include <unordered_map>
#include <vector>

namespace hlsts
{

namespace
{

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

struct SourcePool::State
{
    using Idle = std::list<IdleSource>;

    Mutex mutex{};
    /** Most recently used first. */
    Idle idle{};
    std::unordered_multimap<std::string, Idle::iterator> byKey{};
    std::size_t localCount = 0;

    /** Takes an entry out of both containers; the caller holds the mutex. */
    std::unique_ptr<Source> Remove(Idle::iterator entry)
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

    /** The oldest entry of the kind that is over its bound, or end(). */
    Idle::iterator FindSurplus()
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
    // Never freed, see WorkerPool::Shared().
    struct Registry
    {
        Mutex mutex{};
        std::weak_ptr<SourcePool> pool{};
    };

    static Registry *registry = new Registry;
    const MutexLock lock(registry->mutex);
    auto pool = registry->pool.lock();
    if (!pool)
    {
        pool = std::make_shared<SourcePool>();
        registry->pool = pool;
    }
    return pool;
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
    // Declared first, so that files are closed after the lock is released.
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
