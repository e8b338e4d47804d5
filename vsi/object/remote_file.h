// SPDX-License-Identifier: MIT
// An object that can be read for as long as it takes, whatever happens to
// credentials and connections meanwhile.

#ifndef HLSTS_VSI_OBJECT_REMOTE_FILE_H
#define HLSTS_VSI_OBJECT_REMOTE_FILE_H

#include "vsi/base/mutex.h"
#include "vsi/access/grant.h"
#include "vsi/object/inner_file.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/retry_budget.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** Random access to one object by grants that end and are renewed.
 *
 * Each read uses GDAL's inner handle. The inner handle is replaced when its
 * grant nears its end and a newer one exists, and when a read fails. After a
 * failure GDAL's memory of the object is cleared and it is opened afresh, which
 * tells the reason: a stale credential is refreshed, a passing trouble is
 * waited out, everything else is an error at once. A read either delivers all
 * bytes that were asked for or fails. By HTTPS all bytes are of the version of
 * the object that was opened: once another one has taken its place, every read
 * that needs the server fails.
 *
 * PRead() is safe for concurrent use, also with all other methods. Read() and
 * ReadRanges() share a cursor and are for one thread at a time.
 */
class RemoteFile
{
  public:
    /** Attempts that a read, or the opening it needs, makes in passing
     * trouble. */
    static constexpr int kMaxAttempts = 4;
    /** Between two of them, unless the server asks for more. */
    static constexpr Duration kFirstPause = std::chrono::milliseconds(200);
    static constexpr Duration kLongestPause = std::chrono::seconds(5);
    /** Refreshes for one read: a newer credential may be stale too. */
    static constexpr int kMaxRefreshes = 3;
    /** Rounds in which other readers may have caused the refresh: when many
     * read at once, one of them does it for all. */
    static constexpr int kMaxStaleRounds = 10;
    /** Ranges that are repeated together. */
    static constexpr int kSmallGroup = 16;

    /** Opens the object: one request. */
    static Result<std::unique_ptr<RemoteFile>, AccessError>
    Open(std::shared_ptr<GrantProvider> provider, Clock &clock = SystemClock(),
         RandomSource &random = SystemRandom());

    /** Another one of the same object with an inner handle and a cursor of its
     * own; makes no request now. */
    std::unique_ptr<RemoteFile> Clone() const;

    vsi_l_offset Size() const
    {
        return m_size;
    }

    /** The path as the user knows it. */
    std::string Describe() const
    {
        return m_provider->Describe();
    }

    /** Reads through GDAL's cache of 16 KiB regions. The range must lie in the
     * file. */
    Result<Done, AccessError> Read(void *buffer, std::size_t size,
                                   vsi_l_offset offset);

    /** Reads exactly this range with one request. It must lie in the file. */
    Result<Done, AccessError> PRead(void *buffer, std::size_t size,
                                    vsi_l_offset offset) const;

    /** Reads ranges in parallel. They must lie in the file.
     *
     * GDAL doesn't say which of them failed, so after a failure they are read
     * again in small groups, and those of a failing group one by one.
     */
    Result<Done, AccessError> ReadRanges(int count, void **buffers,
                                         const vsi_l_offset *offsets,
                                         const std::size_t *sizes);

  private:
    struct Tally;

    /** The inner file in use. Made anew after a fork. */
    struct Slot
    {
        Mutex mutex{};
        InnerFilePtr inner{};
        /** Held while opening, so that one thread does it for all. */
        Mutex opening{};
        /** The version that the first inner file to tell it was of. Guarded by
         * `mutex`. */
        std::optional<std::string> etag{};
        /** What S3 said when it refused one new credential after another, and
         * until when that is believed. Guarded by `mutex`. */
        std::optional<AccessError> refusal{};
        SteadyTime refusedUntil{};
    };

    using Attempt = std::function<bool(const InnerFile &)>;

    RemoteFile(std::shared_ptr<GrantProvider> provider, Clock &clock,
               RandomSource &random);

    /** How a read ended. */
    struct Outcome
    {
        Result<Done, AccessError> done;
        /** Failed in reading although the object could be opened. */
        bool isWorthSplitting = false;
    };

    Outcome Perform(const Attempt &attempt, int maxReads = kMaxAttempts) const;
    Outcome PersistInMemory(const Attempt &attempt, int maxReads) const;
    Outcome Persist(const Attempt &attempt, int maxReads) const;
    Result<Done, AccessError> ReadInGroups(int groupSize, int count,
                                           void **buffers,
                                           const vsi_l_offset *offsets,
                                           const std::size_t *sizes);
    Outcome ReadGroup(int count, void **buffers, const vsi_l_offset *offsets,
                      const std::size_t *sizes);
    Result<InnerFilePtr, FailureVerdict> Current() const;
    Result<InnerFilePtr, FailureVerdict> Renew(Slot &slot) const;
    Result<InnerFilePtr, FailureVerdict> Reopen(const Grant &grant) const;
    std::optional<std::string> ETag() const;
    std::optional<FailureVerdict> JudgeVersion(const InnerFile &inner) const;
    InnerFilePtr Held(Slot &slot) const;
    std::optional<AccessError> RememberedRefusal() const;
    void RememberRefusal(const AccessError &error) const;
    bool IsFresh(const InnerFile &inner) const;
    bool IsGoodEnough(const InnerFile &inner) const;
    std::optional<FailureVerdict>
    AfterFailedRead(const InnerFilePtr &inner,
                    const RequestFailure &failure) const;
    bool WasStale(const InnerFilePtr &inner, Tally &tally,
                  std::optional<FailureVerdict> &other) const;
    void Refuse(const Grant &grant, FailureVerdict &verdict) const;
    void Discard(const InnerFilePtr &inner) const;
    bool MayRepeat(const FailureVerdict &verdict, bool isReading, int maxReads,
                   Tally &tally) const;
    void Pause(int attempt, Duration asked) const;
    FailureVerdict BrokenAnswer() const;

    const std::shared_ptr<GrantProvider> m_provider;
    const std::shared_ptr<RetryBudget> m_budget;
    Clock &m_clock;
    RandomSource &m_random;
    vsi_l_offset m_size = 0;
    bool m_isSizeKnown = false;
    /** Which version was opened; nothing where that isn't known. */
    std::optional<std::string> m_etag{};
    PerProcess<Slot> m_slot{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_REMOTE_FILE_H
