// SPDX-License-Identifier: MIT
// The threads that read: one pool for the process, which outlives reads.

#include "driver/cube/worker_pool.h"

#include "vsi/base/mutex.h"
#include "vsi/base/shared_instance.h"

#include <algorithm>
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

/** How often a waiting Run() calls its keepGoing(). */
constexpr std::chrono::milliseconds kPollInterval{100};

}  // namespace

/** One call of Run(). All members are guarded by State::mutex, which Clang
 * can't check: it is another object's. */
struct WorkerPool::Batch
{
    /** How many jobs there are; lowered to `next` when no further one shall
     * start. */
    std::size_t count = 0;
    std::size_t maxThreads = 1;
    /** The job that is started next. */
    std::size_t next = 0;
    /** How many jobs run, and how many have ended. */
    std::size_t active = 0;
    std::size_t ended = 0;
    const std::function<bool(std::size_t)> *job = nullptr;
    /** Notified when a job has ended. */
    std::condition_variable changed{};

    bool HasWork() const
    {
        return next < count && active < maxThreads;
    }
};

/** What the threads share. Destroyed by the process that started them, after
 * the last of them has ended. */
struct WorkerPool::State
{
    Mutex mutex{};
    std::condition_variable workAdded{};
    std::deque<std::shared_ptr<Batch>> batches HLSTS_GUARDED_BY(mutex){};
    std::vector<std::thread> threads HLSTS_GUARDED_BY(mutex){};
    bool isStopping HLSTS_GUARDED_BY(mutex) = false;

    ~State()
    {
        {
            const MutexLock lock(mutex);
            isStopping = true;
        }
        workAdded.notify_all();
        // Without the lock, which the threads need to end. No other thread
        // uses the pool any more.
        for (auto &thread : threads)
            thread.join();
    }

    /** The next batch with a job to start, or none. Batches take turns, so
     * that a small read isn't stuck behind a large one. */
    std::shared_ptr<Batch> TakeBatch() HLSTS_REQUIRES(mutex)
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

    /** Calls a function while the mutex is unlocked. */
    bool RunUnlocked(const std::function<bool(std::size_t)> &function,
                     std::size_t argument) HLSTS_REQUIRES(mutex)
    {
        const MutexUnlock unlock(mutex);
        return function(argument);
    }

    /** What a thread does: runs jobs until the pool ends. */
    void RunJobs()
    {
        MutexLock lock(mutex);
        for (;;)
        {
            const std::shared_ptr<Batch> batch = TakeBatch();
            if (!batch)
            {
                if (isStopping)
                    return;
                lock.Wait(workAdded);
                continue;
            }
            const std::size_t index = batch->next++;
            ++batch->active;
            const bool goOn = RunUnlocked(*batch->job, index);
            --batch->active;
            ++batch->ended;
            if (!goOn)
                batch->count = batch->next;
            batch->changed.notify_all();
        }
    }

    /** Starts threads up to the number of jobs that could run at this moment.
     */
    void StartThreads() HLSTS_REQUIRES(mutex)
    {
        std::size_t useful = 0;
        for (const auto &batch : batches)
            useful += std::min(batch->maxThreads,
                               batch->count - batch->next + batch->active);
        useful = std::min(useful, kMaxThreads);
        while (threads.size() < useful)
        {
            try
            {
                threads.emplace_back([this] { RunJobs(); });
            }
            catch (const std::system_error &)
            {
                // The system allows this user no more threads: those that run
                // do all the work.
                return;
            }
        }
    }
};

std::shared_ptr<WorkerPool> WorkerPool::Shared()
{
    static auto *pool = new SharedInstance<WorkerPool>;
    return pool->Get();
}

WorkerPool::WorkerPool() = default;

WorkerPool::~WorkerPool() = default;

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
    state.StartThreads();
    const bool hasThreads = !state.threads.empty();
    state.workAdded.notify_all();

    while (batch->next < batch->count || batch->active > 0)
    {
        if (!hasThreads)
        {
            // The system allows not even one thread, so this one runs the jobs.
            const std::size_t index = batch->next++;
            const bool goOn = state.RunUnlocked(job, index);
            ++batch->ended;
            if (!goOn)
                batch->count = batch->next;
        }
        else
            lock.WaitFor(batch->changed, kPollInterval);
        if (keepGoing)
        {
            const std::size_t ended = batch->ended;
            const bool goOn = state.RunUnlocked(keepGoing, ended);
            if (!goOn)
                batch->count = std::min(batch->count, batch->next);
        }
    }
    state.batches.erase(
        std::find(state.batches.begin(), state.batches.end(), batch));
}

}  // namespace hlsts
