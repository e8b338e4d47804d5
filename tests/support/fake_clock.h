// SPDX-License-Identifier: MIT
// A clock for tests: its time moves only by Advance() and by sleeping.

#ifndef HLSTS_TESTS_SUPPORT_FAKE_CLOCK_H
#define HLSTS_TESTS_SUPPORT_FAKE_CLOCK_H

#include "vsi/base/clock.h"
#include "vsi/base/mutex.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>

namespace hlsts
{

/** Safe for concurrent use. The steady clock begins at 1,000,000 s, the wall
 * clock at 2021-06-01 00:00:00 UTC; SkewWall() makes the wall clock wrong. */
class FakeClock final : public Clock
{
  public:
    static constexpr std::int64_t kStart = 1622505600;

    SteadyTime Now() const override
    {
        return SteadyTime(
            std::chrono::duration_cast<SteadyTime::duration>(Elapsed()) +
            std::chrono::seconds(1000000));
    }

    std::int64_t UnixTime() const override
    {
        return TrueUnixTime() + m_skewSeconds.load();
    }

    /** The time by a correct wall clock, such as a server's. */
    std::int64_t TrueUnixTime() const
    {
        return kStart +
               std::chrono::duration_cast<std::chrono::seconds>(Elapsed())
                   .count();
    }

    /** Sleeping takes no real time: it moves the clock. */
    void SleepUntil(SteadyTime when) override
    {
        const MutexLock lock(m_mutex);
        const Duration left = when - Now();
        if (left > Duration::zero())
            m_elapsed += left.count();
        ++m_sleeps;
    }

    /** Returns when notified, and after a millisecond of real time at the
     * latest: moving this clock notifies no thread, so a waiting one has to
     * look at it again and again. */
    void WaitUntil(std::condition_variable &condition, MutexLock &lock,
                   SteadyTime deadline) override
    {
        ++m_waiting;
        if (Now() < deadline)
            lock.WaitFor(condition, std::chrono::milliseconds(1));
        --m_waiting;
    }

    void Advance(Duration by)
    {
        m_elapsed += by.count();
    }

    /** Moves the wall clock only, as a wrong or corrected clock does. */
    void SkewWall(std::chrono::seconds by)
    {
        m_skewSeconds += by.count();
    }

    /** How many threads are inside WaitUntil() now. */
    int GetWaiting() const
    {
        return m_waiting;
    }

    /** How often SleepUntil() was called. */
    int GetSleeps() const
    {
        return m_sleeps;
    }

  private:
    Duration Elapsed() const
    {
        return Duration(m_elapsed.load());
    }

    /** Held while a sleep moves the clock, so that two don't add up. */
    Mutex m_mutex{};
    std::atomic<Duration::rep> m_elapsed{0};
    std::atomic<std::int64_t> m_skewSeconds{0};
    std::atomic<int> m_waiting{0};
    std::atomic<int> m_sleeps{0};
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_FAKE_CLOCK_H
