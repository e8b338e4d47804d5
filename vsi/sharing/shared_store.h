// SPDX-License-Identifier: MIT
// The shared file's content: looked at, and changed one process at a time.

#ifndef HLSTS_VSI_SHARING_SHARED_STORE_H
#define HLSTS_VSI_SHARING_SHARED_STORE_H

#include "vsi/base/clock.h"
#include "vsi/sharing/machine_time.h"
#include "vsi/sharing/shared_content.h"
#include "vsi/sharing/shared_file.h"

#include <functional>
#include <memory>
#include <string>

namespace hlsts
{

/** What a user's processes know together. Safe for concurrent use. */
class SharedStore
{
  public:
    SharedStore(SharedPlace place, Clock &clock, MachineTimeReader time);

    /** The content now: one open. Empty, without a salt, when there is none
     * that may be used. */
    SharedContent Load() const;

    /** Changes the content, which has a salt then: it is read, changed and
     * replaced while no other process does the same.
     * @return false when that couldn't be done; nobody needs to care. */
    bool Change(const std::function<void(SharedContent &)> &change) const;

    /** SharedFile::WaitForTurn(). */
    std::unique_ptr<SharedTurn> WaitForTurn(std::uint32_t number,
                                            SteadyTime deadline) const;

    MachineTime Now() const
    {
        return m_time();
    }

  private:
    const SharedFile m_file;
    Clock &m_clock;
    const MachineTimeReader m_time;
};

/** Small things without any secret that a user's processes remember together,
 * such as "this data centre refuses S3 by region": each for an hour, which
 * outlives a job's start and not a move to another machine by much. Where
 * nothing is shared, nothing is remembered. Safe for concurrent use. */
class SharedFacts
{
  public:
    explicit SharedFacts(std::shared_ptr<const SharedStore> store);

    /** The value, "" when there is none. Opens the file: for the way to an
     * exchange, not for each open of an object. */
    std::string Get(const std::string &name) const;

    /** Remembers it from now on; without effect where that can't be done.
     * Names and values are IsFactText(). */
    void Set(const std::string &name, const std::string &value,
             std::chrono::milliseconds life = std::chrono::hours(1)) const;

  private:
    const std::shared_ptr<const SharedStore> m_store;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_STORE_H
