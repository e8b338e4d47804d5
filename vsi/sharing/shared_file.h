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

/** A turn at something that processes do one after the other. The turn ends
 * with this object, and at the latest with the process, even one that is
 * killed. */
class SharedTurn
{
  public:
    /** @param file open and locked; closed by this object.
     * @param number the turn's number, which is the locked byte. */
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
 * Nothing else is ever used: no folder or file of another user, no folder that
 * other users can write to, no file that is open to them, no symbolic link, no
 * special file, no file that is too large. Such a file is treated as absent:
 * the reason is reported once by a debug line (by a warning where the user has
 * named the folder), and Replace() puts a good file in its place if it is the
 * user's own. A new file is written aside and renamed, so that readers see the
 * old file or the new one, never a half-written one.
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

    /** Replaces the content. No half-written file stays behind.
     *
     * @pre the thread has the turn 0.
     * @return false when that can't be done; the reason is reported. */
    bool Replace(const Secret &text) const;

    /** Waits for a turn, at most until `deadline`. Turns of different numbers
     * don't exclude each other; 0 is the turn for writing. A thread that needs
     * two turns takes the one for writing last: otherwise two processes could
     * wait for each other.
     *
     * @return nullptr when the turn didn't come in time or can't be had. */
    std::unique_ptr<SharedTurn>
    WaitForTurn(std::uint32_t number, SteadyTime deadline, Clock &clock) const;

  private:
    /** The folder or its lock file, opened for the caller to close; -1 where
     * there is none to be trusted, whose reason is reported. */
    int OpenFolder() const;
    int OpenLock() const;

    /** @param what path of the folder or file that can't be used. */
    void ReportOnce(const std::string &what, const std::string &why) const;

    const SharedPlace m_place;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_SHARING_SHARED_FILE_H
