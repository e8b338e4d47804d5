// SPDX-License-Identifier: MIT
// One signed URL for all, kept as long as it is valid.

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
            ++fetches;
            if (during)
                during();
            // Until the others have come, or it is clear that they won't.
            for (int i = 0; isSlow && i < 1000 && clock.Waiting() == 0; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (failure)
                return *failure;
            SignedUrl url;
            url.url = Secret("https://s3.test/" + std::to_string(fetches));
            url.host = "s3.test";
            url.fetched = clock.Now();
            url.expiry = clock.Now() + life;
            return url;
        };
    }

    FakeClock clock{};
    FixedRandom random{0.5};
    std::atomic<int> fetches{0};
    seconds life{3540};
    std::optional<AccessError> failure{};
    bool isSlow = false;
    std::function<void()> during{};
    SignedUrlCache cache{Fetcher(), clock, random};
};

TEST_F(SignedUrlCacheTest, StaysTheSameUntilShortlyBeforeItsEnd)
{
    const auto first = cache.Get();
    clock.Advance(seconds(3540 - 121));
    EXPECT_EQ((*cache.Get())->generation, (*first)->generation);
    clock.Advance(seconds(2));
    EXPECT_GT((*cache.Get())->generation, (*first)->generation);
    EXPECT_EQ(fetches, 2);
}

TEST_F(SignedUrlCacheTest, IsAskedForOnceForAllThreads)
{
    isSlow = true;
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { good += cache.Get() ? 1 : 0; });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(good, 16);
    EXPECT_EQ(fetches, 1);
}

// Nobody waits for a thread that was thrown out.
TEST_F(SignedUrlCacheTest, AnExceptionIsAFailureForAllAndTheNextMayAsk)
{
    isSlow = true;
    during = [this]
    {
        for (int i = 0; i < 1000 && clock.Waiting() == 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        throw std::bad_alloc();
    };
    std::vector<std::thread> threads;
    std::atomic<int> told{0};
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(
            [&]
            {
                const auto got = cache.Get();
                told += !got && got.GetError().message.find("out of memory") !=
                                    std::string::npos;
            });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(told, 4);
    isSlow = false;
    during = nullptr;
    EXPECT_TRUE(cache.Get());
}

TEST_F(SignedUrlCacheTest, AFailedRenewalTakesNothingAway)
{
    const auto first = cache.Get();
    clock.Advance(seconds(3540 - 60));
    failure = NoAnswer();
    EXPECT_EQ((*cache.Get())->generation, (*first)->generation);
    EXPECT_EQ((*cache.Get())->generation, (*first)->generation);
    EXPECT_EQ(fetches, 2);
    clock.Advance(seconds(61));
    EXPECT_FALSE(cache.Get());
}

TEST_F(SignedUrlCacheTest, AFailedRenewalIsRepeatedWhenTheOldOneEndsMeanwhile)
{
    const auto first = cache.Get();
    clock.Advance(seconds(3540 - 60));
    during = [&]
    {
        failure.reset();
        if (fetches > 2)
            return;
        cache.Invalidate((*first)->generation);
        failure = NoAnswer();
    };
    const auto second = cache.Get();
    ASSERT_TRUE(second) << second.GetError().message;
    EXPECT_GT((*second)->generation, (*first)->generation);
    EXPECT_EQ(fetches, 3);
}

// Others come while the only attempt to renew is under way, and have nothing.
TEST_F(SignedUrlCacheTest, WhoWaitsForAFailedRenewalTriesByHimself)
{
    const auto first = cache.Get();
    clock.Advance(seconds(3540 - 60));
    isSlow = true;
    std::thread other{};
    std::atomic<bool> isGood{false};
    during = [&]
    {
        failure.reset();
        if (fetches > 2)
            return;
        cache.Invalidate((*first)->generation);
        failure = NoAnswer();
        other = std::thread([&] { isGood = static_cast<bool>(cache.Get()); });
    };
    EXPECT_TRUE(cache.Get());
    other.join();
    EXPECT_TRUE(isGood);
}

TEST_F(SignedUrlCacheTest, ARefusalIsRememberedAndPassingTroubleRepeated)
{
    failure = AccessError{AccessErrorKind::Terminal, "no"};
    EXPECT_FALSE(cache.Get());
    EXPECT_FALSE(cache.Get());
    EXPECT_EQ(fetches, 1);
    clock.Advance(seconds(61));
    failure = NoAnswer();
    EXPECT_FALSE(cache.Get());
    EXPECT_GT(fetches, 3);
}

TEST_F(SignedUrlCacheTest, AnOutageEndsAtTheDeadline)
{
    failure = NoAnswer();
    const SteadyTime begin = clock.Now();
    EXPECT_FALSE(cache.Get());
    EXPECT_GT(clock.Now() - begin, seconds(20));
    EXPECT_LE(clock.Now() - begin, seconds(30));
}

TEST_F(SignedUrlCacheTest, WaitersShareTheError)
{
    isSlow = true;
    failure = AccessError{AccessErrorKind::Terminal, "no"};
    std::vector<std::thread> threads;
    std::atomic<int> refused{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back(
            [&]
            {
                const auto got = cache.Get();
                refused += !got && got.GetError().message == "no" ? 1 : 0;
            });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(refused, 16);
    EXPECT_EQ(fetches, 1);
}

TEST_F(SignedUrlCacheTest, RetryAfterBeyondTheDeadlineEndsIt)
{
    failure = NoAnswer();
    failure->retryAfter = seconds(50);
    EXPECT_FALSE(cache.Get());
    EXPECT_EQ(fetches, 1);
}

TEST_F(SignedUrlCacheTest, ARefusedOneIsReplaced)
{
    const std::uint64_t first = (*cache.Get())->generation;
    cache.Invalidate(first);
    EXPECT_TRUE(cache.IsRefused(first));
    const std::uint64_t second = (*cache.Get())->generation;
    EXPECT_FALSE(cache.IsRefused(second));
    cache.Invalidate(first);
    EXPECT_EQ((*cache.Get())->generation, second);
    EXPECT_TRUE(IsHttpsGeneration(second));
}

}  // namespace
}  // namespace hlsts
