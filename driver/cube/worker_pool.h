// SPDX-License-Identifier: MIT
// The threads that read: one pool for the process, which outlives reads.

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
 * GDAL keeps network connections per thread, and a new TLS connection costs
 * more than the read of a window. So the threads live as long as the pool, not
 * as long as a read. They start when there is work for them.
 *
 * Safe for concurrent use: several Run() share the threads. A child of fork()
 * starts threads of its own.
 */
class WorkerPool
{
  public:
    /** How many threads of the pool may read in this process. Also the default
     * and the upper limit of the open option NUM_THREADS. (A read of one job,
     * or with NUM_THREADS=1, runs in the caller's own thread.)
     *
     * They wait for the network most of the time, so there are more of them
     * than processors; GDAL keeps a connection per thread, so the number can't
     * be as large as one likes. */
    static constexpr std::size_t kMaxThreads = 64;

    /** The pool of this process, for those who use it: made for the first of
     * them, its threads joined when the last of them lets go. */
    static std::shared_ptr<WorkerPool> Shared();

    WorkerPool();
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /** Runs job(0) .. job(count - 1), each once, started in ascending order.
     *
     * Blocks until all jobs that were started have ended. Must not be called
     * from within a job.
     *
     * @param maxThreads how many jobs may run at the same time, at least 1.
     * @param job returns false when no further job shall start. Must not throw.
     * @param keepGoing called in the calling thread after jobs have ended and
     *   at least every 100 ms, with the number of jobs that have ended; returns
     *   false when no further job shall start. Jobs that run go on.
     *   May be empty; must not throw.
     */
    void Run(std::size_t count, std::size_t maxThreads,
             const std::function<bool(std::size_t)> &job,
             const std::function<bool(std::size_t)> &keepGoing);

  private:
    struct State;
    struct Batch;

    PerProcess<State> m_state;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_WORKER_POOL_H
