// SPDX-License-Identifier: MIT
#include "vsi/transport/retry.h"

#include "tests/support/fakes.h"

#include <gtest/gtest.h>

#include <set>

using namespace hlsts;
using namespace std::chrono_literals;

TEST(RefreshPolicy, HasTheNumbersThatWePromise)
{
    const RefreshPolicy &policy = DefaultRefreshPolicy();
    EXPECT_EQ(policy.advisoryMarginMax, 15min);
    EXPECT_EQ(policy.advisoryDivisor, 4);
    EXPECT_EQ(policy.advisoryJitterMax, 3min);
    EXPECT_EQ(policy.mandatoryMargin, 2min);
    EXPECT_EQ(policy.shortLife, 5min);
    EXPECT_EQ(policy.shortAdvisoryDivisor, 2);
    EXPECT_EQ(policy.shortMandatoryDivisor, 10);
    EXPECT_EQ(policy.advisoryRetryMin, 1s);
    EXPECT_EQ(policy.advisoryRetryMax, 60s);
    EXPECT_EQ(policy.fetchWait, 30s);
    EXPECT_EQ(policy.fetchRetryMin, 200ms);
    EXPECT_EQ(policy.fetchRetryMax, 5s);
    EXPECT_EQ(policy.retryAfterMax, 60s);
    EXPECT_EQ(policy.terminalFailureLife, 60s);
    EXPECT_EQ(policy.clockWarning, 5min);
    EXPECT_EQ(policy.unreadableExpirationLife, 55min);
    EXPECT_EQ(policy.bodyLimit, 64u * 1024);
}

TEST(RetryPolicy, HasTheNumbersThatWePromise)
{
    EXPECT_EQ(kRetryPolicy.maxAttempts, 4);
    EXPECT_EQ(kRetryPolicy.firstPause, 200ms);
    EXPECT_EQ(kRetryPolicy.longestPause, 5s);
    EXPECT_EQ(kRetryPolicy.maxRefreshes, 3);
    EXPECT_EQ(kRetryPolicy.maxStaleRounds, 10);
    EXPECT_EQ(kRetryPolicy.refusalLife, 2s);
    EXPECT_EQ(kRetryPolicy.budgetPerHost, 100);
    EXPECT_EQ(kRetryPolicy.maxReroutes, 3);
    EXPECT_EQ(kRetryPolicy.maxRedirects, 5);
}

TEST(MarginsFor, AnHour)
{
    FixedRandom none(0.0);
    EXPECT_EQ(MarginsFor(60min, none).advisory, 15min);
    EXPECT_EQ(MarginsFor(60min, none).mandatory, 2min);
    FixedRandom half(0.5);
    EXPECT_EQ(MarginsFor(60min, half).advisory, 13min + 30s);
    EXPECT_EQ(MarginsFor(40min, none).advisory, 10min);
    EXPECT_EQ(MarginsFor(12h, none).advisory, 15min);
}

TEST(MarginsFor, ShortLives)
{
    FixedRandom most(0.999);
    EXPECT_EQ(MarginsFor(2s, most).advisory, 1s);
    EXPECT_EQ(MarginsFor(2s, most).mandatory, 200ms);
    EXPECT_EQ(MarginsFor(4min, most).advisory, 2min);
    EXPECT_EQ(MarginsFor(4min, most).mandatory, 24s);
}

TEST(MarginsFor, AdvisoryIsNeverBelowMandatory)
{
    for (const double value : {0.0, 0.3, 0.999})
    {
        FixedRandom random(value);
        for (auto life = 0s; life < 2h; life += 7s)
        {
            const RefreshMargins margins = MarginsFor(life, random);
            EXPECT_GE(margins.advisory, margins.mandatory);
            EXPECT_GE(margins.mandatory, 0s);
            EXPECT_LE(margins.advisory, life);
        }
    }
}

TEST(DecorrelatedJitter, GrowsToItsCapAndStartsAgain)
{
    FixedRandom most(0.9999);
    DecorrelatedJitter jitter(200ms, 5s);
    EXPECT_NEAR(static_cast<double>(jitter.Next(most).count()), 600e6, 1e6);
    EXPECT_NEAR(static_cast<double>(jitter.Next(most).count()), 1800e6, 3e6);
    EXPECT_EQ(jitter.Next(most), 5s);
    EXPECT_EQ(jitter.Next(most), 5s);
    jitter.Reset();
    EXPECT_LT(jitter.Next(most), 1s);
    FixedRandom least(0.0);
    EXPECT_EQ(jitter.Next(least), 200ms);
}

TEST(DecorrelatedJitter, SpreadsWhoeverStartsTogether)
{
    std::set<Duration> pauses;
    for (int i = 0; i < 64; ++i)
    {
        DecorrelatedJitter jitter(200ms, 5s);
        const Duration pause = jitter.Next(SystemRandom());
        EXPECT_GE(pause, 200ms);
        EXPECT_LE(pause, 600ms);
        pauses.insert(pause);
    }
    EXPECT_GT(pauses.size(), 60u);
}

TEST(SystemRandom, IsUniform)
{
    double sum = 0;
    for (int i = 0; i < 10000; ++i)
    {
        const double value = SystemRandom().Uniform();
        ASSERT_GE(value, 0.0);
        ASSERT_LT(value, 1.0);
        sum += value;
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(ParseRetryAfter, Seconds)
{
    EXPECT_EQ(ParseRetryAfter("120", 0), 120s);
    EXPECT_EQ(ParseRetryAfter(" 0 ", 0), 0s);
    EXPECT_EQ(ParseRetryAfter("99999999999999999999999", 0), 1000000000s);
    EXPECT_FALSE(ParseRetryAfter("", 0));
    EXPECT_FALSE(ParseRetryAfter("-5", 0));
    EXPECT_FALSE(ParseRetryAfter("soon", 0));
    EXPECT_FALSE(ParseRetryAfter("1.5", 0));
}

TEST(ParseRetryAfter, Date)
{
    const std::int64_t now = 784111777;  // 1994-11-06 08:49:37
    EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:50:07 GMT", now), 30s);
    EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:07 GMT", now), 0s);
    EXPECT_FALSE(ParseRetryAfter("Sun, 06 Nov 1994 08:61:07 GMT", now));
}
