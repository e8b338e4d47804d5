// SPDX-License-Identifier: MIT
// The present time and waiting, which tests replace by their own.

#include "vsi/base/clock.h"

#include "vsi/base/mutex.h"

#include <thread>

namespace hlsts
{

namespace
{

class MachineClock final : public Clock
{
  public:
    SteadyTime Now() const override
    {
        return std::chrono::steady_clock::now();
    }

    std::int64_t UnixTime() const override
    {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }

    void SleepUntil(SteadyTime when) override
    {
        std::this_thread::sleep_until(when);
    }

    void WaitUntil(std::condition_variable &condition, MutexLock &lock,
                   SteadyTime deadline) override
    {
        lock.WaitUntil(condition, deadline);
    }
};

}  // namespace

Clock &SystemClock()
{
    static auto *clock = new MachineClock();
    return *clock;
}

}  // namespace hlsts
