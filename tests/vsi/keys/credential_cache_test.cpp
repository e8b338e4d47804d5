// SPDX-License-Identifier: MIT
// The rules by which S3 credentials are renewed, one test each.

#include "vsi/keys/credential_cache.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"

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

AccessError Failing(AccessErrorKind kind, std::chrono::seconds retryAfter = 0s)
{
    AccessError error;
    error.kind = kind;
    error.message = "endpoint says no";
    error.retryAfter = retryAfter;
    return error;
}

/** Gives `error` as often as `failures` says, then numbered credentials that
 * live `life`. */
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
        S3Credentials credentials;
        const std::string text = std::to_string(number);
        credentials.accessKeyId = Secret("key" + text);
        credentials.secretAccessKey = Secret("secret" + text);
        credentials.sessionToken = Secret("token" + text);
        credentials.fetched = m_clock.Now();
        credentials.expiry =
            m_clock.Now() +
            std::chrono::duration_cast<SteadyTime::duration>(m_life);
        credentials.statedExpiry =
            m_clock.TrueUnixTime() +
            std::chrono::duration_cast<std::chrono::seconds>(m_life).count();
        return credentials;
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
        m_source = std::make_shared<ScriptedSource>(m_clock, life);
        m_cache =
            std::make_unique<CredentialCache>(m_source, m_clock, m_random);
    }

    std::string Key()
    {
        const auto got = m_cache->Get();
        return got ? (*got)->credentials.accessKeyId.Reveal()
                   : got.GetError().message;
    }

    FakeClock m_clock;
    FixedRandom m_random{0.5};
    std::shared_ptr<ScriptedSource> m_source;
    std::unique_ptr<CredentialCache> m_cache;
};

TEST_F(CredentialCacheTest, OneFetchServesUntilTheAdvisoryWindow)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    // Advisory margin: 15 min less 0.5 * 3 min.
    m_clock.Advance(60min - 13min - 31s - 1min);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(m_source->fetches, 1);
    m_clock.Advance(1min + 2s);
    EXPECT_EQ(Key(), "key2");
}

TEST_F(CredentialCacheTest, InTheAdvisoryWindowOneThreadRenewsAndOthersDontWait)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(50min);
    m_source->blocked = true;
    std::thread renewer([this] { EXPECT_EQ(Key(), "key2"); });
    while (m_source->inside == 0)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(Key(), "key1");
    m_source->blocked = false;
    renewer.join();
    EXPECT_EQ(Key(), "key2");
    EXPECT_EQ(m_source->fetches, 2);
}

TEST_F(CredentialCacheTest,
       AnAdvisoryFailureKeepsTheCredentialAndPausesTheFetches)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(50min);
    m_source->failures = 1000;
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(m_source->fetches, 2);
    // Decorrelated jitter with 0.5: 2 s, then 3.5 s.
    m_clock.Advance(1900ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(m_source->fetches, 2);
    m_clock.Advance(200ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(m_source->fetches, 3);
    m_clock.Advance(3300ms);
    EXPECT_EQ(Key(), "key1");
    EXPECT_EQ(m_source->fetches, 3);
    m_source->failures = 0;
    m_clock.Advance(300ms);
    EXPECT_EQ(Key(), "key4");
    EXPECT_EQ(m_clock.GetSleeps(), 0);
}

TEST_F(CredentialCacheTest, AnOutageOfTwoMinutesIsNotNoticed)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(48min);
    m_source->failures = 1000;
    for (int i = 0; i < 120; ++i)
    {
        EXPECT_EQ(Key(), "key1");
        m_clock.Advance(1s);
    }
    EXPECT_LT(m_source->fetches, 20);
    m_source->failures = 0;
    m_clock.Advance(60s);
    EXPECT_NE(Key(), "key1");
}

TEST_F(CredentialCacheTest, AFailedFetchNeverRemovesAValidCredential)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    // In the mandatory window, and by a refusal too.
    m_clock.Advance(59min);
    m_source->failures = 1000;
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(10s);
    m_source->error = Failing(AccessErrorKind::Terminal);
    EXPECT_EQ(Key(), "key1");
    // A caller that has a credential isn't held up by repeats.
    EXPECT_EQ(m_clock.GetSleeps(), 0);
    m_clock.Advance(50s);
    EXPECT_EQ(Key(), "endpoint says no");
}

TEST_F(CredentialCacheTest,
       AFailedRenewalIsRepeatedWhenTheCredentialIsRefusedMeanwhile)
{
    Make(60min);
    const auto first = m_cache->Get();
    m_clock.Advance(50min);
    m_source->failures = 1;
    m_source->during = [&](int number)
    {
        if (number == 2)
            m_cache->Invalidate((*first)->generation);
    };
    const auto second = m_cache->Get();
    ASSERT_TRUE(second) << second.GetError().message;
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_EQ(m_source->fetches, 3);
}

TEST_F(CredentialCacheTest, InTheMandatoryWindowAllWaitForOneFetch)
{
    Make(60min);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(58min + 1s);
    m_source->blocked = true;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([this] { EXPECT_EQ(Key(), "key2"); });
    while (m_clock.GetWaiting() < 7)
        std::this_thread::sleep_for(1ms);
    m_source->blocked = false;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(m_source->fetches, 2);
}

TEST_F(CredentialCacheTest, PassingTroubleIsRepeatedInsideTheDeadline)
{
    Make(60min);
    m_source->failures = 4;
    EXPECT_EQ(Key(), "key5");
    EXPECT_EQ(m_clock.GetSleeps(), 4);
}

TEST_F(CredentialCacheTest, AnOutageWithoutACredentialEndsAtTheDeadline)
{
    Make(60min);
    m_source->failures = 1000;
    const SteadyTime begin = m_clock.Now();
    EXPECT_EQ(Key(), "endpoint says no");
    EXPECT_LE(m_clock.Now() - begin, 30s);
    EXPECT_GE(m_clock.Now() - begin, 20s);
    EXPECT_GT(m_source->fetches, 3);
}

TEST_F(CredentialCacheTest, RetryAfterIsObeyed)
{
    Make(60min);
    m_source->failures = 1;
    m_source->error = Failing(AccessErrorKind::Transient, 10s);
    const SteadyTime begin = m_clock.Now();
    EXPECT_EQ(Key(), "key2");
    EXPECT_GE(m_clock.Now() - begin, 10s);
}

TEST_F(CredentialCacheTest, ARetryAfterBeyondTheDeadlineIsAnErrorAtOnce)
{
    Make(60min);
    m_source->failures = 1000;
    m_source->error = Failing(AccessErrorKind::Transient, 3600s);
    EXPECT_EQ(Key(), "endpoint says no");
    EXPECT_EQ(m_source->fetches, 1);
    EXPECT_EQ(m_clock.GetSleeps(), 0);
}

TEST_F(CredentialCacheTest, ARefusalIsRememberedForAMinute)
{
    Make(60min);
    m_source->failures = 1;
    m_source->error = Failing(AccessErrorKind::Terminal);
    for (int i = 0; i < 59; ++i)
    {
        EXPECT_EQ(Key(), "endpoint says no");
        m_clock.Advance(1s);
    }
    EXPECT_EQ(m_source->fetches, 1);
    m_clock.Advance(2s);
    EXPECT_EQ(Key(), "key2");
}

TEST_F(CredentialCacheTest,
       ACredentialThatHasExpiredOnArrivalIsAnErrorAndNoLoop)
{
    Make(-1s);
    EXPECT_THAT(Key(), testing::HasSubstr("already expired"));
    EXPECT_EQ(m_source->fetches, 1);
    EXPECT_EQ(m_clock.GetSleeps(), 0);
}

TEST_F(CredentialCacheTest, InvalidateActsOnlyOnTheGenerationItNames)
{
    Make(60min);
    const auto first = m_cache->Get();
    ASSERT_TRUE(first);
    m_cache->Invalidate((*first)->generation);
    EXPECT_TRUE(m_cache->IsRefused((*first)->generation));
    EXPECT_EQ(Key(), "key2");
    // A late thread with the old credential doesn't cost another fetch.
    m_cache->Invalidate((*first)->generation);
    EXPECT_EQ(Key(), "key2");
    const auto second = m_cache->Get();
    ASSERT_TRUE(second);
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_FALSE(m_cache->IsRefused((*second)->generation));
    EXPECT_EQ(m_source->fetches, 2);
}

TEST_F(CredentialCacheTest, CredentialsThatLiveTwoSecondsAreRenewedInTime)
{
    Make(2s);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(990ms);
    EXPECT_EQ(Key(), "key1");
    m_clock.Advance(20ms);
    EXPECT_EQ(Key(), "key2");
    m_clock.Advance(1990ms);
    EXPECT_EQ(Key(), "key3");
    // While the endpoint is down, the old credential serves to its very end.
    m_source->failures = 1;
    m_clock.Advance(1500ms);
    EXPECT_EQ(Key(), "key3");
    m_clock.Advance(499ms);
    EXPECT_EQ(Key(), "key3");
    m_clock.Advance(2ms);
    EXPECT_EQ(Key(), "key5");
}

TEST_F(CredentialCacheTest, WaitersShareTheError)
{
    Make(60min);
    m_source->blocked = true;
    m_source->failures = 1;
    m_source->error = Failing(AccessErrorKind::Terminal);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([this] { EXPECT_EQ(Key(), "endpoint says no"); });
    while (m_clock.GetWaiting() < 7)
        std::this_thread::sleep_for(1ms);
    m_source->blocked = false;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(m_source->fetches, 1);
}

TEST_F(CredentialCacheTest, EachWaiterHasADeadlineOfItsOwn)
{
    Make(60min);
    m_source->blocked = true;
    std::thread leader([this] { EXPECT_EQ(Key(), "key1"); });
    while (m_source->inside == 0)
        std::this_thread::sleep_for(1ms);
    std::thread waiter(
        [this]
        {
            const auto got = m_cache->Get(m_clock.Now() + 5s);
            ASSERT_FALSE(got);
            EXPECT_EQ(got.GetError().kind, AccessErrorKind::Transient);
        });
    while (m_clock.GetWaiting() < 1)
        std::this_thread::sleep_for(1ms);
    m_clock.Advance(6s);
    waiter.join();
    m_source->blocked = false;
    leader.join();
}

TEST_F(CredentialCacheTest,
       SixtyFourThreadsSeeOnlyWholeCredentialsAndFewFetches)
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
                    const auto got = m_cache->Get();
                    ++gets;
                    if (!got)
                        continue;
                    const auto &credentials = (*got)->credentials;
                    const auto number =
                        credentials.accessKeyId.Reveal().substr(3);
                    if (credentials.secretAccessKey.Reveal() !=
                            "secret" + number ||
                        credentials.sessionToken.Reveal() != "token" + number)
                        ++torn;
                }
            });
    // 60 s pass in steps shorter than the mandatory margin. After each step the
    // threads get time to see it.
    for (int i = 0; i < total * 10; ++i)
    {
        m_clock.Advance(100ms);
        for (const int before = gets; gets < before + 64;)
            std::this_thread::yield();
    }
    ending = true;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(m_source->peak, 1);
    // A credential is renewed at half its life: two fetches per life at most.
    EXPECT_LE(m_source->fetches, 2 * total / life + 1);
    EXPECT_GE(m_source->fetches, total / life - 1);
}

TEST_F(CredentialCacheTest, TheStatusHoldsNoSecret)
{
    Make(60min);
    m_source->failures = 1;
    EXPECT_EQ(Key(), "key2");
    const CredentialStatus status = m_cache->GetStatus();
    EXPECT_TRUE(status.hasCredential);
    EXPECT_EQ(status.fetches, 2);
    EXPECT_THAT(status.keyId, testing::Not(testing::HasSubstr("key2")));
    EXPECT_NEAR(status.secondsLeft, 3600.0, 3.0);
}

TEST_F(CredentialCacheTest, TheClockDifferenceIsMeasured)
{
    Make(60min);
    m_clock.SkewWall(-20min);
    const auto got = m_cache->Get();
    ASSERT_TRUE(got);
    EXPECT_EQ((*got)->serverAhead, 20min);
}

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST_F(CredentialCacheTest, AForkDuringAFetchDoesntBlockTheChild)
{
    Make(60min);
    m_source->blocked = true;
    std::thread leader([this] { EXPECT_EQ(Key(), "key1"); });
    while (m_source->inside == 0)
        std::this_thread::sleep_for(1ms);
    const pid_t child = fork();
    if (child == 0)
    {
        alarm(20);
        m_source->blocked = false;
        _exit(Key() == "key1" ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    m_source->blocked = false;
    leader.join();
}
#endif

}  // namespace
}  // namespace hlsts
