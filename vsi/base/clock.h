// SPDX-License-Identifier: MIT
// Time as the credential code sees it: replaceable in tests.

#ifndef HLSTS_VSI_BASE_CLOCK_H
#define HLSTS_VSI_BASE_CLOCK_H

#include "vsi/base/mutex.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>

namespace hlsts
{

/** A point on a clock that never jumps. Deadlines and expiries are kept in it,
 * so that a wrong or corrected wall clock changes nothing. */
using SteadyTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

/** Where time comes from. Implementations are safe for concurrent use. */
class Clock
{
  public:
    virtual ~Clock() = default;

    virtual SteadyTime Now() const = 0;

    /** Seconds since 1970 UTC by this machine's clock, which may be wrong. */
    virtual std::int64_t UnixTime() const = 0;

    /** Returns when it is `when`, at once when that has passed. */
    virtual void SleepUntil(SteadyTime when) = 0;

    /** Waits on `condition` until it is notified (maybe spuriously) or it is
     * `deadline`. `lock` is held on entry and on return. */
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
