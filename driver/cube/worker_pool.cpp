// SPDX-License-Identifier: MIT
// The threads that read: one pool for the process, kept between reads.

#include "driver/cube/worker_pool.h"

#include "vsi/base/mutex.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <system_error>
#include <thread>
#include <vector>

namespace hlsts
{

namespace
{

/** How often a waiting reader asks whether it shall go on. */
constexpr std::chrono::milliseconds kPollInterval{100};

}  // namespace

/** One call of Run(). All members are guarded by State::mutex. */
struct WorkerPool::Batch
{
    std::size_t count = 0;
    std::size_t maxThreads = 1;
    std::size_t next = 0;
    std::size_t active = 0;
    std::size_t ended = 0;
    const std::function<bool(std::size_t)> *job = nullptr;
    std::condition_variable changed{};

    bool HasWork() const
    {
        return next < count && active < maxThreads;
    }
};

/** What the threads share. Destroyed after the last of them has ended, by the
 * process that started them. */
struct WorkerPool::State
{
    Mutex mutex{};
    std::condition_variable workAdded{};
    std::deque<std::shared_ptr<Batch>> batches{};
    std::vector<std::thread> threads{};
    bool isStopping = false;

    ~State()
    {
        {
            const MutexLock lock(mutex);
            isStopping = true;
        }
        workAdded.notify_all();
        for (auto &thread : threads)
            thread.join();
    }

    /** The next batch with a job to start, or none. Batches take turns, so
     * that a small read isn't stuck behind a large one. */
    std::shared_ptr<Batch> TakeBatch()
    {
        for (std::size_t i = 0; i < batches.size(); ++i)
        {
            std::shared_ptr<Batch> batch = batches.front();
            batches.pop_front();
            batches.push_back(batch);
            if (batch->HasWork())
                return batch;
        }
        return nullptr;
    }
};

std::shared_ptr<WorkerPool> WorkerPool::Shared()
{
    // Never freed: at exit GDAL may still close datasets after our statics
    // would have been destroyed.
    struct Registry
    {
        Mutex mutex{};
        std::weak_ptr<WorkerPool> pool{};
    };

    static Registry *registry = new Registry;
    const MutexLock lock(registry->mutex);
    auto pool = registry->pool.lock();
    if (!pool)
    {
        pool = std::make_shared<WorkerPool>();
        registry->pool = pool;
    }
    return pool;
}

WorkerPool::WorkerPool() = default;

WorkerPool::~WorkerPool() = default;

bool WorkerPool::RunUnlocked(State &state,
                             const std::function<bool(std::size_t)> &function,
                             std::size_t argument)
{
    const MutexUnlock unlock(state.mutex);
    return function(argument);
}

void WorkerPool::WorkerMain(State &state)
{
    MutexLock lock(state.mutex);
    for (;;)
    {
        const std::shared_ptr<Batch> batch = state.TakeBatch();
        if (!batch)
        {
            if (state.isStopping)
                return;
            lock.Wait(state.workAdded);
            continue;
        }
        const std::size_t index = batch->next++;
        ++batch->active;
        const bool goOn = RunUnlocked(state, *batch->job, index);
        --batch->active;
        ++batch->ended;
        if (!goOn)
            batch->count = batch->next;
        batch->changed.notify_all();
    }
}

void WorkerPool::StartThreads(State &state)
{
    // The caller holds the mutex. As many as could work at this moment.
    std::size_t useful = 0;
    for (const auto &batch : state.batches)
        useful += std::min(batch->maxThreads,
                           batch->count - batch->next + batch->active);
    useful = std::min(useful, kMaxThreads);
    while (state.threads.size() < useful)
    {
        try
        {
            state.threads.emplace_back([&state] { WorkerMain(state); });
        }
        catch (const std::system_error &)
        {
            // Too many threads for this user: those we have must do.
            return;
        }
    }
}

void WorkerPool::Run(std::size_t count, std::size_t maxThreads,
                     const std::function<bool(std::size_t)> &job,
                     const std::function<bool(std::size_t)> &keepGoing)
{
    if (count == 0)
        return;
    State &state = m_state.Get();
    const auto batch = std::make_shared<Batch>();
    batch->count = count;
    batch->maxThreads = std::max<std::size_t>(1, maxThreads);
    batch->job = &job;

    MutexLock lock(state.mutex);
    state.batches.push_back(batch);
    StartThreads(state);
    const bool hasThreads = !state.threads.empty();
    state.workAdded.notify_all();

    while (batch->next < batch->count || batch->active > 0)
    {
        if (!hasThreads)
        {
            // Not even one thread could be started: work here.
            const std::size_t index = batch->next++;
            const bool goOn = RunUnlocked(state, job, index);
            ++batch->ended;
            if (!goOn)
                batch->count = batch->next;
        }
        else
            lock.WaitFor(batch->changed, kPollInterval);
        if (keepGoing)
        {
            const std::size_t ended = batch->ended;
            const bool goOn = RunUnlocked(state, keepGoing, ended);
            if (!goOn)
                batch->count = std::min(batch->count, batch->next);
        }
    }
    state.batches.erase(
        std::find(state.batches.begin(), state.batches.end(), batch));
}

}  // namespace hlsts
