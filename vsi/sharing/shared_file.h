// SPDX-License-Identifier: MIT
// The file that a user's processes share: read, replaced, locked.

#ifndef HLSTS_VSI_SHARING_SHARED_FILE_H
#define HLSTS_VSI_SHARING_SHARED_FILE_H

#include "vsi/base/clock.h"
#include "vsi/base/secret.h"
#include "vsi/sharing/shared_place.h"

#include <cstdint>
#include <memory>
#include <string>

namespace hlsts
{

/** A turn at something that processes do one after the other. Ends with this
 * object, and with the process, however that ends. */
class SharedTurn
{
  public:
    explicit SharedTurn(int file, std::uint32_t number)
        : m_file(file), m_number(number)
    {
    }

    ~SharedTurn();
    SharedTurn(const SharedTurn &) = delete;
    SharedTurn &operator=(const SharedTurn &) = delete;

  private:
    const int m_file;
    const std::uint32_t m_number;
};

/** One file of mode 0600 in a folder that only its owner can write to.
 *
 * What isn't like that is never used: a folder or file of another user, one
 * that others can write to or read, a symbolic link, a special file, a file
 * that is too large. Then there is nothing to read, a debug line tells why
 * (once; a warning for a folder that the user named), and a file that is our
 * own is replaced by the next that is written. Readers see the old file or the
 * new one, never parts: it is written aside and renamed.
 *
 * Every call opens what it needs and closes it: nothing is inherited by a
 * child of fork(), except a turn that another thread has at that moment. Safe
 * for concurrent use. On systems without open file description locks (Windows)
 * nothing is shared.
 */
class SharedFile
{
  public:
    explicit SharedFile(SharedPlace place);

    /** The content; empty when there is none that may be used. */
    Secret Read() const;

    /** Replaces the content. No half-written file stays behind. Call it with
     * the turn 0.
     * @return false when that can't be done. */
    bool Replace(const Secret &text) const;

    /** Waits for a turn, at most until `deadline`. Turns of different numbers
     * don't exclude each other; 0 is for writing. A thread takes two turns only
     * in the order of another number, then 0.
     * @return nullptr when it didn't come in time or can't be had. */
    std::unique_ptr<SharedTurn>
    WaitForTurn(std::uint32_t number, SteadyTime deadline, Clock &clock) const;

  private:
    int OpenFolder() const;
    int OpenLock() const;
    void Tell(const std::string &what, const std::string &why) const;

    const SharedPlace m_place;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_FILE_H
