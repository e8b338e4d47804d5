// SPDX-License-Identifier: MIT
// The signed URL of one object for one login, kept as long as it is valid.

#include "vsi/keys/signed_url_cache.h"

#include "vsi/base/mutex.h"
#include "vsi/base/single_flight.h"
#include "vsi/base/boundary.h"

#include "cpl_error.h"

#include <algorithm>
#include <exception>
#include <list>
#include <map>

namespace hlsts
{

namespace
{

constexpr std::uint64_t kHttpsBit = std::uint64_t(1) << 63;
constexpr std::size_t kMaxObjects = 4096;

std::uint64_t NextGeneration()
{
    static auto *last = new std::atomic<std::uint64_t>(kHttpsBit);
    return last->fetch_add(1) + 1;
}

SteadyTime::duration Steady(Duration duration)
{
    return std::chrono::duration_cast<SteadyTime::duration>(duration);
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
    const SteadyTime deadline = m_clock.Now() + Steady(m_policy.fetchWait);
    State &state = m_state.Get();
    Lock lock(state.mutex);
    while (true)
    {
        if (const Outcome known = WithoutAsking(state))
            return *known;
        if (state.isAsking)
        {
            if (const Outcome shared = WaitForOther(state, lock, deadline))
                return *shared;
            continue;
        }
        Ask(state, deadline);
        if (state.entry && m_clock.Now() < state.entry->signedUrl.expiry)
            return state.entry;
        if (IsFinal(state))
            return *state.failure;
    }
}

// Whether there is a failure, and more attempts are of no use. An attempt to
// renew is made once only: if the old URL is gone meanwhile, who needs one
// tries as long as anybody without one.
bool SignedUrlCache::IsFinal(const State &state)
{
    return state.failure && (state.hasGivenUp ||
                             state.failure->kind != AccessErrorKind::Transient);
}

// The answer when no request is needed, or none is allowed now.
SignedUrlCache::Outcome SignedUrlCache::WithoutAsking(State &state) const
{
    const SteadyTime now = m_clock.Now();
    const bool isUsable = state.entry && now < state.entry->signedUrl.expiry;
    if (isUsable && now < state.entry->renewFrom)
        return state.entry;
    const bool mustWait = state.failure && now < state.nextTry;
    if (isUsable && (state.isAsking || mustWait))
        return state.entry;
    if (mustWait && state.failure->kind != AccessErrorKind::Transient)
        return *state.failure;
    return std::nullopt;
}

SignedUrlCache::Outcome SignedUrlCache::WaitForOther(State &state, Lock &lock,
                                                     SteadyTime deadline)
{
    const std::uint64_t finished = state.finished;
    while (state.isAsking && state.finished == finished &&
           m_clock.Now() < deadline)
        m_clock.WaitUntil(state.changed, lock, deadline);
    if (state.finished != finished)
    {
        if (IsFinal(state))
            return *state.failure;
        return std::nullopt;
    }
    // It has given up without a result.
    if (!state.isAsking)
        return std::nullopt;
    AccessError error;
    error.kind = AccessErrorKind::Transient;
    error.message = "no answer in time: another thread is still waiting for "
                    "the data centre. Try again later";
    return error;
}

void SignedUrlCache::Ask(State &state, SteadyTime deadline)
{
    const bool isUsable =
        state.entry && m_clock.Now() < state.entry->signedUrl.expiry;
    int fetches = 0;
    const Fetched fetched = FetchAlone(state, deadline, isUsable, fetches);
    state.fetches += fetches;
    ++state.finished;
    if (fetched)
    {
        state.entry = MakeEntry(*fetched);
        state.failure.reset();
    }
    else
    {
        const AccessError &error = fetched.GetError();
        ++state.failures;
        state.failure = error;
        state.hasGivenUp = !isUsable;
        state.lastError = error.message;
        // Who has asked for a missing object may ask again: it may come.
        const bool isRefusal = error.kind == AccessErrorKind::Terminal;
        const Duration pause = isRefusal ? m_policy.terminalFailureLife
                                         : m_policy.advisoryRetryMin;
        state.nextTry = m_clock.Now() + Steady(pause);
    }
}

SignedUrlCache::Fetched SignedUrlCache::FetchAlone(State &state,
                                                   SteadyTime deadline,
                                                   bool once, int &fetches)
{
    const SingleFlight flight(state.mutex, state.isAsking, state.changed);
    try
    {
        return Fetch(deadline, once, fetches);
    }
    catch (const std::exception &e)
    {
        // Nothing that the data centre said, so not to be remembered as such.
        return AccessError{AccessErrorKind::Transient,
                           std::string("no signed URL: ") + ReasonOf(e)};
    }
}

// Repeats inside the deadline, unless there is a URL to go on with.
SignedUrlCache::Fetched SignedUrlCache::Fetch(SteadyTime deadline, bool once,
                                              int &fetches)
{
    DecorrelatedJitter jitter(m_policy.fetchRetryMin, m_policy.fetchRetryMax);
    while (true)
    {
        ++fetches;
        Fetched fetched = m_fetcher(deadline);
        if (fetched || once ||
            fetched.GetError().kind != AccessErrorKind::Transient)
            return fetched;
        const Duration asked = std::min<Duration>(fetched.GetError().retryAfter,
                                                  m_policy.retryAfterMax);
        const SteadyTime when =
            m_clock.Now() + Steady(std::max(jitter.Next(m_random), asked));
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
    // Renewed as late as is safe: one renewal costs each object a request.
    const RefreshMargins margins =
        MarginsFor(signedUrl.expiry - signedUrl.fetched, m_random, m_policy);
    entry->renewFrom = signedUrl.expiry - Steady(margins.mandatory);
    return entry;
}

void SignedUrlCache::Invalidate(std::uint64_t generation)
{
    State &state = m_state.Get();
    const Lock lock(state.mutex);
    if (!state.entry || state.entry->generation != generation)
        return;
    state.refused = generation;
    state.entry.reset();
}

bool SignedUrlCache::IsRefused(std::uint64_t generation) const
{
    return generation <= m_state.Get().refused;
}

SignedUrlStatus SignedUrlCache::GetStatus() const
{
    State &state = m_state.Get();
    const Lock lock(state.mutex);
    SignedUrlStatus status;
    status.fetches = state.fetches;
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

namespace
{

/** The caches in use, the latest used first. */
struct Registry
{
    using Item = std::pair<std::string, std::shared_ptr<SignedUrlCache>>;

    Mutex mutex{};
    std::list<Item> items{};
    std::map<std::string, std::list<Item>::iterator> places{};
};

}  // namespace

std::shared_ptr<SignedUrlCache>
SignedUrlCacheFor(const std::string &key,
                  const std::function<SignedUrlCache::Fetcher()> &make)
{
    static auto *registry = new PerProcess<Registry>();
    Registry &own = registry->Get();
    const MutexLock lock(own.mutex);
    const auto found = own.places.find(key);
    if (found != own.places.end())
    {
        own.items.splice(own.items.begin(), own.items, found->second);
        return own.items.front().second;
    }
    own.items.emplace_front(key, std::make_shared<SignedUrlCache>(make()));
    own.places[key] = own.items.begin();
    if (own.items.size() > kMaxObjects)
    {
        own.places.erase(own.items.back().first);
        own.items.pop_back();
    }
    return own.items.front().second;
}

}  // namespace hlsts
