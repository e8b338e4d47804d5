// SPDX-License-Identifier: MIT
// An object that can be read for as long as it takes, whatever happens to
// credentials and connections meanwhile.

#ifndef HLSTS_VSI_OBJECT_REMOTE_FILE_H
#define HLSTS_VSI_OBJECT_REMOTE_FILE_H

#include "vsi/access/grant.h"
#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"
#include "vsi/object/inner_file.h"
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
 * All reads go through an InnerFile, which is replaced when its grant nears its
 * end and a newer one exists, and when a read fails. After a failed read GDAL's
 * memory of the object is cleared and the object is opened again, because
 * opening tells the reason of a failure: a stale credential is replaced, a
 * passing trouble is waited out, everything else is an error at once. A read
 * either delivers all bytes that were asked for or fails.
 *
 * By HTTPS all bytes are of the version of the object that was opened: once
 * another version has taken its place, every read that needs the server fails.
 *
 * PRead() is safe for concurrent use, also with all other methods. Read() and
 * ReadRanges() share a cursor and are for one thread at a time.
 */
class RemoteFile
{
  public:
    /** Opens the object: one request, or none when it is known already.
     *
     * @param clock, random used as long as the file lives. */
    static Result<std::unique_ptr<RemoteFile>, AccessError>
    Open(std::shared_ptr<GrantProvider> provider, Clock &clock = SystemClock(),
         RandomSource &random = SystemRandom());

    /** Another file of the same version of the object, with an InnerFile and a
     * cursor of its own. Makes no request. */
    std::unique_ptr<RemoteFile> Clone() const;

    vsi_l_offset GetSize() const
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

    /** Reads `count` ranges in parallel. They must lie in the file.
     *
     * GDAL doesn't tell which of them failed. So after a failure all are read
     * again in small groups, and those of a failing group one by one.
     */
    Result<Done, AccessError> ReadRanges(int count, void **buffers,
                                         const vsi_l_offset *offsets,
                                         const std::size_t *sizes);

  private:
    struct AttemptCounts;

    /** What the file holds for one process: the child of a fork opens the
     * object for itself. */
    struct ProcessState
    {
        Mutex mutex{};
        /** The InnerFile in use, or nullptr. */
        InnerFilePtr inner HLSTS_GUARDED_BY(mutex){};
        /** Locked while a thread opens the object for all threads; before
         * `mutex`. */
        Mutex openingMutex{};
        /** The ETag of the first InnerFile that told one. */
        std::optional<std::string> etag HLSTS_GUARDED_BY(mutex){};
        /** The error after S3 refused one new credential after another. Until
         * `refusedUntil` further reads fail with it without a request. */
        std::optional<AccessError> refusal HLSTS_GUARDED_BY(mutex){};
        SteadyTime refusedUntil HLSTS_GUARDED_BY(mutex){};
    };

    /** One attempt to read; whether it delivered all bytes. */
    using ReadAttempt = std::function<bool(const InnerFile &)>;

    RemoteFile(std::shared_ptr<GrantProvider> provider, Clock &clock,
               RandomSource &random);

    /** How a read ended. */
    struct Outcome
    {
        Result<Done, AccessError> done;
        /** Whether the object could be opened, and reading failed by a passing
         * trouble: fewer ranges at once may succeed. */
        bool isWorthSplitting = false;
    };

    Outcome Perform(const ReadAttempt &attempt,
                    int maxReads = kRetryPolicy.maxAttempts) const;
    Outcome RunCatchingBadAlloc(const ReadAttempt &attempt, int maxReads) const;
    Outcome RunWithRetries(const ReadAttempt &attempt, int maxReads) const;
    Result<Done, AccessError> ReadInGroups(int groupSize, int count,
                                           void **buffers,
                                           const vsi_l_offset *offsets,
                                           const std::size_t *sizes);
    Outcome ReadGroup(int count, void **buffers, const vsi_l_offset *offsets,
                      const std::size_t *sizes);
    Result<InnerFilePtr, FailureVerdict> GetCurrentInner() const;
    Result<InnerFilePtr, FailureVerdict> RenewInner(ProcessState &state) const;
    Result<InnerFilePtr, FailureVerdict> OpenWith(const Grant &grant) const;
    std::optional<std::string> GetETag() const;
    std::optional<FailureVerdict> CheckVersion(const InnerFile &inner) const;
    InnerFilePtr GetInner(ProcessState &state) const;
    std::optional<AccessError> FindRefusal() const;
    void RememberRefusal(const AccessError &error) const;
    bool IsFresh(const InnerFile &inner) const;
    bool IsUsable(const InnerFile &inner) const;
    std::optional<FailureVerdict>
    DiagnoseFailedRead(const InnerFilePtr &inner,
                       const RequestFailure &failure) const;
    bool WasCredentialStale(const InnerFilePtr &inner, AttemptCounts &counts,
                            std::optional<FailureVerdict> &otherReason) const;
    void InvalidateCredential(const Grant &grant,
                              FailureVerdict &verdict) const;
    void DiscardInner(const InnerFilePtr &inner) const;
    bool MayRetry(const FailureVerdict &verdict, bool isReading, int maxReads,
                  AttemptCounts &counts) const;
    void PauseBeforeRetry(int failures, Duration serverPause) const;
    FailureVerdict BrokenAnswer() const;

    const std::shared_ptr<GrantProvider> m_provider;
    const std::shared_ptr<RetryBudget> m_budget;
    Clock &m_clock;
    RandomSource &m_random;
    vsi_l_offset m_size = 0;
    bool m_isSizeKnown = false;
    /** The ETag of the version that was opened; nothing where it isn't known.
     */
    std::optional<std::string> m_etag{};
    PerProcess<ProcessState> m_state{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_REMOTE_FILE_H
