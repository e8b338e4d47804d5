// SPDX-License-Identifier: MIT
// When to refresh a credential, and how often and after what pause to repeat a
// request.

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

/** The numbers by which values that end (S3 keys, signed URLs, bearers) are
 * refreshed. A value type; tests make their own. "Decorrelated jitter" is the
 * class below. */
struct RefreshPolicy
{
    /** A set this close to its end is refreshed by one thread while the others
     * use it: min(advisoryMarginMax, life / advisoryDivisor), less a random
     * part of advisoryJitterMax, so that processes which were started together
     * don't send their requests together. botocore (botocore/credentials.py)
     * refreshes at 15 min too. */
    Duration advisoryMarginMax = std::chrono::minutes(15);
    int advisoryDivisor = 4;
    Duration advisoryJitterMax = std::chrono::minutes(3);

    /** A set this close to its end is used only when the refresh fails. A
     * request takes less than 2 min, so no set ends while a request with it
     * is under way. */
    Duration mandatoryMargin = std::chrono::minutes(2);

    /** A set that lives less than this has other margins: life /
     * shortAdvisoryDivisor and life / shortMandatoryDivisor. */
    Duration shortLife = std::chrono::minutes(5);
    int shortAdvisoryDivisor = 2;
    int shortMandatoryDivisor = 10;

    /** Bounds of the pause after a failed advisory refresh, decorrelated
     * jitter: the old set is good for minutes, so nobody waits. */
    Duration advisoryRetryMin = std::chrono::seconds(1);
    Duration advisoryRetryMax = std::chrono::seconds(60);

    /** How long a thread without a usable set waits for one. */
    Duration fetchWait = std::chrono::seconds(30);

    /** Bounds of the pause between the attempts of that wait, decorrelated
     * jitter: short, because a thread waits. */
    Duration fetchRetryMin = std::chrono::milliseconds(200);
    Duration fetchRetryMax = std::chrono::seconds(5);

    /** The longest Retry-After that is obeyed. When it ends after the deadline,
     * there is no further attempt. */
    Duration retryAfterMax = std::chrono::seconds(60);

    /** How long a refusal (wrong password, licence, rejected token) is
     * remembered, so that a job of many files doesn't lock the account. Asking
     * meanwhile doesn't prolong it. */
    Duration terminalFailureLife = std::chrono::seconds(60);

    /** When this machine's clock differs more than this from the server's,
     * there is one warning: at 15 min S3 refuses signatures. */
    Duration clockWarning = std::chrono::minutes(5);

    /** The life of a set whose `expiration` can't be read: the usual 60 min
     * less a margin. */
    Duration unreadableExpirationLife = std::chrono::minutes(55);

    /** The largest answer of s3credentials or Earthdata Login that is read.
     * The login page has about 11 kB, a set of credentials about 1 kB. */
    std::size_t bodyLimit = 64 * 1024;

    /** How long connecting may take, where the deadline isn't sooner. */
    Duration connectTimeout = std::chrono::seconds(10);
};

/** The numbers in force. Lives for the process. */
const RefreshPolicy &DefaultRefreshPolicy();

/** The numbers by which failed requests are repeated. They follow one rule: a
 * passing trouble never ends a job, and an outage isn't multiplied by threads
 * and files. A value type. */
struct RetryPolicy
{
    /** Attempts that a read or a listing makes in passing trouble, the first
     * one included: three retries. A read that has to open the object makes as
     * many attempts to open it before each attempt to read. The pauses between
     * a read's attempts add up to about a second. */
    int maxAttempts = 4;

    /** Many ranges are first read in one request; when that fails, in groups of
     * this size; when a group fails, one by one. Only a range by itself has
     * maxAttempts, the larger requests have one each: a network that fails by
     * chance fails some range of many nearly always. */
    int groupSize = 16;

    /** The pause before the second attempt, and the longest one. In between, a
     * read's pauses double, less a random part of up to a half; a listing's
     * grow by decorrelated jitter. A server's Retry-After prolongs a read's. */
    Duration firstPause = std::chrono::milliseconds(200);
    Duration longestPause = std::chrono::seconds(5);

    /** Credentials that one read or listing may cause to be replaced: a new one
     * may be refused too. */
    int maxRefreshes = 3;

    /** How many refused credentials one read puts up with in all. Where many
     * reads run at once, one of them has a credential replaced for all, so a
     * read may see more replacements than it causes. */
    int maxStaleRounds = 10;

    /** How long the error of refused credentials is returned without a request.
     * Drivers read again at once after a failure; each time would cost as many
     * new credentials, which the server would refuse as well. */
    Duration refusalLife = std::chrono::seconds(2);

    /** Retries that a host has while it is down (retry_budget.h): enough for a
     * hundred files that meet a short trouble at once. */
    int budgetPerHost = 100;

    /** How often GDAL may change region or endpoint for one request: S3 names
     * both when a bucket is elsewhere. */
    int maxReroutes = 3;

    /** Redirects of one request to a data centre by way of Earthdata Login,
     * which has three or four. */
    int maxRedirects = 5;
};

/** The numbers in force. */
inline constexpr RetryPolicy kRetryPolicy{};

/** Random numbers for jitter; tests put another in its place. Safe for
 * concurrent use. */
class RandomSource
{
  public:
    virtual ~RandomSource() = default;

    /** A number in [0, 1). */
    virtual double Uniform() = 0;
};

/** Numbers that are random enough for jitter, never for secrets. Without a
 * lock; both processes of a fork get different numbers. Lives for the process.
 */
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
 * don't come back together: each pause is uniform in [base, 3 * the pause
 * before], at most cap. A value type, not thread-safe by itself. */
class DecorrelatedJitter
{
  public:
    DecorrelatedJitter(Duration base, Duration cap)
        : m_base(base), m_cap(cap), m_previous(base)
    {
    }

    /** The next pause. */
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
