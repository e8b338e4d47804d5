// SPDX-License-Identifier: MIT
// Idle files: whose they are, and which are closed first.

#include "driver/files/source_pool.h"

#include "tests/support/hls_files.h"

#include <gtest/gtest.h>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace hlsts;
using namespace hlsts_test;

namespace
{

class SourcePoolTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
        WriteFile("/vsimem/pool", 0);
    }

    static std::unique_ptr<Source> Open()
    {
        auto source = Source::Open("/vsimem/pool/" + FileName(0), "13TGF");
        EXPECT_TRUE(source);
        return std::move(*source);
    }
};

}  // namespace

TEST_F(SourcePoolTest, AFileIsTakenOnce)
{
    SourcePool pool;
    EXPECT_EQ(pool.Take(1, "a"), nullptr);
    pool.Give(1, "a", true, Open());
    EXPECT_EQ(pool.Take(2, "a"), nullptr);
    EXPECT_EQ(pool.Take(1, "b"), nullptr);
    EXPECT_NE(pool.Take(1, "a"), nullptr);
    EXPECT_EQ(pool.Take(1, "a"), nullptr);
}

TEST_F(SourcePoolTest, TheLeastRecentlyUsedLocalFileGoesFirst)
{
    SourcePool pool;
    pool.Give(1, "remote", false, Open());
    const int count = static_cast<int>(SourcePool::kMaxIdleLocal) + 3;
    for (int i = 0; i < count; ++i)
        pool.Give(1, std::to_string(i), true, Open());
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(pool.Take(1, std::to_string(i)), nullptr) << i;
    for (int i = 3; i < count; ++i)
        EXPECT_NE(pool.Take(1, std::to_string(i)), nullptr) << i;
    EXPECT_NE(pool.Take(1, "remote"), nullptr);
}

TEST_F(SourcePoolTest, DropClosesTheOwnersFilesOnly)
{
    SourcePool pool;
    pool.Give(1, "a", true, Open());
    pool.Give(2, "a", true, Open());
    pool.Drop(1);
    EXPECT_EQ(pool.Take(1, "a"), nullptr);
    EXPECT_NE(pool.Take(2, "a"), nullptr);
}

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST_F(SourcePoolTest, AChildDoesNotUseItsParentsFiles)
{
    SourcePool pool;
    pool.Give(1, "a", true, Open());
    const pid_t child = fork();
    if (child == 0)
        _exit(pool.Take(1, "a") == nullptr ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_NE(pool.Take(1, "a"), nullptr);
}
#endif
