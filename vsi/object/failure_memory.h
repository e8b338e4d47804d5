// SPDX-License-Identifier: MIT
// What just failed, so that one open by GDAL doesn't ask a dozen times.

#ifndef HLSTS_VSI_OBJECT_FAILURE_MEMORY_H
#define HLSTS_VSI_OBJECT_FAILURE_MEMORY_H

#include "vsi/base/mutex.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace hlsts
{

/** Failures of the last moment, by path and identity.
 *
 * When a file can't be opened GDAL's drivers look for it again and again, each
 * in its own way; all of them get the answer of the first. Passing trouble is
 * remembered for the thread that met it: another one may be luckier. Safe for
 * concurrent use.
 */
class FailureMemory
{
  public:
    static constexpr std::chrono::seconds kLife{1};
    static constexpr std::size_t kMaxEntries = 1000;

    explicit FailureMemory(Clock &clock = SystemClock()) : m_clock(clock)
    {
    }

    void Add(const std::string &key, const AccessError &error);

    void Remove(const std::string &key);

    std::optional<AccessError> Find(const std::string &key) const;

  private:
    struct Entry
    {
        AccessError error{};
        SteadyTime until{};
    };

    void MakeRoom();

    Clock &m_clock;
    mutable Mutex m_mutex{};
    std::map<std::string, Entry> m_entries{};
};

/** The one for this process. */
FailureMemory &RecentFailures();

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_FAILURE_MEMORY_H
