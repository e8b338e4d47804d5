// SPDX-License-Identifier: MIT
// A moment in the clocks that several processes can agree on.

#ifndef HLSTS_VSI_SHARING_MACHINE_TIME_H
#define HLSTS_VSI_SHARING_MACHINE_TIME_H

#include "vsi/base/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace hlsts
{

/** One moment as this machine sees it. A value type.
 *
 * The wall clock is comparable everywhere, but may be wrong or jump. The time
 * since the boot does neither and goes on while the machine sleeps, but only
 * processes of the same boot can compare it.
 */
struct MachineTime
{
    /** Names this boot of this machine; empty where that can't be known. */
    std::string boot{};
    /** Meaningful only together with `boot`. */
    std::chrono::milliseconds sinceBoot{0};
    /** Seconds since 1970 UTC by this machine's clock. */
    std::int64_t unixTime = 0;
};

/** Returns the present moment. Replaceable in tests. */
using MachineTimeReader = std::function<MachineTime()>;

/** Reads the machine's time since the boot, and the wall clock of `clock`,
 * which must outlive the reader. */
MachineTimeReader MachineTimeOf(Clock &clock);

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_MACHINE_TIME_H
