// SPDX-License-Identifier: MIT
// A credential that ends or is refused is replaced, and the read goes on.

#include "tests/support/handle_test.h"
#include "vsi/object/remote_file.h"
#include "vsi/transport/retry.h"

#include "cpl_error.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hlsts
{
namespace
{

using namespace std::chrono_literals;

using HandleRenewalTest = HandleTest;

TEST_F(HandleRenewalTest, AnExpiredTokenIsRefreshedOnceAndTheReadRepeated)
{
    Open();
    m_script.goodToken = "token2";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(provider->invalidations, 1);
    EXPECT_EQ(clock.GetSleeps(), 0);
    EXPECT_EQ(errors, 0);
}

TEST_F(HandleRenewalTest, AReasonThatGdalNamesSparesTheProbe)
{
    Open();
    m_script.reads = {Trouble::Expired};
    m_script.goodAfterExpiry = "token2";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(provider->invalidations, 1);
    EXPECT_EQ(m_script.openCount, 1);
}

TEST_F(HandleRenewalTest, ANewerTokenMayBeStaleTooButNotForEver)
{
    Open();
    m_script.goodToken = "token4";
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_EQ(provider->invalidations, 3);
    m_script.goodToken = "never";
    EXPECT_EQ(Read(1000), 0u);
    EXPECT_LE(provider->invalidations, 3 + 1 + kRetryPolicy.maxRefreshes);
    EXPECT_EQ(errors, 1);
}

TEST_F(HandleRenewalTest, ARotatedTokenIsUsedBeforeTheOldOneEnds)
{
    Open();
    clock.Advance(50min);
    provider->Rotate();
    // In the advisory margin the old token is still good.
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 0);
    clock.Advance(8min + 1s);
    m_script.goodToken = "token2";
    const int reads = m_script.readCount;
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 1);
    // The server has refused no read meanwhile.
    EXPECT_EQ(m_script.readCount, reads + 1);
    EXPECT_EQ(provider->invalidations, 0);
}

TEST_F(HandleRenewalTest, NoNewerGrantIsAskedForWhileTheOldOneIsFresh)
{
    Open();
    const int gets = provider->gets;
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(provider->gets, gets);
}

TEST_F(HandleRenewalTest, ARefusalElsewhereIsHeeded)
{
    Open();
    provider->Invalidate(1);
    m_script.goodToken = "token2";
    const int reads = m_script.readCount;
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.readCount, reads + 1);
}

TEST_F(HandleRenewalTest, ALoginThatFailsIsTheError)
{
    Open();
    provider->error = AccessError{AccessErrorKind::Terminal, "wrong password"};
    clock.Advance(61min);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(lastError, "wrong password");
    EXPECT_EQ(clock.GetSleeps(), 0);
}

TEST_F(HandleRenewalTest, ManyThreadsReadThroughRotationsAndRefusals)
{
    Open();
    std::atomic<bool> ending{false};
    std::atomic<int> wrong{0};
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back(
            [&, t]
            {
                CPLPushErrorHandler(CPLQuietErrorHandler);
                std::vector<GByte> mine(500);
                for (unsigned i = static_cast<unsigned>(t); !ending; ++i)
                {
                    const vsi_l_offset offset =
                        (i * 7919) % (kObjectSize - 500);
                    if (handle->PRead(mine.data(), 500, offset) != 500)
                        continue;
                    for (size_t k = 0; k < 500; ++k)
                        wrong += mine[k] != ByteAt(offset + k);
                    ++right;
                }
                CPLPopErrorHandler();
            });
    for (int i = 2; i < 40; ++i)
    {
        std::this_thread::sleep_for(2ms);
        const std::lock_guard<std::mutex> lock(m_script.mutex);
        m_script.goodToken = "token" + std::to_string(i);
        m_script.reads = {Trouble::Short, Trouble::Silent};
    }
    ending = true;
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(right, 100);
}

}  // namespace
}  // namespace hlsts
