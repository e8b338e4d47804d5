// SPDX-License-Identifier: MIT
// Passing trouble is waited out, and ends in one error when it lasts.

#include "tests/support/handle_test.h"
#include "vsi/object/remote_file.h"
#include "vsi/transport/retry_budget.h"
#include "vsi/transport/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using HandleRetryTest = HandleTest;

/** GDAL 3.6 reports a refused read as the end of the file. */
TEST_F(HandleRetryTest, AShortReadInsideTheFileIsRepeated)
{
    Open();
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    m_script.reads = {Trouble::Short, Trouble::Silent};
    EXPECT_EQ(handle->PRead(bytes.data(), 1000, 0), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    EXPECT_EQ(CPLGetLastErrorType(), CE_None);
}

TEST_F(HandleRetryTest, AReadThatKeepsFailingIsOneErrorAndNoData)
{
    Open();
    m_script.reads.assign(100, Trouble::Short);
    EXPECT_EQ(Read(1000), 0u);
    EXPECT_EQ(m_script.readCount, kRetryPolicy.maxAttempts);
    EXPECT_EQ(errors, 1);
    EXPECT_THAT(lastError, testing::HasSubstr("/vsiearthdata/bucket/object"));
    EXPECT_TRUE(handle->Error());
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Tell(), 0u);
    EXPECT_EQ(handle->PRead(bytes.data(), 1000, 0), static_cast<size_t>(-1));
    EXPECT_EQ(ReadRanges(3), -1);
    EXPECT_EQ(errors, 3);
}

TEST_F(HandleRetryTest, ABusyServerIsWaitedFor)
{
    m_script.opens = {Trouble::Busy, Trouble::Busy, Trouble::Busy};
    Open();
    EXPECT_EQ(clock.GetSleeps(), 3);
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(errors, 0);
}

TEST_F(HandleRetryTest, AnOutageEndsAfterFourAttempts)
{
    m_script.opens.assign(100, Trouble::Busy);
    const auto file = RemoteFile::Open(provider, clock);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.GetError().kind, AccessErrorKind::Transient);
    EXPECT_EQ(m_script.openCount, kRetryPolicy.maxAttempts);
}

TEST_F(HandleRetryTest, TheBudgetOfAHostIsSharedAndRunsOut)
{
    m_script.opens.assign(10000, Trouble::Busy);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(RemoteFile::Open(provider, clock));
    EXPECT_EQ(m_script.openCount, 100 + kRetryPolicy.budgetPerHost);
    // Successes fill the budget again.
    m_script.opens.clear();
    Open();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(Read(10), 10u);
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(10), 10u);
}

TEST_F(HandleRetryTest, ASilentRefusalIsAskedAgain)
{
    // GDAL answers from its memory of an earlier failure: no request, no
    // reason.
    m_script.opens = {Trouble::Silent};
    Open();
    EXPECT_EQ(Read(10), 10u);
}

TEST_F(HandleRetryTest, AServerThatFailsIsNotAskedAgainAtOnce)
{
    m_script.opens = {Trouble::Status500, Trouble::Status500};
    Open();
    EXPECT_EQ(clock.GetSleeps(), 2);
    // A read fails, and so does opening the object to learn the reason. Only
    // then comes a pause.
    m_script.reads = {Trouble::Silent};
    m_script.opens = {Trouble::Status500};
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(m_script.openCount, 2);
    EXPECT_EQ(clock.GetSleeps(), 3);
    // In an outage the object is opened once to learn the reason, and then for
    // each attempt.
    m_script.openCount = 0;
    m_script.reads = {Trouble::Silent};
    m_script.opens.assign(100, Trouble::Status500);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(m_script.openCount, 1 + kRetryPolicy.maxAttempts);
    EXPECT_EQ(clock.GetSleeps(), 3 + kRetryPolicy.maxAttempts);
    EXPECT_THAT(lastError, testing::HasSubstr("HTTP status 500"));
}

}  // namespace
}  // namespace hlsts
