// SPDX-License-Identifier: MIT
// S3 credentials that stay valid: renewed before they end, by one thread for
// all.

#ifndef HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H
#define HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H

#include "vsi/base/mutex.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"
#include "vsi/keys/s3_credentials.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** The cache's state for display, without any secret. A value type. */
struct CredentialStatus
{
    std::string endpoint{};
    bool hasCredential = false;
    /** "****" and the last four characters. */
    std::string keyId{};
    /** In seconds since 1970 UTC by the server's clock. */
    long long statedExpiry = 0;
    double secondsLeft = 0.0;
    std::uint64_t generation = 0;
    int fetches = 0;
    int failures = 0;
    std::string lastError{};
};

/** The S3 credential of one endpoint and one identity.
 *
 * The life of a credential has three parts. In the first it is handed out as it
 * is. In the advisory window one caller renews it while all others go on with
 * it; a failure there is a debug line. In the mandatory window, and when there
 * is no credential, all callers wait for one fetch and share its outcome. A
 * failed fetch never takes away a credential that is still valid; a refusal
 * (wrong password, licence) is remembered for a minute.
 *
 * There is no background thread: callers' threads do the work. Safe for
 * concurrent use, and in the child of a fork, which begins without a
 * credential.
 */
class CredentialCache
{
  public:
    /** One credential and its place in time. Immutable once handed out, so no
     * reader ever sees parts of two. */
    struct Entry
    {
        S3Credentials credentials;
        /** Larger for a later credential, unique in the process, never 0. */
        std::uint64_t generation = 0;
        SteadyTime advisoryFrom{};
        SteadyTime mandatoryFrom{};
        /** By how much the server's clock was ahead of this machine's. */
        std::chrono::seconds serverAhead{0};
    };

    using EntryPtr = std::shared_ptr<const Entry>;

    CredentialCache(std::shared_ptr<S3CredentialsSource> source,
                    Clock &clock = SystemClock(),
                    RandomSource &random = SystemRandom(),
                    const RefreshPolicy &policy = DefaultRefreshPolicy());

    /** A credential that can be used now.
     *
     * May fetch one or wait for another thread that does, at most until
     * `deadline`.
     */
    Result<EntryPtr, AccessError> Get(SteadyTime deadline);

    /** Get() with the policy's waiting time (30 s). */
    Result<EntryPtr, AccessError> Get();

    /** Reports that S3 refused the credential of this generation. Does nothing
     * when the cache already holds another one. */
    void Invalidate(std::uint64_t generation);

    /** Whether S3 refused this generation, or a later one of this cache. Takes
     * no lock. */
    bool IsRefused(std::uint64_t generation) const;

    /** A snapshot for display. Makes no request. */
    CredentialStatus GetStatus() const;

    /** The endpoint, for messages. */
    std::string Describe() const
    {
        return m_source->Describe();
    }

  private:
    struct State
    {
        Mutex mutex{};
        std::condition_variable changed{};
        std::atomic<std::uint64_t> refusedGeneration{0};
        /** Counts the calls of the source. */
        std::atomic<int> attempts{0};
        EntryPtr entry HLSTS_GUARDED_BY(mutex){};
        bool isFetching HLSTS_GUARDED_BY(mutex) = false;
        /** How many fetches have ended: a thread that waits sees by it that
         * the fetch it waited for is over. */
        std::uint64_t endedFetches HLSTS_GUARDED_BY(mutex) = 0;
        /** The outcome of the last fetch if it failed. */
        std::optional<AccessError> failure HLSTS_GUARDED_BY(mutex){};
        /** After a failure: the earliest next fetch while a credential is
         * usable, and after a refusal also without one. */
        SteadyTime nextFetch HLSTS_GUARDED_BY(mutex){};
        /** Pauses between failed renewals; begins anew after a success. */
        std::optional<DecorrelatedJitter>
            renewalPauses HLSTS_GUARDED_BY(mutex){};
        int failures HLSTS_GUARDED_BY(mutex) = 0;
        std::string lastError HLSTS_GUARDED_BY(mutex){};
    };

    using Fetched = Result<S3Credentials, AccessError>;
    using Outcome = std::optional<Result<EntryPtr, AccessError>>;

    bool IsUsable(const State &state) const HLSTS_REQUIRES(state.mutex);
    bool MayFetchNow(const State &state) const HLSTS_REQUIRES(state.mutex);
    Outcome GetWithoutFetch(State &state) const HLSTS_REQUIRES(state.mutex);
    Outcome FetchForAll(State &state, SteadyTime deadline)
        HLSTS_REQUIRES(state.mutex);
    Outcome WaitForFetch(State &state, MutexLock &lock, SteadyTime deadline)
        HLSTS_REQUIRES(state.mutex);
    Fetched FetchUnlocked(State &state, SteadyTime deadline, bool mayRetry)
        HLSTS_REQUIRES(state.mutex);
    Fetched FetchWithRetries(State &state, SteadyTime deadline, bool mayRetry);
    Fetched FetchOnce(State &state, SteadyTime deadline);
    bool SleepBeforeRetry(SteadyTime deadline, const AccessError &error,
                          DecorrelatedJitter &jitter);
    void StoreCredentials(State &state, const S3Credentials &credentials)
        HLSTS_REQUIRES(state.mutex);
    void StoreFailure(State &state, const AccessError &error)
        HLSTS_REQUIRES(state.mutex);
    EntryPtr MakeEntry(const S3Credentials &credentials);

    const std::shared_ptr<S3CredentialsSource> m_source;
    Clock &m_clock;
    RandomSource &m_random;
    const RefreshPolicy m_policy;
    PerProcess<State> m_state{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H
