// SPDX-License-Identifier: MIT
// An object that can be read for as long as it takes, whatever happens to
// credentials and connections meanwhile.

#include "vsi/object/remote_file.h"

#include "vsi/base/mutex.h"
#include "vsi/transport/fork_guard.h"
#include "vsi/object/inner_opening.h"
#include "vsi/transport/quiet_errors.h"

#include "cpl_error.h"

#include <algorithm>
#include <new>

namespace hlsts
{

namespace
{

// A driver asks again at once after a failure. Each time would cost as many new
// credentials, which the server would refuse as well.
constexpr auto kRefusalLife = std::chrono::seconds(2);

// Runs one read of GDAL's: nothing of the user's in it, nothing of it to the
// user. Nothing is returned on success.
std::optional<RequestFailure>
Try(const std::function<bool(const InnerFile &)> &attempt,
    const InnerFile &inner)
{
    ShareNoConnections();
    const OptionScope scope(OptionsToBlank());
    const QuietErrors quiet;
    if (!inner.IsSpoiled() && attempt(inner))
        return std::nullopt;
    RequestFailure failure = quiet.Failure();
    if (!failure.reroutedTo.empty())
        inner.Spoil();
    return failure;
}

}  // namespace

/** What has been tried so far for one read. */
struct RemoteFile::Tally
{
    int reads = 0;
    int openings = 0;
    int refreshes = 0;
    int staleRounds = 0;

    bool IsClean() const
    {
        return reads == 0 && openings == 0 && staleRounds == 0;
    }

    /** Whether another refused credential may be replaced. */
    bool HasRefreshLeft() const
    {
        return refreshes < kMaxRefreshes && staleRounds < kMaxStaleRounds;
    }

    /** Counts a refused credential. */
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
    // Reading nothing opens the object, with all the repeats it takes.
    const auto opened = file->Perform(
                                [&size, &etag](const InnerFile &inner)
                                {
                                    size = inner.Size();
                                    etag = inner.ETag();
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
    copy->m_etag = ETag();
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
               [=](const InnerFile &inner)
               { return inner.Handle().PRead(buffer, size, offset) == size; })
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
    return ReadInGroups(kSmallGroup, count, buffers, offsets, sizes);
}

// Groups of `groupSize`, each once; the ranges of a group that fails one by
// one, each with attempts of its own.
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
                   count == 1 ? kMaxAttempts : 1);
}

std::optional<AccessError> RemoteFile::RememberedRefusal() const
{
    Slot &slot = m_slot.Get();
    const MutexLock lock(slot.mutex);
    if (slot.refusal && m_clock.Now() >= slot.refusedUntil)
        slot.refusal.reset();
    return slot.refusal;
}

void RemoteFile::RememberRefusal(const AccessError &error) const
{
    Slot &slot = m_slot.Get();
    const MutexLock lock(slot.mutex);
    slot.refusal = error;
    slot.refusedUntil = m_clock.Now() + kRefusalLife;
}

RemoteFile::Outcome RemoteFile::Perform(const Attempt &attempt,
                                        int maxReads) const
{
    if (const auto refusal = RememberedRefusal())
        return {*refusal, false};
    Outcome outcome = PersistInMemory(attempt, maxReads);
    if (!outcome.done &&
        outcome.done.GetError().kind == AccessErrorKind::StaleCredential)
        RememberRefusal(outcome.done.GetError());
    return outcome;
}

// Lack of memory is an error like others, and names the file.
RemoteFile::Outcome RemoteFile::PersistInMemory(const Attempt &attempt,
                                                int maxReads) const
{
    try
    {
        return Persist(attempt, maxReads);
    }
    catch (const std::bad_alloc &)
    {
        AccessError error;
        error.message = "Cannot read " + Describe() + ": out of memory.";
        return {error, false};
    }
}

RemoteFile::Outcome RemoteFile::Persist(const Attempt &attempt,
                                        int maxReads) const
{
    Tally tally;
    while (true)
    {
        const auto current = Current();
        FailureVerdict verdict;
        if (current)
        {
            tally.openings = 0;
            const auto failure = Try(attempt, **current);
            if (!failure)
            {
                if (!tally.IsClean())
                    CPLDebug("EARTHDATA", "%s: recovered", Describe().c_str());
                m_budget->OnSuccess();
                return {Done{}, false};
            }
            auto why = AfterFailedRead(*current, *failure);
            if (!why && WasStale(*current, tally, why))
                continue;
            verdict = why ? *why : BrokenAnswer();
        }
        else
            verdict = current.GetError();
        if (!MayRepeat(verdict, static_cast<bool>(current), maxReads, tally))
            return {verdict.error, current && verdict.error.kind ==
                                                  AccessErrorKind::Transient};
        CPLDebug("EARTHDATA", "Trying again: %s",
                 verdict.error.message.c_str());
    }
}

InnerFilePtr RemoteFile::Held(Slot &slot) const
{
    const MutexLock lock(slot.mutex);
    return slot.inner;
}

// Whether it isn't even worth asking for a newer grant.
bool RemoteFile::IsFresh(const InnerFile &inner) const
{
    const Grant &grant = inner.GetGrant();
    return m_clock.Now() < grant.refreshFrom &&
           !m_provider->IsRefused(grant.generation);
}

// Whether it may be used although a newer grant exists.
bool RemoteFile::IsGoodEnough(const InnerFile &inner) const
{
    const Grant &grant = inner.GetGrant();
    return m_clock.Now() < grant.renewFrom &&
           !m_provider->IsRefused(grant.generation);
}

Result<InnerFilePtr, FailureVerdict> RemoteFile::Current() const
{
    Slot &slot = m_slot.Get();
    if (InnerFilePtr inner = Held(slot))
    {
        if (IsFresh(*inner))
            return inner;
    }
    return Renew(slot);
}

Result<InnerFilePtr, FailureVerdict> RemoteFile::Renew(Slot &slot) const
{
    const auto grant = m_provider->Get();
    if (!grant)
    {
        FailureVerdict verdict;
        verdict.error = grant.GetError();
        // The credential cache has already made all the attempts there are.
        if (verdict.error.kind == AccessErrorKind::Transient)
            verdict.error.kind = AccessErrorKind::Terminal;
        return verdict;
    }
    const MutexLock opening(slot.opening);
    InnerFilePtr inner = Held(slot);
    if (inner && (inner->GetGrant().generation == grant->generation ||
                  IsGoodEnough(*inner)))
        return inner;
    auto opened = Reopen(*grant);
    if (opened)
    {
        const MutexLock lock(slot.mutex);
        slot.inner = *opened;
        if (!slot.etag)
            slot.etag = (*opened)->ETag();
    }
    return opened;
}

Result<InnerFilePtr, FailureVerdict>
RemoteFile::Reopen(const Grant &grant) const
{
    auto opened = OpenInner(*m_provider, grant);
    if (!opened)
    {
        FailureVerdict verdict = opened.GetError();
        if (verdict.error.kind == AccessErrorKind::StaleCredential)
            Refuse(grant, verdict);
        return verdict;
    }
    if (const auto verdict = JudgeVersion(**opened))
    {
        // What is known of the new version serves those who open it.
        if (verdict->error.kind != AccessErrorKind::Replaced)
            ForgetInner(grant);
        return *verdict;
    }
    return opened;
}

// The version whose bytes this file gives. After a fork a file that has begun
// by S3, which doesn't tell it, learns it anew.
std::optional<std::string> RemoteFile::ETag() const
{
    if (m_etag)
        return m_etag;
    Slot &slot = m_slot.Get();
    const MutexLock lock(slot.mutex);
    return slot.etag;
}

// Nothing when it is of the version that this file was opened on, as far as
// that is known.
std::optional<FailureVerdict>
RemoteFile::JudgeVersion(const InnerFile &inner) const
{
    if (!m_isSizeKnown)
        return std::nullopt;
    FailureVerdict verdict;
    const auto etag = ETag();
    if (etag && inner.ETag() && *etag != *inner.ETag())
    {
        verdict.error = ReplacedSinceOpened(Describe());
        return verdict;
    }
    if (inner.Size() == m_size)
        return std::nullopt;
    verdict.error.kind = AccessErrorKind::Transient;
    verdict.error.message =
        "Cannot read " + Describe() + ": its size was " +
        std::to_string(m_size) + " when it was opened and is now " +
        std::to_string(inner.Size()) +
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

// GDAL up to 3.12 doesn't say why a read failed. Where the reason isn't known
// nothing is returned and the inner file is given up: opening it afresh will
// tell. So it will whether an answer of another version was a mistake.
std::optional<FailureVerdict>
RemoteFile::AfterFailedRead(const InnerFilePtr &inner,
                            const RequestFailure &failure) const
{
    if (!failure.reroutedTo.empty())
    {
        Discard(inner);
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
            Discard(inner);
            Refuse(inner->GetGrant(), verdict);
            return verdict;
        }
    }
    Discard(inner);
    return std::nullopt;
}

// Opens the object afresh to see whether its credential was the reason, in
// which case it has a newer one now. `other`: why else it can't be opened.
bool RemoteFile::WasStale(const InnerFilePtr &inner, Tally &tally,
                          std::optional<FailureVerdict> &other) const
{
    const std::uint64_t generation = inner->GetGrant().generation;
    while (tally.HasRefreshLeft())
    {
        const auto current = Current();
        if (current && (*current)->GetGrant().generation == generation)
            return false;
        FailureVerdict verdict;
        if (!current)
            verdict = current.GetError();
        // Another reader has found out and counted it.
        else
            verdict.isKnownRefusal = true;
        if (!current && verdict.error.kind != AccessErrorKind::StaleCredential)
        {
            other = verdict;
            return false;
        }
        tally.CountRefusal(verdict);
        if (current)
            return true;
    }
    return false;
}

void RemoteFile::Refuse(const Grant &grant, FailureVerdict &verdict) const
{
    verdict.isKnownRefusal = m_provider->IsRefused(grant.generation);
    m_provider->Invalidate(grant.generation);
}

void RemoteFile::Discard(const InnerFilePtr &inner) const
{
    Slot &slot = m_slot.Get();
    {
        const MutexLock lock(slot.mutex);
        // Another thread was faster: what it has opened is worth a try.
        if (slot.inner != inner)
            return;
        slot.inner.reset();
    }
    ForgetInner(inner->GetGrant());
}

bool RemoteFile::MayRepeat(const FailureVerdict &verdict, bool isReading,
                           int maxReads, Tally &tally) const
{
    if (verdict.error.kind == AccessErrorKind::StaleCredential)
    {
        const bool mayRepeat =
            tally.HasRefreshLeft() &&
            !(verdict.isRefreshedOnce && tally.refreshes > 0);
        tally.CountRefusal(verdict);
        return mayRepeat;
    }
    if (verdict.error.kind != AccessErrorKind::Transient)
        return false;
    int &attempts = isReading ? tally.reads : tally.openings;
    const int limit = isReading ? maxReads : kMaxAttempts;
    if (++attempts >= limit || !m_budget->TryTake())
        return false;
    // A read that failed once for no reason, such as a reset, may pass at once.
    if (!isReading || attempts > 1 || verdict.error.httpStatus != 0)
        Pause(attempts, verdict.error.retryAfter);
    return true;
}

// @param asked what the server wants at least.
void RemoteFile::Pause(int attempt, Duration asked) const
{
    Duration pause = kFirstPause;
    for (int i = 1; i < attempt; ++i)
        pause = std::min(kLongestPause, pause * 2);
    const auto jittered = Duration(static_cast<Duration::rep>(
        static_cast<double>(pause.count()) * (0.5 + 0.5 * m_random.Uniform())));
    asked = std::min<Duration>(asked, DefaultRefreshPolicy().retryAfterMax);
    m_clock.SleepUntil(m_clock.Now() +
                       std::chrono::duration_cast<SteadyTime::duration>(
                           std::max(jittered, asked)));
}

}  // namespace hlsts
