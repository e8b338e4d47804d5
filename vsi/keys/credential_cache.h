// SPDX-License-Identifier: MIT
// S3 credentials that stay valid: refreshed before they end, by one thread for
// all.

#ifndef HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H
#define HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H

#include "vsi/base/mutex.h"
#include "vsi/transport/access_error.h"
#include "vsi/base/clock.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"
#include "vsi/keys/s3_credentials.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** What the cache knows about itself, without any secret. A value type. */
struct CredentialStatus
{
    std::string endpoint{};
    bool hasCredential = false;
    /** "****" and the last four characters. */
    std::string keyId{};
    long long statedExpiry = 0;
    double secondsLeft = 0.0;
    std::uint64_t generation = 0;
    int fetches = 0;
    int failures = 0;
    std::string lastError{};
};

/** The S3 credential of one endpoint and one identity.
 *
 * The life of a set has three parts. In the first it is handed out as it is.
 * In the advisory window one caller refreshes it while all others go on with
 * it; a failure there is a debug line. In the mandatory window, and when there
 * is no set, all callers wait for one exchange and share its outcome. A failed
 * exchange never takes away a set that is still valid; a refusal (wrong
 * password, licence) is remembered for a minute.
 *
 * There is no background thread: callers' threads do the work. Safe for
 * concurrent use, and in the child of a fork, which begins without a set.
 */
class CredentialCache
{
  public:
    /** One set and its place in time. Immutable once handed out, so no reader
     * ever sees parts of two. */
    struct Entry
    {
        S3Credentials credentials;
        /** Larger for a later set, unique in the process, never 0. */
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

    /** A set that can be used now.
     *
     * May perform an exchange or wait for one, at most until `deadline`.
     */
    Result<EntryPtr, AccessError> Get(SteadyTime deadline);

    /** Get() with the policy's waiting time (30 s). */
    Result<EntryPtr, AccessError> Get();

    /** Says that S3 refused the set of this generation. Does nothing when the
     * cache already holds another one. */
    void Invalidate(std::uint64_t generation);

    /** Whether S3 refused this generation or an earlier one of this cache.
     * Takes no lock. */
    bool IsRefused(std::uint64_t generation) const;

    /** A snapshot for display. Makes no request. */
    CredentialStatus GetStatus() const;

    /** The endpoint, for messages. */
    std::string Describe() const
    {
        return m_source->Describe();
    }

  private:
    struct State;
    using Lock = MutexLock;
    using Outcome = std::optional<Result<EntryPtr, AccessError>>;

    bool IsUsable(const State &state) const;
    Outcome WithoutExchange(State &state) const;
    bool MayTryNow(const State &state) const;
    Outcome Exchange(State &state, SteadyTime deadline);
    Outcome WaitForExchange(State &state, Lock &lock, SteadyTime deadline);
    Result<S3Credentials, AccessError> FetchOnce(State &state,
                                                 SteadyTime deadline);
    Result<S3Credentials, AccessError> Fetch(State &state, SteadyTime deadline,
                                             bool once);
    bool PauseBefore(SteadyTime deadline, const AccessError &error,
                     DecorrelatedJitter &jitter);
    void Store(State &state, const S3Credentials &credentials);
    void NoteFailure(State &state, const AccessError &error);
    EntryPtr MakeEntry(const S3Credentials &credentials);

    const std::shared_ptr<S3CredentialsSource> m_source;
    Clock &m_clock;
    RandomSource &m_random;
    const RefreshPolicy m_policy;
    PerProcess<State> m_state;
};

/** What is under the lock. Only CredentialCache uses it. */
struct CredentialCache::State
{
    Mutex mutex{};
    std::condition_variable changed{};
    EntryPtr entry{};
    std::atomic<std::uint64_t> refused{0};
    bool exchanging = false;
    /** Counts finished exchanges, so that a waiter knows that the one it
     * waited for has ended. */
    std::uint64_t finished = 0;
    /** The outcome of the last exchange if it failed. */
    std::optional<AccessError> failure{};
    /** Not before this is tried again while a set is usable, or at all after a
     * refusal. */
    SteadyTime nextTry{};
    std::optional<DecorrelatedJitter> pause{};
    std::atomic<int> fetches{0};
    int failures = 0;
    std::string lastError{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_CREDENTIAL_CACHE_H
