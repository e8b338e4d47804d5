// SPDX-License-Identifier: MIT
// An object that can be read for as long as it takes, whatever happens to
// credentials and connections meanwhile.

#include "vsi/object/remote_file.h"

#include "vsi/object/inner_opening.h"
#include "vsi/transport/fork_guard.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/base/user_http_options.h"

#include "cpl_error.h"

#include <algorithm>
#include <new>

namespace hlsts
{

namespace
{

/** Makes one attempt to read, without the user's options and without GDAL's
 * messages to the user; returns nothing on success. */
std::optional<RequestFailure>
ReadOnce(const std::function<bool(const InnerFile &)> &attempt,
         const InnerFile &inner)
{
    ShareNoConnections();
    const OptionScope scope(OptionsToBlank());
    const QuietErrors quiet;
    if (!inner.IsRerouted() && attempt(inner))
        return std::nullopt;
    RequestFailure failure = quiet.GetFailure();
    if (!failure.reroutedTo.empty())
        inner.MarkRerouted();
    return failure;
}

}  // namespace

/** What one read has gone through so far. */
struct RemoteFile::AttemptCounts
{
    int failedReads = 0;
    int failedOpenings = 0;
    /** Credentials whose replacement this read caused. */
    int refreshes = 0;
    /** Refused credentials, also those that other reads caused to be replaced.
     */
    int staleRounds = 0;

    bool HasNoFailure() const
    {
        return failedReads == 0 && failedOpenings == 0 && staleRounds == 0;
    }

    /** Whether the replacement of another refused credential may be used. */
    bool MayRefresh() const
    {
        return refreshes < kRetryPolicy.maxRefreshes &&
               staleRounds < kRetryPolicy.maxStaleRounds;
    }

    /** Counts a refused credential, by a verdict of kind StaleCredential. */
    void CountRefusal(const FailureVerdict &verdict)
    {
        refreshes += verdict.isKnownRefusal ? 0 : 1;
        ++staleRounds;
    }
};

RemoteFile::RemoteFile(std::shared_ptr<GrantProvider> provider, Clock &clock,
                       RandomSource &random)
    : m_provider(std::move(provider)),
      m_budget(RetryBudgetFor(m_provider->GetHost())), m_clock(clock),
      m_random(random)
{
}

Result<std::unique_ptr<RemoteFile>, AccessError>
RemoteFile::Open(std::shared_ptr<GrantProvider> provider, Clock &clock,
                 RandomSource &random)
{
    std::unique_ptr<RemoteFile> file(
        new RemoteFile(std::move(provider), clock, random));
    vsi_l_offset size = 0;
    std::optional<std::string> etag;
    // Reading nothing opens the object, with all retries.
    const auto opened = file->Perform(
                                [&size, &etag](const InnerFile &inner)
                                {
                                    size = inner.GetSize();
                                    etag = inner.GetETag();
                                    return true;
                                })
                            .done;
    if (!opened)
        return opened.GetError();
    file->m_size = size;
    file->m_etag = etag;
    file->m_isSizeKnown = true;
    return file;
}

std::unique_ptr<RemoteFile> RemoteFile::Clone() const
{
    std::unique_ptr<RemoteFile> copy(
        new RemoteFile(m_provider, m_clock, m_random));
    copy->m_size = m_size;
    copy->m_isSizeKnown = true;
    copy->m_etag = GetETag();
    return copy;
}

Result<Done, AccessError> RemoteFile::Read(void *buffer, std::size_t size,
                                           vsi_l_offset offset)
{
    if (size == 0)
        return Done{};
    return Perform([=](const InnerFile &inner)
                   { return inner.ReadAt(buffer, size, offset); })
        .done;
}

Result<Done, AccessError> RemoteFile::PRead(void *buffer, std::size_t size,
                                            vsi_l_offset offset) const
{
    if (size == 0)
        return Done{};
    return Perform(
               [=](const InnerFile &inner) {
                   return inner.GetHandle().PRead(buffer, size, offset) == size;
               })
        .done;
}

Result<Done, AccessError> RemoteFile::ReadRanges(int count, void **buffers,
                                                 const vsi_l_offset *offsets,
                                                 const std::size_t *sizes)
{
    if (count <= 0)
        return Done{};
    const Outcome whole = ReadGroup(count, buffers, offsets, sizes);
    if (!whole.isWorthSplitting || count == 1)
        return whole.done;
    return ReadInGroups(kRetryPolicy.groupSize, count, buffers, offsets, sizes);
}

/** Makes one attempt for each group of `groupSize` ranges. The ranges of a
 * group that fails are read one by one, each with attempts of its own. */
Result<Done, AccessError> RemoteFile::ReadInGroups(int groupSize, int count,
                                                   void **buffers,
                                                   const vsi_l_offset *offsets,
                                                   const std::size_t *sizes)
{
    for (int i = 0; i < count; i += groupSize)
    {
        const int size = std::min(groupSize, count - i);
        Outcome group = ReadGroup(size, buffers + i, offsets + i, sizes + i);
        if (group.isWorthSplitting && size > 1)
            group.done =
                ReadInGroups(1, size, buffers + i, offsets + i, sizes + i);
        if (!group.done)
            return group.done;
    }
    return Done{};
}

RemoteFile::Outcome RemoteFile::ReadGroup(int count, void **buffers,
                                          const vsi_l_offset *offsets,
                                          const std::size_t *sizes)
{
    return Perform([=](const InnerFile &inner)
                   { return inner.ReadRanges(count, buffers, offsets, sizes); },
                   count == 1 ? kRetryPolicy.maxAttempts : 1);
}

std::optional<AccessError> RemoteFile::FindRefusal() const
{
    ProcessState &state = m_state.Get();
    const MutexLock lock(state.mutex);
    if (state.refusal && m_clock.Now() >= state.refusedUntil)
        state.refusal.reset();
    return state.refusal;
}

void RemoteFile::RememberRefusal(const AccessError &error) const
{
    ProcessState &state = m_state.Get();
    const MutexLock lock(state.mutex);
    state.refusal = error;
    state.refusedUntil = m_clock.Now() + kRetryPolicy.refusalLife;
}

RemoteFile::Outcome RemoteFile::Perform(const ReadAttempt &attempt,
                                        int maxReads) const
{
    if (const auto refusal = FindRefusal())
        return {*refusal, false};
    Outcome outcome = RunCatchingBadAlloc(attempt, maxReads);
    if (!outcome.done &&
        outcome.done.GetError().kind == AccessErrorKind::StaleCredential)
        RememberRefusal(outcome.done.GetError());
    return outcome;
}

/** Lack of memory becomes an error that names the file, as all errors do. */
RemoteFile::Outcome RemoteFile::RunCatchingBadAlloc(const ReadAttempt &attempt,
                                                    int maxReads) const
{
    try
    {
        return RunWithRetries(attempt, maxReads);
    }
    catch (const std::bad_alloc &)
    {
        AccessError error;
        error.message = "Cannot read " + Describe() + ": out of memory.";
        return {error, false};
    }
}

RemoteFile::Outcome RemoteFile::RunWithRetries(const ReadAttempt &attempt,
                                               int maxReads) const
{
    AttemptCounts counts;
    while (true)
    {
        const auto current = GetCurrentInner();
        FailureVerdict verdict;
        if (current)
        {
            counts.failedOpenings = 0;
            const auto failure = ReadOnce(attempt, **current);
            if (!failure)
            {
                if (!counts.HasNoFailure())
                    CPLDebug("EARTHDATA", "%s: recovered", Describe().c_str());
                m_budget->OnSuccess();
                return {Done{}, false};
            }
            auto why = DiagnoseFailedRead(*current, *failure);
            if (!why && WasCredentialStale(*current, counts, why))
                continue;
            verdict = why ? *why : BrokenAnswer();
        }
        else
            verdict = current.GetError();
        if (!MayRetry(verdict, static_cast<bool>(current), maxReads, counts))
            return {verdict.error, current && verdict.error.kind ==
                                                  AccessErrorKind::Transient};
        CPLDebug("EARTHDATA", "Trying again: %s",
                 verdict.error.message.c_str());
    }
}

InnerFilePtr RemoteFile::GetInner(ProcessState &state) const
{
    const MutexLock lock(state.mutex);
    return state.inner;
}

/** Whether the file may be used without asking for a newer grant. */
bool RemoteFile::IsFresh(const InnerFile &inner) const
{
    const Grant &grant = inner.GetGrant();
    return m_clock.Now() < grant.refreshFrom &&
           !m_provider->IsRefused(grant.generation);
}

/** Whether the file may still be used when a newer grant exists. */
bool RemoteFile::IsUsable(const InnerFile &inner) const
{
    const Grant &grant = inner.GetGrant();
    return m_clock.Now() < grant.renewFrom &&
           !m_provider->IsRefused(grant.generation);
}

Result<InnerFilePtr, FailureVerdict> RemoteFile::GetCurrentInner() const
{
    ProcessState &state = m_state.Get();
    if (InnerFilePtr inner = GetInner(state))
    {
        if (IsFresh(*inner))
            return inner;
    }
    return RenewInner(state);
}

Result<InnerFilePtr, FailureVerdict>
RemoteFile::RenewInner(ProcessState &state) const
{
    const auto grant = m_provider->Get();
    if (!grant)
    {
        FailureVerdict verdict;
        verdict.error = grant.GetError();
        // The credential cache has made all attempts already: not retried here.
        if (verdict.error.kind == AccessErrorKind::Transient)
            verdict.error.kind = AccessErrorKind::Terminal;
        return verdict;
    }
    const MutexLock opening(state.openingMutex);
    InnerFilePtr inner = GetInner(state);
    if (inner &&
        (inner->GetGrant().generation == grant->generation || IsUsable(*inner)))
        return inner;
    auto opened = OpenWith(*grant);
    if (opened)
    {
        const MutexLock lock(state.mutex);
        state.inner = *opened;
        if (!state.etag)
            state.etag = (*opened)->GetETag();
    }
    return opened;
}

Result<InnerFilePtr, FailureVerdict>
RemoteFile::OpenWith(const Grant &grant) const
{
    auto opened = OpenInner(*m_provider, grant);
    if (!opened)
    {
        FailureVerdict verdict = opened.GetError();
        if (verdict.error.kind == AccessErrorKind::StaleCredential)
            InvalidateCredential(grant, verdict);
        return verdict;
    }
    if (const auto verdict = CheckVersion(**opened))
    {
        // Files that are opened on the new version use what is known of it.
        if (verdict->error.kind != AccessErrorKind::Replaced)
            ForgetInner(grant);
        return *verdict;
    }
    return opened;
}

/** The ETag of the version whose bytes this file delivers; nothing as long as
 * it isn't known. S3 doesn't tell it, so a file that was opened by S3 takes it
 * from the first InnerFile by HTTPS, in each process by itself. */
std::optional<std::string> RemoteFile::GetETag() const
{
    if (m_etag)
        return m_etag;
    ProcessState &state = m_state.Get();
    const MutexLock lock(state.mutex);
    return state.etag;
}

/** Nothing when the InnerFile is of the version that this file was opened on,
 * as far as that is known; else the reason why it can't be used. */
std::optional<FailureVerdict>
RemoteFile::CheckVersion(const InnerFile &inner) const
{
    if (!m_isSizeKnown)
        return std::nullopt;
    FailureVerdict verdict;
    const auto etag = GetETag();
    if (etag && inner.GetETag() && *etag != *inner.GetETag())
    {
        verdict.error = ReplacedSinceOpened(Describe());
        return verdict;
    }
    if (inner.GetSize() == m_size)
        return std::nullopt;
    verdict.error.kind = AccessErrorKind::Transient;
    verdict.error.message =
        "Cannot read " + Describe() + ": its size was " +
        std::to_string(m_size) + " when it was opened and is now " +
        std::to_string(inner.GetSize()) +
        ". It was replaced meanwhile, or the answer is broken. Open it again.";
    return verdict;
}

FailureVerdict RemoteFile::BrokenAnswer() const
{
    FailureVerdict verdict;
    verdict.error.kind = AccessErrorKind::Transient;
    verdict.error.message =
        "Cannot read " + Describe() + ": " + m_provider->GetHost() +
        " answers again and again with an error or not completely. Try again "
        "later.";
    return verdict;
}

/** Why a read failed; nothing where that isn't known, as with all reads of GDAL
 * up to 3.12. Then the InnerFile is discarded, and the next attempt to open the
 * object tells the reason. It also tells whether an answer of another version
 * was a mistake of the server's. */
std::optional<FailureVerdict>
RemoteFile::DiagnoseFailedRead(const InnerFilePtr &inner,
                               const RequestFailure &failure) const
{
    if (!failure.reroutedTo.empty())
    {
        DiscardInner(inner);
        return m_provider->Judge(failure, inner->GetGrant());
    }
    if (failure.vsiError != 0 || failure.httpStatus >= 500 ||
        failure.httpStatus == 429)
    {
        auto verdict = m_provider->Judge(failure, inner->GetGrant());
        if (verdict.error.kind == AccessErrorKind::Transient)
            return verdict;
        if (verdict.error.kind == AccessErrorKind::StaleCredential)
        {
            DiscardInner(inner);
            InvalidateCredential(inner->GetGrant(), verdict);
            return verdict;
        }
    }
    DiscardInner(inner);
    return std::nullopt;
}

/** Opens the object again after a read that failed for an unknown reason. True
 * when its credential was the reason and the object is open with another one.
 *
 * @param[out] otherReason set when the object can't be opened for another
 * reason. */
bool RemoteFile::WasCredentialStale(
    const InnerFilePtr &inner, AttemptCounts &counts,
    std::optional<FailureVerdict> &otherReason) const
{
    const std::uint64_t generation = inner->GetGrant().generation;
    while (counts.MayRefresh())
    {
        const auto current = GetCurrentInner();
        if (current && (*current)->GetGrant().generation == generation)
            return false;
        FailureVerdict verdict;
        if (!current)
            verdict = current.GetError();
        // Another read has met the refusal and counted it.
        else
            verdict.isKnownRefusal = true;
        if (!current && verdict.error.kind != AccessErrorKind::StaleCredential)
        {
            otherReason = verdict;
            return false;
        }
        counts.CountRefusal(verdict);
        if (current)
            return true;
    }
    return false;
}

/** Has the credential of a grant replaced, which the server refused. */
void RemoteFile::InvalidateCredential(const Grant &grant,
                                      FailureVerdict &verdict) const
{
    verdict.isKnownRefusal = m_provider->IsRefused(grant.generation);
    m_provider->Invalidate(grant.generation);
}

/** Closes the InnerFile, and makes GDAL forget the object. */
void RemoteFile::DiscardInner(const InnerFilePtr &inner) const
{
    ProcessState &state = m_state.Get();
    {
        const MutexLock lock(state.mutex);
        // Another thread has opened the object again: its file may work.
        if (state.inner != inner)
            return;
        state.inner.reset();
    }
    ForgetInner(inner->GetGrant());
}

/** Whether another attempt may be made; counts the failure, and returns when
 * the time for the attempt has come.
 *
 * @param isReading whether reading failed, rather than opening. */
bool RemoteFile::MayRetry(const FailureVerdict &verdict, bool isReading,
                          int maxReads, AttemptCounts &counts) const
{
    if (verdict.error.kind == AccessErrorKind::StaleCredential)
    {
        const bool mayRetry =
            counts.MayRefresh() &&
            !(verdict.isRefreshedOnce && counts.refreshes > 0);
        counts.CountRefusal(verdict);
        return mayRetry;
    }
    if (verdict.error.kind != AccessErrorKind::Transient)
        return false;
    int &failures = isReading ? counts.failedReads : counts.failedOpenings;
    const int limit = isReading ? maxReads : kRetryPolicy.maxAttempts;
    if (++failures >= limit || !m_budget->TryTake())
        return false;
    // The first failure of a read without an answer, such as a reset, may be
    // retried without a pause.
    if (!isReading || failures > 1 || verdict.error.httpStatus != 0)
        PauseBeforeRetry(failures, verdict.error.retryAfter);
    return true;
}

/** @param failures so far, from 1.
 * @param serverPause what the server asks for at least. */
void RemoteFile::PauseBeforeRetry(int failures, Duration serverPause) const
{
    Duration pause = kRetryPolicy.firstPause;
    for (int i = 1; i < failures; ++i)
        pause = std::min(kRetryPolicy.longestPause, pause * 2);
    const auto jittered = Duration(static_cast<Duration::rep>(
        static_cast<double>(pause.count()) * (0.5 + 0.5 * m_random.Uniform())));
    serverPause =
        std::min<Duration>(serverPause, DefaultRefreshPolicy().retryAfterMax);
    m_clock.SleepUntil(m_clock.Now() +
                       std::chrono::duration_cast<SteadyTime::duration>(
                           std::max(jittered, serverPause)));
}

}  // namespace hlsts
