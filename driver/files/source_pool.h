// SPDX-License-Identifier: MIT
// Open files, kept for the next read.

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

/** The idle open files of the process, least recently used closed first.
 *
 * A file is taken out while it is used, so no two threads share one. Bounded,
 * so that thousands of granules don't exhaust file descriptors or memory.
 * Safe for concurrent use. After fork() the child begins empty: it would share
 * file offsets with its parent.
 */
class SourcePool
{
  public:
    /** How many idle files are kept: local ones cost a descriptor each (the
     * usual limit is 1024, a small one 256), remote ones about 100 kB. */
    static constexpr std::size_t kMaxIdleLocal = 64;
    static constexpr std::size_t kMaxIdleRemote = 512;

    /** The pool of this process; lives as long as someone holds it. */
    static std::shared_ptr<SourcePool> Shared();

    SourcePool();
    ~SourcePool();
    SourcePool(const SourcePool &) = delete;
    SourcePool &operator=(const SourcePool &) = delete;

    /** A number no other owner has. */
    static std::uint64_t NewOwner();

    /** An idle file of that owner, or nullptr. */
    std::unique_ptr<Source> Take(std::uint64_t owner, const std::string &path);

    /** Gives back a file after a read that succeeded. */
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
