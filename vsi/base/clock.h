// SPDX-License-Identifier: MIT
// The present time and waiting, which tests replace by their own.

#ifndef HLSTS_VSI_BASE_CLOCK_H
#define HLSTS_VSI_BASE_CLOCK_H

#include "vsi/base/mutex.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>

namespace hlsts
{

/** A moment of a clock that never jumps. Deadlines and ends of lives are
 * moments of this clock, so that a wrong or corrected wall clock changes
 * nothing. */
using SteadyTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

/** A clock to read and to wait by. Implementations are safe for concurrent use.
 */
class Clock
{
  public:
    virtual ~Clock() = default;

    virtual SteadyTime Now() const = 0;

    /** Seconds since 1970 UTC by this machine's clock, which may be wrong. */
    virtual std::int64_t UnixTime() const = 0;

    /** Returns at `when`; at once when that has passed. */
    virtual void SleepUntil(SteadyTime when) = 0;

    /** Waits until `condition` is notified (maybe spuriously), or until
     * `deadline`. The caller holds `lock`; it is released while this waits. */
    virtual void WaitUntil(std::condition_variable &condition, MutexLock &lock,
                           SteadyTime deadline) = 0;
};

/** The machine's clocks. Lives for the process. */
Clock &SystemClock();

/** A duration as the steady clock counts it, which may be coarser. */
inline SteadyTime::duration ToSteady(Duration duration)
{
    return std::chrono::duration_cast<SteadyTime::duration>(duration);
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_CLOCK_H
