// SPDX-License-Identifier: MIT
// The threads that read: one pool for the process, kept between reads.

#ifndef HLSTS_DRIVER_CUBE_WORKER_POOL_H
#define HLSTS_DRIVER_CUBE_WORKER_POOL_H

#include "vsi/base/per_process.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace hlsts
{

/** Threads that run numbered jobs.
 *
 * GDAL keeps network connections per thread and a new TLS connection costs
 * more than the read itself, so the threads live as long as someone holds the
 * pool, not as long as a read. They start when there is work for them.
 *
 * Safe for concurrent use: several Run() share the threads. After fork() the
 * child starts threads of its own.
 */
class WorkerPool
{
  public:
    /** Upper bound of threads. They wait for the network most of the time, so
     * there are more of them than processors; 64 is four times what keeps one
     * S3 prefix busy in the 32-granule job of the tutorial. */
    static constexpr std::size_t kMaxThreads = 64;

    /** The pool of this process: created on first use, ended (threads joined)
     * when the last holder lets go. */
    static std::shared_ptr<WorkerPool> Shared();

    WorkerPool();
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /** Runs job(0) .. job(count - 1), each once, started in ascending order.
     *
     * Blocks until all that were started have ended. Must not be called from
     * within a job.
     *
     * @param maxThreads how many may run at the same time, at least 1.
     * @param job returns false to have no further job started. Must not throw.
     * @param keepGoing asked in the calling thread after jobs have ended and
     *   at least every 100 ms, with the number of jobs that have ended; false
     *   has no further job started (those that run must find out by
     *   themselves). May be empty.
     */
    void Run(std::size_t count, std::size_t maxThreads,
             const std::function<bool(std::size_t)> &job,
             const std::function<bool(std::size_t)> &keepGoing);

  private:
    struct State;
    struct Batch;

    static void WorkerMain(State &state);
    static bool RunUnlocked(State &state,
                            const std::function<bool(std::size_t)> &function,
                            std::size_t argument);
    static void StartThreads(State &state);

    PerProcess<State> m_state;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_WORKER_POOL_H
