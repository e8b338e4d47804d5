// SPDX-License-Identifier: MIT
// The content of the shared file, changed by one process at a time.

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
    /** @param clock for waiting; outlives this object.
     * @param time tells the present moment, on the machine's clocks. */
    SharedStore(SharedPlace place, Clock &clock, MachineTimeReader time);

    /** The content now. Opens the file. When there is no file that may be used,
     * the content is empty and has no salt (SharedContent::salt). */
    SharedContent Load() const;

    /** Reads the content, lets `change` change it and writes it, while no other
     * process does the same. `change` gets a content that has a salt.
     *
     * @return false when the content couldn't be written. Callers may ignore
     *   that: sharing saves requests and nothing depends on it. */
    bool Change(const std::function<void(SharedContent &)> &change) const;

    /** See SharedFile::WaitForTurn(). */
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

/** Facts without any secret that a user's processes remember together, such as
 * "this data centre refuses S3 by region". Where nothing is shared, nothing is
 * remembered. Safe for concurrent use.
 *
 * By default a fact lasts an hour. All processes of a job start within that
 * time; and where the folder moves to another machine, on which the fact may be
 * wrong, it isn't believed for long. */
class SharedFacts
{
  public:
    explicit SharedFacts(std::shared_ptr<const SharedStore> store);

    /** The value of a fact, "" when there is none. Opens the file: to be called
     * where the alternative is a request, which costs far more than opening a
     * file, and not each time an object is opened. */
    std::string Get(const std::string &name) const;

    /** Remembers a fact from now on; without effect where that can't be done,
     * or where name or value aren't IsFactText(). */
    void Set(const std::string &name, const std::string &value,
             std::chrono::milliseconds life = std::chrono::hours(1)) const;

  private:
    const std::shared_ptr<const SharedStore> m_store;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_STORE_H
