// SPDX-License-Identifier: MIT
// S3 credentials that stay valid: renewed before they end, by one thread for
// all.

#include "vsi/keys/credential_cache.h"

#include "vsi/base/single_flight.h"

#include "cpl_error.h"

#include <algorithm>
#include <exception>

namespace hlsts
{

namespace
{

/** One counter for all caches. The child of a fork begins with an empty cache
 * while handles it inherited hold generations of the parent's; with one counter
 * no new credential gets an old one's number. */
std::uint64_t NextGeneration()
{
    static auto *last = new std::atomic<std::uint64_t>(0);
    return last->fetch_add(1) + 1;
}

double Seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

CredentialCache::CredentialCache(std::shared_ptr<S3CredentialsSource> source,
                                 Clock &clock, RandomSource &random,
                                 const RefreshPolicy &policy)
    : m_source(std::move(source)), m_clock(clock), m_random(random),
      m_policy(policy)
{
}

Result<CredentialCache::EntryPtr, AccessError> CredentialCache::Get()
{
    return Get(m_clock.Now() + ToSteady(m_policy.fetchWait));
}

Result<CredentialCache::EntryPtr, AccessError>
CredentialCache::Get(SteadyTime deadline)
{
    State &state = m_state.Get();
    MutexLock lock(state.mutex);
    while (true)
    {
        if (const Outcome outcome = GetWithoutFetch(state))
            return *outcome;
        // From here the credential needs a renewal, or there is none.
        if (!state.isFetching)
        {
            if (const Outcome outcome = FetchForAll(state, deadline))
                return *outcome;
        }
        else if (state.entry && m_clock.Now() < state.entry->mandatoryFrom)
            return state.entry;
        else if (const Outcome outcome = WaitForFetch(state, lock, deadline))
            return *outcome;
    }
}

bool CredentialCache::IsUsable(const State &state) const
{
    return state.entry && m_clock.Now() < state.entry->credentials.expiry;
}

bool CredentialCache::MayFetchNow(const State &state) const
{
    return !state.failure || m_clock.Now() >= state.nextFetch;
}

/** The outcome when no fetch is needed, or none is allowed now. */
CredentialCache::Outcome CredentialCache::GetWithoutFetch(State &state) const
{
    if (state.entry && m_clock.Now() < state.entry->advisoryFrom)
        return state.entry;
    if (MayFetchNow(state))
        return std::nullopt;
    if (IsUsable(state))
        return state.entry;
    // A caller without a credential gets a remembered refusal; after any other
    // failure it fetches again.
    if (state.failure->kind != AccessErrorKind::Transient)
        return *state.failure;
    return std::nullopt;
}

/** Fetches and stores the outcome. A caller that has a usable credential
 * shouldn't be held up by an endpoint that is down, so a renewal makes one
 * attempt only. Nothing is returned when the caller should look again. */
CredentialCache::Outcome CredentialCache::FetchForAll(State &state,
                                                      SteadyTime deadline)
{
    const bool mayRetry = !IsUsable(state);
    const Fetched fetched = FetchUnlocked(state, deadline, mayRetry);
    ++state.endedFetches;
    if (fetched)
        StoreCredentials(state, *fetched);
    else
        StoreFailure(state, fetched.GetError());
    if (IsUsable(state))
        return state.entry;
    if (fetched)
        return std::nullopt;
    // The old credential ended or was refused during the only attempt to renew
    // it. This caller has nothing now, so it fetches again, with repeats.
    const bool isWorthRepeats =
        !mayRetry && fetched.GetError().kind == AccessErrorKind::Transient;
    if (isWorthRepeats)
        return std::nullopt;
    return fetched.GetError();
}

/** Waits for the thread that fetches. Nothing is returned when the caller
 * should look again. */
CredentialCache::Outcome CredentialCache::WaitForFetch(State &state,
                                                       MutexLock &lock,
                                                       SteadyTime deadline)
{
    const std::uint64_t endedFetches = state.endedFetches;
    while (state.isFetching && state.endedFetches == endedFetches &&
           m_clock.Now() < deadline)
        m_clock.WaitUntil(state.changed, lock, deadline);

    const bool hasEnded = state.endedFetches != endedFetches;
    if (hasEnded && !state.failure)
        return std::nullopt;
    if (IsUsable(state))
        return state.entry;
    const bool isLate = m_clock.Now() >= deadline;
    if (hasEnded &&
        (isLate || state.failure->kind != AccessErrorKind::Transient))
        return *state.failure;
    if (!isLate)
        return std::nullopt;
    return AccessError{AccessErrorKind::Transient,
                       "No S3 credential from " + Describe() +
                           " in time: another thread is still waiting for the "
                           "answer. Try again later."};
}

/** Fetches while the mutex is unlocked and `isFetching` is set. */
CredentialCache::Fetched
CredentialCache::FetchUnlocked(State &state, SteadyTime deadline, bool mayRetry)
{
    const SingleFlight flight(state.mutex, state.isFetching, state.changed);
    return FetchWithRetries(state, deadline, mayRetry);
}

/** @param mayRetry whether passing trouble is tried again within the
 * deadline. */
CredentialCache::Fetched CredentialCache::FetchWithRetries(State &state,
                                                           SteadyTime deadline,
                                                           bool mayRetry)
{
    DecorrelatedJitter jitter(m_policy.fetchRetryMin, m_policy.fetchRetryMax);
    while (true)
    {
        auto fetched = FetchOnce(state, deadline);
        // Not repeated: the next answer would be the same.
        if (fetched && fetched->expiry <= m_clock.Now())
            return AccessError{
                AccessErrorKind::Transient,
                Describe() + " answered with an S3 credential that has already "
                             "expired. Try again later."};
        if (fetched || !mayRetry)
            return fetched;
        const AccessError &error = fetched.GetError();
        if (error.kind != AccessErrorKind::Transient ||
            !SleepBeforeRetry(deadline, error, jitter))
            return fetched;
    }
}

CredentialCache::Fetched CredentialCache::FetchOnce(State &state,
                                                    SteadyTime deadline)
{
    ++state.attempts;
    try
    {
        return m_source->Fetch(deadline);
    }
    catch (const std::exception &e)
    {
        return AccessError{AccessErrorKind::Terminal, "No S3 credential from " +
                                                          Describe() + ": " +
                                                          e.what()};
    }
}

/** Sleeps until another attempt is due.
 * @return false, at once, when that would be after the deadline. */
bool CredentialCache::SleepBeforeRetry(SteadyTime deadline,
                                       const AccessError &error,
                                       DecorrelatedJitter &jitter)
{
    const Duration retryAfter =
        std::min<Duration>(error.retryAfter, m_policy.retryAfterMax);
    const SteadyTime when =
        m_clock.Now() + ToSteady(std::max(jitter.Next(m_random), retryAfter));
    if (when >= deadline)
        return false;
    m_clock.SleepUntil(when);
    return true;
}

CredentialCache::EntryPtr
CredentialCache::MakeEntry(const S3Credentials &credentials)
{
    auto entry = std::make_shared<Entry>();
    entry->credentials = credentials;
    entry->generation = NextGeneration();
    const RefreshMargins margins = MarginsFor(
        credentials.expiry - credentials.fetched, m_random, m_policy);
    entry->advisoryFrom = credentials.expiry - ToSteady(margins.advisory);
    entry->mandatoryFrom = credentials.expiry - ToSteady(margins.mandatory);
    if (credentials.statedExpiry != 0)
    {
        const auto left = std::chrono::duration_cast<std::chrono::seconds>(
            credentials.expiry - m_clock.Now());
        entry->serverAhead = std::chrono::seconds(credentials.statedExpiry -
                                                  m_clock.UnixTime()) -
                             left;
    }
    return entry;
}

void CredentialCache::StoreCredentials(State &state,
                                       const S3Credentials &credentials)
{
    state.entry = MakeEntry(credentials);
    state.failure.reset();
    state.renewalPauses.reset();
    CPLDebug("EARTHDATA", "%s: new S3 credential %s, generation %llu, %.0f s",
             Describe().c_str(), credentials.accessKeyId.Redacted().c_str(),
             static_cast<unsigned long long>(state.entry->generation),
             Seconds(credentials.expiry - m_clock.Now()));
}

void CredentialCache::StoreFailure(State &state, const AccessError &error)
{
    state.failure = error;
    state.lastError = error.message;
    ++state.failures;
    if (!state.renewalPauses)
        state.renewalPauses.emplace(m_policy.advisoryRetryMin,
                                    m_policy.advisoryRetryMax);
    Duration pause = m_policy.terminalFailureLife;
    if (error.kind == AccessErrorKind::Transient)
        pause = std::max<Duration>(
            state.renewalPauses->Next(m_random),
            std::min<Duration>(error.retryAfter, m_policy.retryAfterMax));
    state.nextFetch = m_clock.Now() + ToSteady(pause);
    CPLDebug("EARTHDATA", "%s: refresh failed, next try in %.1f s: %s",
             Describe().c_str(), Seconds(pause), error.message.c_str());
}

void CredentialCache::Invalidate(std::uint64_t generation)
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    if (!state.entry || state.entry->generation != generation)
        return;
    CPLDebug("EARTHDATA", "%s: S3 refused generation %llu", Describe().c_str(),
             static_cast<unsigned long long>(generation));
    state.refusedGeneration = generation;
    state.entry.reset();
}

bool CredentialCache::IsRefused(std::uint64_t generation) const
{
    return generation <= m_state.Get().refusedGeneration;
}

CredentialStatus CredentialCache::GetStatus() const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    CredentialStatus status;
    status.endpoint = Describe();
    status.fetches = state.attempts;
    status.failures = state.failures;
    status.lastError = state.lastError;
    if (!state.entry)
        return status;
    const S3Credentials &credentials = state.entry->credentials;
    status.hasCredential = true;
    status.keyId = credentials.accessKeyId.Redacted();
    status.statedExpiry = credentials.statedExpiry;
    status.secondsLeft = Seconds(credentials.expiry - m_clock.Now());
    status.generation = state.entry->generation;
    return status;
}

}  // namespace hlsts
