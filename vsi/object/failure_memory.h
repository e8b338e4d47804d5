// SPDX-License-Identifier: MIT
// What just failed, so that GDAL's drivers don't cause the same request again.

#ifndef HLSTS_VSI_OBJECT_FAILURE_MEMORY_H
#define HLSTS_VSI_OBJECT_FAILURE_MEMORY_H

#include "vsi/base/bounded_map.h"
#include "vsi/base/clock.h"
#include "vsi/transport/access_error.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace hlsts
{

/** Failures of the last second, by key: a path with its settings and its login.
 *
 * When a file can't be opened, each of GDAL's drivers looks for it again in its
 * own way; all of them get the answer that the first one got. A passing trouble
 * is remembered only for the thread that met it: another thread may succeed.
 * Safe for concurrent use.
 */
class FailureMemory
{
  public:
    /** Longer than one GDALOpen() takes to try its drivers, shorter than a user
     * takes to try again. */
    static constexpr std::chrono::seconds kLife{1};
    /** More files than a process opens within kLife. */
    static constexpr std::size_t kMaxEntries = 1000;

    explicit FailureMemory(Clock &clock = SystemClock()) : m_clock(clock)
    {
    }

    void Add(const std::string &key, const AccessError &error);

    /** For this thread and for all threads. */
    void Remove(const std::string &key);

    /** What failed within the last second, for this thread or for all. */
    std::optional<AccessError> Find(const std::string &key);

  private:
    struct Entry
    {
        AccessError error{};
        SteadyTime until{};
    };

    Clock &m_clock;
    BoundedMap<std::string, Entry, kMaxEntries> m_entries{};
};

/** The failures of this process. */
FailureMemory &RecentFailures();

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_FAILURE_MEMORY_H
