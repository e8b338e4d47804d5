// SPDX-License-Identifier: MIT
// Files that stay open between two reads.

#ifndef HLSTS_DRIVER_FILES_SOURCE_POOL_H
#define HLSTS_DRIVER_FILES_SOURCE_POOL_H

#include "vsi/base/per_process.h"
#include "driver/files/source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace hlsts
{

/** The idle files of the process: open, and used by no read.
 *
 * A thread takes a file out of the pool to read it, so no two threads share
 * one. There is a bound, so that thousands of granules don't exhaust file
 * descriptors or memory; the least recently used file is closed first. Safe for
 * concurrent use. In a child of fork() the pool is empty, because parent and
 * child would share the offsets of its files.
 */
class SourcePool
{
  public:
    /** The most idle files. A local one costs a file descriptor (a process may
     * usually have 1024, on some systems 256), a remote one about 100 kB of
     * memory. */
    static constexpr std::size_t kMaxIdleLocal = 64;
    static constexpr std::size_t kMaxIdleRemote = 512;

    /** The pool of this process, for those who use it: made for the first of
     * them, its files closed when the last of them lets go. */
    static std::shared_ptr<SourcePool> Shared();

    SourcePool();
    ~SourcePool();
    SourcePool(const SourcePool &) = delete;
    SourcePool &operator=(const SourcePool &) = delete;

    /** The number of a new owner, which no other owner in the process has. An
     * owner uses its own files only, for it has checked their headers. */
    static std::uint64_t NewOwner();

    /** Takes an idle file of an owner out of the pool; nullptr when there is
     * none. */
    std::unique_ptr<Source> Take(std::uint64_t owner, const std::string &path);

    /** Puts a file into the pool, after a read that succeeded.
     *
     * @param isLocal whether the file lies on this machine: which bound it
     *   counts for. */
    void Give(std::uint64_t owner, const std::string &path, bool isLocal,
              std::unique_ptr<Source> source);

    /** Closes all idle files of an owner. */
    void Drop(std::uint64_t owner);

  private:
    struct State;

    PerProcess<State> m_state;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_SOURCE_POOL_H
