// SPDX-License-Identifier: MIT
// The signed URL of one object for one login, kept as long as it is valid.

#ifndef HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H
#define HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H

#include "vsi/base/mutex.h"
#include "vsi/keys/https_exchange.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** What the cache knows about itself, without any secret. A value type. */
struct SignedUrlStatus
{
    bool hasUrl = false;
    std::string host{};
    long long statedExpiry = 0;
    double secondsLeft = 0.0;
    std::uint64_t generation = 0;
    int fetches = 0;
    int failures = 0;
    std::string lastError{};
};

/** Whether a grant of this generation is one by HTTPS: those numbers never meet
 * the ones of S3 credentials. */
bool IsHttpsGeneration(std::uint64_t generation);

/** Keeps one signed URL: asked for once for all threads, the same until shortly
 * before its end. A failed renewal never takes away one that is still valid; a
 * refusal is remembered for a minute. No background thread. Safe for concurrent
 * use, and in the child of a fork, which begins without one. */
class SignedUrlCache
{
  public:
    using Fetcher =
        std::function<Result<SignedUrl, AccessError>(SteadyTime deadline)>;

    /** Immutable once handed out. */
    struct Entry
    {
        SignedUrl signedUrl{};
        std::uint64_t generation = 0;
        SteadyTime renewFrom{};
    };

    using EntryPtr = std::shared_ptr<const Entry>;

    explicit SignedUrlCache(
        Fetcher fetcher, Clock &clock = SystemClock(),
        RandomSource &random = SystemRandom(),
        const RefreshPolicy &policy = DefaultRefreshPolicy());

    /** A URL that can be used now. Asks for one, or waits for another thread
     * that does, at most for the policy's fetchWait. */
    Result<EntryPtr, AccessError> Get();

    /** Says that the URL of this generation was refused. */
    void Invalidate(std::uint64_t generation);

    /** Takes no lock. */
    bool IsRefused(std::uint64_t generation) const;

    /** A snapshot for display. Makes no request. */
    SignedUrlStatus GetStatus() const;

  private:
    struct State
    {
        Mutex mutex{};
        std::condition_variable changed{};
        EntryPtr entry{};
        std::atomic<std::uint64_t> refused{0};
        bool isAsking = false;
        std::uint64_t finished = 0;
        std::optional<AccessError> failure{};
        /** Whether the failure is that of all attempts, not of one. */
        bool hasGivenUp = false;
        SteadyTime nextTry{};
        int fetches = 0;
        int failures = 0;
        std::string lastError{};
    };

    using Lock = MutexLock;
    using Fetched = Result<SignedUrl, AccessError>;
    using Outcome = std::optional<Result<EntryPtr, AccessError>>;

    static bool IsFinal(const State &state);
    Outcome WithoutAsking(State &state) const;
    Outcome WaitForOther(State &state, Lock &lock, SteadyTime deadline);
    void Ask(State &state, SteadyTime deadline);
    Fetched FetchAlone(State &state, SteadyTime deadline, bool once,
                       int &fetches);
    Fetched Fetch(SteadyTime deadline, bool once, int &fetches);
    EntryPtr MakeEntry(const SignedUrl &signedUrl);

    const Fetcher m_fetcher;
    Clock &m_clock;
    RandomSource &m_random;
    const RefreshPolicy m_policy;
    PerProcess<State> m_state{};
};

/** The cache for an object and a login: one per key, the latest used 4096 of
 * the process. `make` is called when there is none. */
std::shared_ptr<SignedUrlCache>
SignedUrlCacheFor(const std::string &key,
                  const std::function<SignedUrlCache::Fetcher()> &make);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_SIGNED_URL_CACHE_H
