// SPDX-License-Identifier: MIT
// The signed URL of one object for one login, cached as long as it is valid.

#include "vsi/keys/signed_url_cache.h"

#include "vsi/base/boundary.h"
#include "vsi/base/bounded_map.h"
#include "vsi/base/single_flight.h"

#include "cpl_error.h"

#include <algorithm>
#include <cstddef>
#include <exception>

namespace hlsts
{

namespace
{

/** The highest bit, which generations of S3 credentials never reach. */
constexpr std::uint64_t kHttpsBit = std::uint64_t(1) << 63;

/** A signed URL has a kilobyte or two, so all of them take some megabytes at
 * most. */
constexpr std::size_t kMaxCaches = 4096;

std::uint64_t NextGeneration()
{
    static auto *last = new std::atomic<std::uint64_t>(kHttpsBit);
    return last->fetch_add(1) + 1;
}

}  // namespace

bool IsHttpsGeneration(std::uint64_t generation)
{
    return (generation & kHttpsBit) != 0;
}

SignedUrlCache::SignedUrlCache(Fetcher fetcher, Clock &clock,
                               RandomSource &random,
                               const RefreshPolicy &policy)
    : m_fetcher(std::move(fetcher)), m_clock(clock), m_random(random),
      m_policy(policy)
{
}

Result<SignedUrlCache::EntryPtr, AccessError> SignedUrlCache::Get()
{
    const SteadyTime deadline = m_clock.Now() + ToSteady(m_policy.fetchWait);
    State &state = m_state.Get();
    MutexLock lock(state.mutex);
    while (true)
    {
        if (const Outcome outcome = GetWithoutFetch(state))
            return *outcome;
        if (state.isFetching)
        {
            if (const Outcome outcome = WaitForFetch(state, lock, deadline))
                return *outcome;
            continue;
        }
        FetchForAll(state, deadline);
        if (IsUsable(state))
            return state.entry;
        if (IsFailureFinal(state))
            return *state.failure;
    }
}

bool SignedUrlCache::IsUsable(const State &state) const
{
    return state.entry && m_clock.Now() < state.entry->signedUrl.expiry;
}

/** Whether the last fetch failed and a caller without a URL needn't try again.
 * A renewal makes one attempt only. If the old URL ends or is refused during
 * that attempt, the caller has nothing, so it tries with repeats, as a caller
 * does that never had a URL. */
bool SignedUrlCache::IsFailureFinal(const State &state)
{
    return state.failure && (state.wasRetryAllowed ||
                             state.failure->kind != AccessErrorKind::Transient);
}

/** The outcome when no fetch is needed, or none is allowed now. */
SignedUrlCache::Outcome SignedUrlCache::GetWithoutFetch(State &state) const
{
    const SteadyTime now = m_clock.Now();
    const bool isUsable = IsUsable(state);
    if (isUsable && now < state.entry->renewFrom)
        return state.entry;
    const bool mustPause = state.failure && now < state.nextFetch;
    if (isUsable && (state.isFetching || mustPause))
        return state.entry;
    if (mustPause && state.failure->kind != AccessErrorKind::Transient)
        return *state.failure;
    return std::nullopt;
}

/** Waits for the thread that fetches. Nothing is returned when the caller
 * should look again. */
SignedUrlCache::Outcome
SignedUrlCache::WaitForFetch(State &state, MutexLock &lock, SteadyTime deadline)
{
    const std::uint64_t endedFetches = state.endedFetches;
    while (state.isFetching && state.endedFetches == endedFetches &&
           m_clock.Now() < deadline)
        m_clock.WaitUntil(state.changed, lock, deadline);
    if (state.endedFetches != endedFetches)
    {
        if (IsFailureFinal(state))
            return *state.failure;
        return std::nullopt;
    }
    // An exception ended the other thread's fetch before it had a result.
    if (!state.isFetching)
        return std::nullopt;
    AccessError error;
    error.kind = AccessErrorKind::Transient;
    error.message = "no answer in time: another thread is still waiting for "
                    "the data centre. Try again later";
    return error;
}

/** Fetches and stores the outcome. A caller that has a usable URL shouldn't be
 * held up by a host that is down, so a renewal makes one attempt only. */
void SignedUrlCache::FetchForAll(State &state, SteadyTime deadline)
{
    const bool mayRetry = !IsUsable(state);
    int attempts = 0;
    const Fetched fetched = FetchUnlocked(state, deadline, mayRetry, attempts);
    state.attempts += attempts;
    ++state.endedFetches;
    if (fetched)
    {
        state.entry = MakeEntry(*fetched);
        state.failure.reset();
        return;
    }
    const AccessError &error = fetched.GetError();
    ++state.failures;
    state.failure = error;
    state.wasRetryAllowed = mayRetry;
    state.lastError = error.message;
    // A missing object may come at any time, so only a refusal is remembered
    // for long.
    const bool isRefusal = error.kind == AccessErrorKind::Terminal;
    const Duration pause =
        isRefusal ? m_policy.terminalFailureLife : m_policy.advisoryRetryMin;
    state.nextFetch = m_clock.Now() + ToSteady(pause);
}

/** Fetches while the mutex is unlocked and `isFetching` is set. */
SignedUrlCache::Fetched SignedUrlCache::FetchUnlocked(State &state,
                                                      SteadyTime deadline,
                                                      bool mayRetry,
                                                      int &attempts)
{
    const SingleFlight flight(state.mutex, state.isFetching, state.changed);
    try
    {
        return FetchWithRetries(deadline, mayRetry, attempts);
    }
    catch (const std::exception &e)
    {
        // The data centre has said nothing, so this isn't remembered as its
        // refusal.
        return AccessError{AccessErrorKind::Transient,
                           std::string("no signed URL: ") + ReasonOf(e)};
    }
}

/** @param mayRetry whether passing trouble is tried again within the deadline.
 * @param attempts counts the calls of the fetcher. */
SignedUrlCache::Fetched SignedUrlCache::FetchWithRetries(SteadyTime deadline,
                                                         bool mayRetry,
                                                         int &attempts)
{
    DecorrelatedJitter jitter(m_policy.fetchRetryMin, m_policy.fetchRetryMax);
    while (true)
    {
        ++attempts;
        Fetched fetched = m_fetcher(deadline);
        if (fetched || !mayRetry ||
            fetched.GetError().kind != AccessErrorKind::Transient)
            return fetched;
        const Duration retryAfter = std::min<Duration>(
            fetched.GetError().retryAfter, m_policy.retryAfterMax);
        const SteadyTime when =
            m_clock.Now() +
            ToSteady(std::max(jitter.Next(m_random), retryAfter));
        if (when >= deadline)
            return fetched;
        CPLDebug("EARTHDATA", "Trying again: %s",
                 fetched.GetError().message.c_str());
        m_clock.SleepUntil(when);
    }
}

SignedUrlCache::EntryPtr SignedUrlCache::MakeEntry(const SignedUrl &signedUrl)
{
    auto entry = std::make_shared<Entry>();
    entry->signedUrl = signedUrl;
    entry->generation = NextGeneration();
    // Each renewal costs a request per object, so it is made as late as is
    // safe.
    const RefreshMargins margins =
        MarginsFor(signedUrl.expiry - signedUrl.fetched, m_random, m_policy);
    entry->renewFrom = signedUrl.expiry - ToSteady(margins.mandatory);
    return entry;
}

void SignedUrlCache::Invalidate(std::uint64_t generation)
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    if (!state.entry || state.entry->generation != generation)
        return;
    state.refusedGeneration = generation;
    state.entry.reset();
}

bool SignedUrlCache::IsRefused(std::uint64_t generation) const
{
    return generation <= m_state.Get().refusedGeneration;
}

SignedUrlStatus SignedUrlCache::GetStatus() const
{
    State &state = m_state.Get();
    const MutexLock lock(state.mutex);
    SignedUrlStatus status;
    status.fetches = state.attempts;
    status.failures = state.failures;
    status.lastError = state.lastError;
    if (!state.entry)
        return status;
    status.hasUrl = true;
    status.host = state.entry->signedUrl.host;
    status.statedExpiry = state.entry->signedUrl.statedExpiry;
    status.secondsLeft = std::chrono::duration<double>(
                             state.entry->signedUrl.expiry - m_clock.Now())
                             .count();
    status.generation = state.entry->generation;
    return status;
}

std::shared_ptr<SignedUrlCache>
SignedUrlCacheFor(const std::string &key,
                  const std::function<SignedUrlCache::Fetcher()> &make)
{
    using Caches =
        BoundedMap<std::string, std::shared_ptr<SignedUrlCache>, kMaxCaches>;
    static const auto *caches = new PerProcess<Caches>();
    return caches->Get().FindOrMake(
        key, [&make] { return std::make_shared<SignedUrlCache>(make()); });
}

}  // namespace hlsts
