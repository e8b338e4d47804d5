// SPDX-License-Identifier: MIT
// The signed URL of one object for one login, cached as long as it is valid.

#ifndef HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H
#define HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H

#include "vsi/base/mutex.h"
#include "vsi/keys/https_exchange.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** The cache's state for display, without any secret. A value type. */
struct SignedUrlStatus
{
    bool hasUrl = false;
    std::string host{};
    /** In seconds since 1970 UTC by the server's clock. */
    long long statedExpiry = 0;
    double secondsLeft = 0.0;
    std::uint64_t generation = 0;
    int fetches = 0;
    int failures = 0;
    std::string lastError{};
};

/** Whether this is the generation of a signed URL: S3 credentials have other
 * numbers, so that both can stand in one variable. */
bool IsHttpsGeneration(std::uint64_t generation);

/** The signed URL of one object for one login.
 *
 * One thread fetches it for all; it stays the same until shortly before its
 * end. A failed renewal never takes away a URL that is still valid; a refusal
 * is remembered for a minute. There is no background thread: callers' threads
 * do the work. Safe for concurrent use, and in the child of a fork, which
 * begins without a URL. */
class SignedUrlCache
{
  public:
    using Fetcher =
        std::function<Result<SignedUrl, AccessError>(SteadyTime deadline)>;

    /** Immutable once handed out. */
    struct Entry
    {
        SignedUrl signedUrl{};
        /** Larger for a later URL, unique in the process. */
        std::uint64_t generation = 0;
        SteadyTime renewFrom{};
    };

    using EntryPtr = std::shared_ptr<const Entry>;

    explicit SignedUrlCache(
        Fetcher fetcher, Clock &clock = SystemClock(),
        RandomSource &random = SystemRandom(),
        const RefreshPolicy &policy = DefaultRefreshPolicy());

    /** A URL that can be used now. Fetches one, or waits for another thread
     * that does, at most for the policy's fetchWait. */
    Result<EntryPtr, AccessError> Get();

    /** Reports that the URL of this generation was refused. Does nothing when
     * the cache already holds another one. */
    void Invalidate(std::uint64_t generation);

    /** Whether this generation, or a later one of this cache, was refused.
     * Takes no lock. */
    bool IsRefused(std::uint64_t generation) const;

    /** A snapshot for display. Makes no request. */
    SignedUrlStatus GetStatus() const;

  private:
    struct State
    {
        Mutex mutex{};
        std::condition_variable changed{};
        std::atomic<std::uint64_t> refusedGeneration{0};
        EntryPtr entry HLSTS_GUARDED_BY(mutex){};
        bool isFetching HLSTS_GUARDED_BY(mutex) = false;
        /** How many fetches have ended: a thread that waits sees by it that
         * the fetch it waited for is over. */
        std::uint64_t endedFetches HLSTS_GUARDED_BY(mutex) = 0;
        /** The outcome of the last fetch if it failed. */
        std::optional<AccessError> failure HLSTS_GUARDED_BY(mutex){};
        /** Whether the fetch that failed was allowed more than one attempt. */
        bool wasRetryAllowed HLSTS_GUARDED_BY(mutex) = false;
        /** After a failure: the earliest next fetch. */
        SteadyTime nextFetch HLSTS_GUARDED_BY(mutex){};
        int attempts HLSTS_GUARDED_BY(mutex) = 0;
        int failures HLSTS_GUARDED_BY(mutex) = 0;
        std::string lastError HLSTS_GUARDED_BY(mutex){};
    };

    using Fetched = Result<SignedUrl, AccessError>;
    using Outcome = std::optional<Result<EntryPtr, AccessError>>;

    bool IsUsable(const State &state) const HLSTS_REQUIRES(state.mutex);
    static bool IsFailureFinal(const State &state) HLSTS_REQUIRES(state.mutex);
    Outcome GetWithoutFetch(State &state) const HLSTS_REQUIRES(state.mutex);
    Outcome WaitForFetch(State &state, MutexLock &lock, SteadyTime deadline)
        HLSTS_REQUIRES(state.mutex);
    void FetchForAll(State &state, SteadyTime deadline)
        HLSTS_REQUIRES(state.mutex);
    Fetched FetchUnlocked(State &state, SteadyTime deadline, bool mayRetry,
                          int &attempts) HLSTS_REQUIRES(state.mutex);
    Fetched FetchWithRetries(SteadyTime deadline, bool mayRetry, int &attempts);
    EntryPtr MakeEntry(const SignedUrl &signedUrl);

    const Fetcher m_fetcher;
    Clock &m_clock;
    RandomSource &m_random;
    const RefreshPolicy m_policy;
    PerProcess<State> m_state{};
};

/** The cache for an object and a login: one per key, the latest used 4096 of
 * the process. `make` is called when there is none; it makes no request. */
std::shared_ptr<SignedUrlCache>
SignedUrlCacheFor(const std::string &key,
                  const std::function<SignedUrlCache::Fetcher()> &make);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H
