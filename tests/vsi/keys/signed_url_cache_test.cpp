// SPDX-License-Identifier: MIT
// One signed URL for all threads, cached as long as it is valid.

#include "vsi/keys/signed_url_cache.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <new>
#include <thread>

namespace hlsts
{
namespace
{

using std::chrono::seconds;

class SignedUrlCacheTest : public testing::Test
{
  protected:
    SignedUrlCache::Fetcher Fetcher()
    {
        return [this](SteadyTime) -> Result<SignedUrl, AccessError>
        {
            ++m_fetches;
            if (m_during)
                m_during();
            // Until other threads wait, at most for a second.
            for (int i = 0; m_isSlow && i < 1000 && m_clock.GetWaiting() == 0;
                 ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (m_failure)
                return *m_failure;
            SignedUrl url;
            url.url = Secret("https://s3.test/" + std::to_string(m_fetches));
            url.host = "s3.test";
            url.fetched = m_clock.Now();
            url.expiry = m_clock.Now() + m_life;
            return url;
        };
    }

    FakeClock m_clock{};
    FixedRandom m_random{0.5};
    std::atomic<int> m_fetches{0};
    seconds m_life{3540};
    std::optional<AccessError> m_failure{};
    bool m_isSlow = false;
    std::function<void()> m_during{};
    SignedUrlCache m_cache{Fetcher(), m_clock, m_random};
};

TEST_F(SignedUrlCacheTest, StaysTheSameUntilShortlyBeforeItsEnd)
{
    const auto first = m_cache.Get();
    m_clock.Advance(seconds(3540 - 121));
    EXPECT_EQ((*m_cache.Get())->generation, (*first)->generation);
    m_clock.Advance(seconds(2));
    EXPECT_GT((*m_cache.Get())->generation, (*first)->generation);
    EXPECT_EQ(m_fetches, 2);
}

TEST_F(SignedUrlCacheTest, IsFetchedOnceForAllThreads)
{
    m_isSlow = true;
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { good += m_cache.Get() ? 1 : 0; });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(good, 16);
    EXPECT_EQ(m_fetches, 1);
}

/** A flag that an exception left set would make all later threads wait in vain.
 */
TEST_F(SignedUrlCacheTest, AnExceptionIsAFailureForAllAndTheNextMayFetch)
{
    m_isSlow = true;
    m_during = [this]
    {
        for (int i = 0; i < 1000 && m_clock.GetWaiting() == 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        throw std::bad_alloc();
    };
    std::vector<std::thread> threads;
    std::atomic<int> failed{0};
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(
            [&]
            {
                const auto got = m_cache.Get();
                failed += !got && got.GetError().message.find(
                                      "out of memory") != std::string::npos;
            });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(failed, 4);
    m_isSlow = false;
    m_during = nullptr;
    EXPECT_TRUE(m_cache.Get());
}

TEST_F(SignedUrlCacheTest, AFailedRenewalTakesNothingAway)
{
    const auto first = m_cache.Get();
    m_clock.Advance(seconds(3540 - 60));
    m_failure = NoAnswer();
    EXPECT_EQ((*m_cache.Get())->generation, (*first)->generation);
    EXPECT_EQ((*m_cache.Get())->generation, (*first)->generation);
    EXPECT_EQ(m_fetches, 2);
    m_clock.Advance(seconds(61));
    EXPECT_FALSE(m_cache.Get());
}

TEST_F(SignedUrlCacheTest, AFailedRenewalIsRepeatedWhenTheOldOneEndsMeanwhile)
{
    const auto first = m_cache.Get();
    m_clock.Advance(seconds(3540 - 60));
    m_during = [&]
    {
        m_failure.reset();
        if (m_fetches > 2)
            return;
        m_cache.Invalidate((*first)->generation);
        m_failure = NoAnswer();
    };
    const auto second = m_cache.Get();
    ASSERT_TRUE(second) << second.GetError().message;
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_EQ(m_fetches, 3);
}

/** The thread comes during the only attempt to renew, when the old URL is
 * refused already. */
TEST_F(SignedUrlCacheTest, AThreadThatWaitedForAFailedRenewalFetchesItself)
{
    const auto first = m_cache.Get();
    m_clock.Advance(seconds(3540 - 60));
    m_isSlow = true;
    std::thread other{};
    std::atomic<bool> isGood{false};
    m_during = [&]
    {
        m_failure.reset();
        if (m_fetches > 2)
            return;
        m_cache.Invalidate((*first)->generation);
        m_failure = NoAnswer();
        other = std::thread([&] { isGood = static_cast<bool>(m_cache.Get()); });
    };
    EXPECT_TRUE(m_cache.Get());
    other.join();
    EXPECT_TRUE(isGood);
}

TEST_F(SignedUrlCacheTest, ARefusalIsRememberedAndPassingTroubleRepeated)
{
    m_failure = AccessError{AccessErrorKind::Terminal, "no"};
    EXPECT_FALSE(m_cache.Get());
    EXPECT_FALSE(m_cache.Get());
    EXPECT_EQ(m_fetches, 1);
    m_clock.Advance(seconds(61));
    m_failure = NoAnswer();
    EXPECT_FALSE(m_cache.Get());
    EXPECT_GT(m_fetches, 3);
}

TEST_F(SignedUrlCacheTest, AnOutageEndsAtTheDeadline)
{
    m_failure = NoAnswer();
    const SteadyTime begin = m_clock.Now();
    EXPECT_FALSE(m_cache.Get());
    EXPECT_GT(m_clock.Now() - begin, seconds(20));
    EXPECT_LE(m_clock.Now() - begin, seconds(30));
}

TEST_F(SignedUrlCacheTest, WaitersShareTheError)
{
    m_isSlow = true;
    m_failure = AccessError{AccessErrorKind::Terminal, "no"};
    std::vector<std::thread> threads;
    std::atomic<int> refused{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back(
            [&]
            {
                const auto got = m_cache.Get();
                refused += !got && got.GetError().message == "no" ? 1 : 0;
            });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(refused, 16);
    EXPECT_EQ(m_fetches, 1);
}

TEST_F(SignedUrlCacheTest, RetryAfterBeyondTheDeadlineEndsIt)
{
    m_failure = NoAnswer();
    m_failure->retryAfter = seconds(50);
    EXPECT_FALSE(m_cache.Get());
    EXPECT_EQ(m_fetches, 1);
}

TEST_F(SignedUrlCacheTest, ARefusedOneIsReplaced)
{
    const std::uint64_t first = (*m_cache.Get())->generation;
    m_cache.Invalidate(first);
    EXPECT_TRUE(m_cache.IsRefused(first));
    const std::uint64_t second = (*m_cache.Get())->generation;
    EXPECT_FALSE(m_cache.IsRefused(second));
    m_cache.Invalidate(first);
    EXPECT_EQ((*m_cache.Get())->generation, second);
    EXPECT_TRUE(IsHttpsGeneration(second));
}

}  // namespace
}  // namespace hlsts
