// SPDX-License-Identifier: MIT
// When to refresh a credential and how long to wait before trying again.

#ifndef HLSTS_VSI_TRANSPORT_RETRY_H
#define HLSTS_VSI_TRANSPORT_RETRY_H

#include "vsi/base/clock.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hlsts
{

/** Every number of the refresh rules (faults.md, section 3) in one place.
 * A value type; tests make their own. */
struct RefreshPolicy
{
    /** A set this close to its end is refreshed by one caller while the others
     * use it: min(advisoryMarginMax, life / advisoryDivisor), minus a random
     * part of advisoryJitterMax so that processes started together don't ask
     * together. botocore uses 15 min too. */
    Duration advisoryMarginMax = std::chrono::minutes(15);
    int advisoryDivisor = 4;
    Duration advisoryJitterMax = std::chrono::minutes(3);

    /** A set this close to its end is used only when the refresh fails. Longer
     * than any single request, so that nothing expires under way. */
    Duration mandatoryMargin = std::chrono::minutes(2);

    /** Sets that live less than this get life / 2 and life / 10 instead. */
    Duration shortLife = std::chrono::minutes(5);
    int shortAdvisoryDivisor = 2;
    int shortMandatoryDivisor = 10;

    /** Pause after a failed advisory refresh, decorrelated jitter. */
    Duration advisoryRetryMin = std::chrono::seconds(1);
    Duration advisoryRetryMax = std::chrono::seconds(60);

    /** How long a caller without a usable set waits for one. */
    Duration fetchWait = std::chrono::seconds(30);

    /** Pause between the attempts inside that wait, decorrelated jitter. */
    Duration fetchRetryMin = std::chrono::milliseconds(200);
    Duration fetchRetryMax = std::chrono::seconds(5);

    /** The longest Retry-After that is obeyed. One that passes the deadline
     * ends the attempts at once. */
    Duration retryAfterMax = std::chrono::seconds(60);

    /** How long a refusal (wrong password, licence, rejected token) is
     * remembered, so that a job of many files doesn't lock the account. */
    Duration terminalFailureLife = std::chrono::seconds(60);

    /** A local clock that differs more than this from the server's is worth
     * one warning: S3 refuses signatures at 15 min. */
    Duration clockWarning = std::chrono::minutes(5);

    /** The life of a set whose `expiration` can't be read: the usual 60 min
     * less a margin. */
    Duration unreadableExpirationLife = std::chrono::minutes(55);

    /** The largest answer of s3credentials or Earthdata Login that is read.
     * The login page has about 11 kB, a set of credentials about 1 kB. */
    std::size_t bodyLimit = 64 * 1024;

    /** How long a connection may take; a shorter deadline wins. */
    Duration connectTimeout = std::chrono::seconds(10);
};

/** The numbers in force. Lives for the process. */
const RefreshPolicy &DefaultRefreshPolicy();

/** Where jitter comes from: replaceable in tests. Safe for concurrent use. */
class RandomSource
{
  public:
    virtual ~RandomSource() = default;

    /** A number in [0, 1). */
    virtual double Uniform() = 0;
};

/** Random enough for jitter, never for secrets. No lock, and the processes of a
 * fork get different numbers. Lives for the process. */
RandomSource &SystemRandom();

/** How long before its expiry a set is refreshed. advisory >= mandatory. */
struct RefreshMargins
{
    Duration advisory{};
    Duration mandatory{};
};

/** The margins of a set that lives `life` from its fetch.
 *
 * The jitter never takes the advisory margin below the mandatory one; between
 * 5 and 8 minutes of life both are the same and no set is refreshed early.
 */
RefreshMargins MarginsFor(Duration life, RandomSource &random,
                          const RefreshPolicy &policy = DefaultRefreshPolicy());

/** Pauses that grow by a random factor, so that clients which failed together
 * don't come back together: each is uniform in [base, 3 * the one before], at
 * most cap. A value type, not thread-safe by itself. */
class DecorrelatedJitter
{
  public:
    DecorrelatedJitter(Duration base, Duration cap)
        : m_base(base), m_cap(cap), m_previous(base)
    {
    }

    Duration Next(RandomSource &random);

    /** Begins again after a success. */
    void Reset()
    {
        m_previous = m_base;
    }

  private:
    Duration m_base;
    Duration m_cap;
    Duration m_previous;
};

/** The value of a Retry-After header, in seconds from now.
 *
 * @param value seconds ("120") or an HTTP date.
 * @param unixNow the server's present time (its Date), or ours without one.
 * @return nothing when it can't be read; 0 for a moment that has passed. Not
 *   capped: that is the caller's policy.
 */
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view value,
                                                    std::int64_t unixNow);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_RETRY_H
