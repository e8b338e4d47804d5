// SPDX-License-Identifier: MIT
// The refresh rules of faults.md, section 3, one test each.

#include "vsi/keys/credential_cache.h"

#include "tests/support/fake_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace hlsts
{
namespace
{

using namespace std::chrono_literals;
using Fetched = Result<S3Credentials, AccessError>;

class HalfRandom final : public RandomSource
{
  public:
    double Uniform() override
    {
        return 0.5;
    }
};

AccessError Failing(AccessErrorKind kind, std::chrono::seconds retryAfter = 0s)
{
    AccessError error;
    error.kind = kind;
    error.message = "endpoint says no";
    error.retryAfter = retryAfter;
    return error;
}

/** Answers what it is told; without orders a set that lives `life`. */
class ScriptedSource final : public S3CredentialsSource
{
  public:
    ScriptedSource(FakeClock &clock, Duration life)
        : m_clock(clock), m_life(life)
    {
    }

    Fetched Fetch(SteadyTime) override
    {
        ++inside;
        peak = std::max<int>(peak, inside);
        while (blocked)
            std::this_thread::sleep_for(1ms);
        const int number = ++fetches;
        if (during)
            during(number);
        --inside;
        if (failures > 0)
        {
            --failures;
            return error;
        }
        S3Credentials set;
        const std::string text = std::to_string(number);
        set.accessKeyId = Secret("key" + text);
        set.secretAccessKey = Secret("secret" + text);
        set.sessionToken = Secret("token" + text);
        set.fetched = m_clock.Now();
        set.expiry = m_clock.Now() +
                     std::chrono::duration_cast<SteadyTime::duration>(m_life);
        set.statedExpiry =
            m_clock.TrueUnixTime() +
            std::chrono::duration_cast<std::chrono::seconds>(m_life).count();
        return set;
    }

    std::string Describe() const override
    {
        return "https://daac.example";
    }

    std::atomic<int> fetches{0};
    std::atomic<int> inside{0};
    std::atomic<int> peak{0};
    std::atomic<int> failures{0};
    std::atomic<bool> blocked{false};
    std::function<void(int number)> during{};
    AccessError error = Failing(AccessErrorKind::Transient);

  private:
    FakeClock &m_clock;
    const Duration m_life;
};

class CredentialCacheTest : public testing::Test
{
  protected:
    void Make(Duration life)
    {
        source = std::make_shared<ScriptedSource>(clock, life);
        cache = std::make_unique<CredentialCache>(source, clock, random);
    }

    std::string Key()
    {
        const auto got = cache->Get();
        return got ? (*got)->credentials.accessKeyId.Reveal()
                   : got.GetError().message;
    }

    FakeClock clock;
    HalfRandom random;
    std::shared_ptr<ScriptedSource> source;
    std::unique_ptr<CredentialCache> cache;
};

TEST_F(CredentialCacheTest, OneFetchServesUntilTheAdvisoryWindow)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    // Advisory margin: 15 min less 0.5 * 3 min.
    clock.Advance(60min - 13min - 31s - 1min);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(source->fetches, 1);
    clock.Advance(1min + 2s);
    EXPECT_EQ(Key(), "key2");
}

TEST_F(CredentialCacheTest, InTheAdvisoryWindowOneRefreshesAndOthersDontWait)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(50min);
    source->blocked = true;
    std::thread refresher([this] { EXPECT_EQ(Key(), "key2"); });
    while (source->inside == 0)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(Key(), "key1");
    source->blocked = false;
    refresher.join();
    EXPECT_EQ(Key(), "key2");
    EXPECT_EQ(source->fetches, 2);
}

TEST_F(CredentialCacheTest, AnAdvisoryFailureKeepsTheSetAndPausesTheTries)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(50min);
    source->failures = 1000;
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(source->fetches, 2);
    // Decorrelated jitter with 0.5: 2 s, then 3.5 s.
    clock.Advance(1900ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(source->fetches, 2);
    clock.Advance(200ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(source->fetches, 3);
    clock.Advance(3300ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(source->fetches, 3);
    source->failures = 0;
    clock.Advance(300ms);
    EXPECT_EQ(Key(), "key4");
    EXPECT_EQ(clock.Sleeps(), 0);
}

TEST_F(CredentialCacheTest, AnOutageOfTwoMinutesIsntNoticed)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(48min);
    source->failures = 1000;
    for (int i = 0; i < 120; ++i)
    {
        EXPECT_EQ(Key(), "key1");
        clock.Advance(1s);
    }
    EXPECT_LT(source->fetches, 20);
    source->failures = 0;
    clock.Advance(60s);
    EXPECT_NE(Key(), "key1");
}

TEST_F(CredentialCacheTest, AFailedFetchNeverRemovesAValidSet)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    // In the mandatory window, and by a refusal too.
    clock.Advance(59min);
    source->failures = 1000;
    EXPECT_EQ(Key(), "key1");
    clock.Advance(10s);
    source->error = Failing(AccessErrorKind::Terminal);
    EXPECT_EQ(Key(), "key1");
    // Nobody who has a set is held up by repeats.
    EXPECT_EQ(clock.Sleeps(), 0);
    clock.Advance(50s);
    EXPECT_EQ(Key(), "endpoint says no");
}

TEST_F(CredentialCacheTest,
       AFailedRefreshIsRepeatedWhenTheSetIsRefusedMeanwhile)
{
    Make(60min);
    const auto first = cache->Get();
    clock.Advance(50min);
    source->failures = 1;
    source->during = [&](int number)
    {
        if (number == 2)
            cache->Invalidate((*first)->generation);
    };
    const auto second = cache->Get();
    ASSERT_TRUE(second) << second.GetError().message;
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_EQ(source->fetches, 3);
}

TEST_F(CredentialCacheTest, InTheMandatoryWindowAllWaitForOneFetch)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(58min + 1s);
    source->blocked = true;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([this] { EXPECT_EQ(Key(), "key2"); });
    while (clock.Waiting() < 7)
        std::this_thread::sleep_for(1ms);
    source->blocked = false;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(source->fetches, 2);
}

TEST_F(CredentialCacheTest, PassingTroubleIsRepeatedInsideTheDeadline)
{
    Make(60min);
    source->failures = 4;
    EXPECT_EQ(Key(), "key5");
    EXPECT_EQ(clock.Sleeps(), 4);
}

TEST_F(CredentialCacheTest, AnOutageWithoutASetEndsAtTheDeadline)
{
    Make(60min);
    source->failures = 1000;
    const SteadyTime begin = clock.Now();
    EXPECT_EQ(Key(), "endpoint says no");
    EXPECT_LE(clock.Now() - begin, 30s);
    EXPECT_GE(clock.Now() - begin, 20s);
    EXPECT_GT(source->fetches, 3);
}

TEST_F(CredentialCacheTest, RetryAfterIsObeyed)
{
    Make(60min);
    source->failures = 1;
    source->error = Failing(AccessErrorKind::Transient, 10s);
    const SteadyTime begin = clock.Now();
    EXPECT_EQ(Key(), "key2");
    EXPECT_GE(clock.Now() - begin, 10s);
}

TEST_F(CredentialCacheTest, ARetryAfterBeyondTheDeadlineIsAnErrorAtOnce)
{
    Make(60min);
    source->failures = 1000;
    source->error = Failing(AccessErrorKind::Transient, 3600s);
    EXPECT_EQ(Key(), "endpoint says no");
    EXPECT_EQ(source->fetches, 1);
    EXPECT_EQ(clock.Sleeps(), 0);
}

TEST_F(CredentialCacheTest, ARefusalIsRememberedForAMinute)
{
    Make(60min);
    source->failures = 1;
    source->error = Failing(AccessErrorKind::Terminal);
    for (int i = 0; i < 59; ++i)
    {
        EXPECT_EQ(Key(), "endpoint says no");
        clock.Advance(1s);
    }
    EXPECT_EQ(source->fetches, 1);
    clock.Advance(2s);
    EXPECT_EQ(Key(), "key2");
}

TEST_F(CredentialCacheTest, ASetThatHasExpiredOnArrivalIsAnErrorAndNoLoop)
{
    Make(-1s);
    EXPECT_THAT(Key(), testing::HasSubstr("already expired"));
    EXPECT_EQ(source->fetches, 1);
    EXPECT_EQ(clock.Sleeps(), 0);
}

TEST_F(CredentialCacheTest, InvalidateActsOnlyOnTheGenerationItNames)
{
    Make(60min);
    const auto first = cache->Get();
    ASSERT_TRUE(first);
    cache->Invalidate((*first)->generation);
    EXPECT_TRUE(cache->IsRefused((*first)->generation));
    EXPECT_EQ(Key(), "key2");
    // A late thread with the old set doesn't cost another fetch.
    cache->Invalidate((*first)->generation);
    EXPECT_EQ(Key(), "key2");
    const auto second = cache->Get();
    ASSERT_TRUE(second);
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_FALSE(cache->IsRefused((*second)->generation));
    EXPECT_EQ(source->fetches, 2);
}

TEST_F(CredentialCacheTest, SetsThatLiveTwoSecondsRotateInTime)
{
    Make(2s);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(990ms);
    EXPECT_EQ(Key(), "key1");
    clock.Advance(20ms);
    EXPECT_EQ(Key(), "key2");
    clock.Advance(1990ms);
    EXPECT_EQ(Key(), "key3");
    // With an endpoint that is down the old one serves to its very end.
    source->failures = 1;
    clock.Advance(1500ms);
    EXPECT_EQ(Key(), "key3");
    clock.Advance(499ms);
    EXPECT_EQ(Key(), "key3");
    clock.Advance(2ms);
    EXPECT_EQ(Key(), "key5");
}

TEST_F(CredentialCacheTest, WaitersShareTheError)
{
    Make(60min);
    source->blocked = true;
    source->failures = 1;
    source->error = Failing(AccessErrorKind::Terminal);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([this] { EXPECT_EQ(Key(), "endpoint says no"); });
    while (clock.Waiting() < 7)
        std::this_thread::sleep_for(1ms);
    source->blocked = false;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(source->fetches, 1);
}

TEST_F(CredentialCacheTest, EachWaiterHasADeadlineOfItsOwn)
{
    Make(60min);
    source->blocked = true;
    std::thread leader([this] { EXPECT_EQ(Key(), "key1"); });
    while (source->inside == 0)
        std::this_thread::sleep_for(1ms);
    std::thread waiter(
        [this]
        {
            const auto got = cache->Get(clock.Now() + 5s);
            ASSERT_FALSE(got);
            EXPECT_EQ(got.GetError().kind, AccessErrorKind::Transient);
        });
    while (clock.Waiting() < 1)
        std::this_thread::sleep_for(1ms);
    clock.Advance(6s);
    waiter.join();
    source->blocked = false;
    leader.join();
}

TEST_F(CredentialCacheTest, SixtyFourThreadsSeeOnlyWholeSetsAndFewFetches)
{
    constexpr int life = 2;
    constexpr int total = 60;
    Make(std::chrono::seconds(life));
    std::atomic<bool> ending{false};
    std::atomic<int> torn{0};
    std::atomic<int> gets{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back(
            [&]
            {
                while (!ending)
                {
                    const auto got = cache->Get();
                    ++gets;
                    if (!got)
                        continue;
                    const auto &set = (*got)->credentials;
                    const auto number = set.accessKeyId.Reveal().substr(3);
                    if (set.secretAccessKey.Reveal() != "secret" + number ||
                        set.sessionToken.Reveal() != "token" + number)
                        ++torn;
                }
            });
    // The time of 60 s, in steps shorter than the mandatory margin, each long
    // enough for the threads to notice.
    for (int i = 0; i < total * 10; ++i)
    {
        clock.Advance(100ms);
        for (const int before = gets; gets < before + 64;)
            std::this_thread::yield();
    }
    ending = true;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(source->peak, 1);
    // Refreshed at half its life: two per life at the most.
    EXPECT_LE(source->fetches, 2 * total / life + 1);
    EXPECT_GE(source->fetches, total / life - 1);
}

TEST_F(CredentialCacheTest, TheStatusHoldsNoSecret)
{
    Make(60min);
    source->failures = 1;
    EXPECT_EQ(Key(), "key2");
    const CredentialStatus status = cache->GetStatus();
    EXPECT_TRUE(status.hasCredential);
    EXPECT_EQ(status.fetches, 2);
    EXPECT_THAT(status.keyId, testing::Not(testing::HasSubstr("key2")));
    EXPECT_NEAR(status.secondsLeft, 3600.0, 3.0);
}

TEST_F(CredentialCacheTest, TheClockDifferenceIsMeasured)
{
    Make(60min);
    clock.SkewWall(-20min);
    const auto got = cache->Get();
    ASSERT_TRUE(got);
    EXPECT_EQ((*got)->serverAhead, 20min);
}

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST_F(CredentialCacheTest, AForkDuringAFetchDoesntBlockTheChild)
{
    Make(60min);
    source->blocked = true;
    std::thread leader([this] { EXPECT_EQ(Key(), "key1"); });
    while (source->inside == 0)
        std::this_thread::sleep_for(1ms);
    const pid_t child = fork();
    if (child == 0)
    {
        alarm(20);
        source->blocked = false;
        _exit(Key() == "key1" ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    source->blocked = false;
    leader.join();
}
#endif

}  // namespace
}  // namespace hlsts
