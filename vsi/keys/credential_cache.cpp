// SPDX-License-Identifier: MIT
// S3 credentials that stay valid: refreshed before they end, by one thread for
// all.

#include "vsi/keys/credential_cache.h"

#include "cpl_error.h"

#include <algorithm>
#include <exception>
#include <map>

namespace hlsts
{

namespace
{

// One counter for all caches: a handle that outlives its cache's state (after
// a fork) never meets its old number again.
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
    return Get(m_clock.Now() + std::chrono::duration_cast<SteadyTime::duration>(
                                   m_policy.fetchWait));
}

Result<CredentialCache::EntryPtr, AccessError>
CredentialCache::Get(SteadyTime deadline)
{
    State &state = m_state.Get();
    Lock lock(state.mutex);
    while (true)
    {
        if (const Outcome outcome = WithoutExchange(state))
            return *outcome;
        // From here the set needs a refresh, or there is none.
        if (!state.exchanging)
        {
            if (const Outcome outcome = Exchange(state, deadline))
                return *outcome;
        }
        else if (state.entry && m_clock.Now() < state.entry->mandatoryFrom)
            return state.entry;
        else if (const Outcome outcome = WaitForExchange(state, lock, deadline))
            return *outcome;
    }
}

bool CredentialCache::IsUsable(const State &state) const
{
    return state.entry && m_clock.Now() < state.entry->credentials.expiry;
}

bool CredentialCache::MayTryNow(const State &state) const
{
    return !state.failure || m_clock.Now() >= state.nextTry;
}

// The answer when no exchange is needed, or none is allowed now.
CredentialCache::Outcome CredentialCache::WithoutExchange(State &state) const
{
    if (state.entry && m_clock.Now() < state.entry->advisoryFrom)
        return state.entry;
    if (MayTryNow(state))
        return std::nullopt;
    if (IsUsable(state))
        return state.entry;
    // A refusal is remembered even without a set; anything else is worth
    // another try for a caller that has nothing.
    if (state.failure->kind != AccessErrorKind::Transient)
        return *state.failure;
    return std::nullopt;
}

// Performs the exchange for everybody. It is repeated inside the deadline only
// when there is nothing to go on with: a caller who has a set shouldn't be held
// up by an endpoint that is down. Nothing is returned when the caller should
// look again.
CredentialCache::Outcome CredentialCache::Exchange(State &state,
                                                   SteadyTime deadline)
{
    const bool once = IsUsable(state);
    state.exchanging = true;
    const auto fetched = [&]
    {
        const MutexUnlock unlock(state.mutex);
        return Fetch(state, deadline, once);
    }();
    state.exchanging = false;
    ++state.finished;
    if (fetched)
        Store(state, *fetched);
    else
        NoteFailure(state, fetched.GetError());
    state.changed.notify_all();
    if (IsUsable(state))
        return state.entry;
    // The set was refused or ended during its only attempt: from now on this
    // caller tries as long as anybody without one.
    const bool mayTryOn = once && !fetched &&
                          fetched.GetError().kind == AccessErrorKind::Transient;
    if (!fetched && !mayTryOn)
        return fetched.GetError();
    return std::nullopt;
}

CredentialCache::Outcome
CredentialCache::WaitForExchange(State &state, Lock &lock, SteadyTime deadline)
{
    const std::uint64_t finished = state.finished;
    while (state.exchanging && state.finished == finished &&
           m_clock.Now() < deadline)
        m_clock.WaitUntil(state.changed, lock, deadline);

    const bool ended = state.finished != finished;
    if (ended && !state.failure)
        return std::nullopt;
    if (IsUsable(state))
        return state.entry;
    const bool isLate = m_clock.Now() >= deadline;
    if (ended && (isLate || state.failure->kind != AccessErrorKind::Transient))
        return *state.failure;
    if (!isLate)
        return std::nullopt;
    return AccessError{AccessErrorKind::Transient,
                       "No S3 credential from " + Describe() +
                           " in time: another thread is still waiting for the "
                           "answer. Try again later."};
}

Result<S3Credentials, AccessError>
CredentialCache::FetchOnce(State &state, SteadyTime deadline)
{
    ++state.fetches;
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

Result<S3Credentials, AccessError>
CredentialCache::Fetch(State &state, SteadyTime deadline, bool once)
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
        if (fetched || once)
            return fetched;
        const AccessError &error = fetched.GetError();
        if (error.kind != AccessErrorKind::Transient ||
            !PauseBefore(deadline, error, jitter))
            return fetched;
    }
}

// Whether there is time for another attempt; sleeps until it is due.
bool CredentialCache::PauseBefore(SteadyTime deadline, const AccessError &error,
                                  DecorrelatedJitter &jitter)
{
    const Duration asked =
        std::min<Duration>(error.retryAfter, m_policy.retryAfterMax);
    const Duration pause = std::max(jitter.Next(m_random), asked);
    const SteadyTime when =
        m_clock.Now() + std::chrono::duration_cast<SteadyTime::duration>(pause);
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
    const auto before = [&credentials](Duration margin)
    {
        return credentials.expiry -
               std::chrono::duration_cast<SteadyTime::duration>(margin);
    };
    entry->advisoryFrom = before(margins.advisory);
    entry->mandatoryFrom = before(margins.mandatory);
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

void CredentialCache::Store(State &state, const S3Credentials &credentials)
{
    state.entry = MakeEntry(credentials);
    state.failure.reset();
    state.pause.reset();
    CPLDebug("EARTHDATA", "%s: new S3 credential %s, generation %llu, %.0f s",
             Describe().c_str(), credentials.accessKeyId.Redacted().c_str(),
             static_cast<unsigned long long>(state.entry->generation),
             Seconds(credentials.expiry - m_clock.Now()));
}

void CredentialCache::NoteFailure(State &state, const AccessError &error)
{
    state.failure = error;
    state.lastError = error.message;
    ++state.failures;
    if (!state.pause)
        state.pause.emplace(m_policy.advisoryRetryMin,
                            m_policy.advisoryRetryMax);
    Duration pause = m_policy.terminalFailureLife;
    if (error.kind == AccessErrorKind::Transient)
        pause = std::max<Duration>(
            state.pause->Next(m_random),
            std::min<Duration>(error.retryAfter, m_policy.retryAfterMax));
    state.nextTry =
        m_clock.Now() + std::chrono::duration_cast<SteadyTime::duration>(pause);
    CPLDebug("EARTHDATA", "%s: refresh failed, next try in %.1f s: %s",
             Describe().c_str(), Seconds(pause), error.message.c_str());
}

void CredentialCache::Invalidate(std::uint64_t generation)
{
    State &state = m_state.Get();
    const Lock lock(state.mutex);
    if (!state.entry || state.entry->generation != generation)
        return;
    CPLDebug("EARTHDATA", "%s: S3 refused generation %llu", Describe().c_str(),
             static_cast<unsigned long long>(generation));
    state.refused = generation;
    state.entry.reset();
}

bool CredentialCache::IsRefused(std::uint64_t generation) const
{
    return generation <= m_state.Get().refused;
}

CredentialStatus CredentialCache::GetStatus() const
{
    State &state = m_state.Get();
    const Lock lock(state.mutex);
    CredentialStatus status;
    status.endpoint = Describe();
    status.fetches = state.fetches;
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
