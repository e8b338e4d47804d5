// SPDX-License-Identifier: MIT
// The handle has the manners of a file, and keeps the user's options out.

#include "tests/support/handle_test.h"

#include "cpl_conv.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST_F(HandleTest, BehavesLikeAFile)
{
    Open();
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(handle->Tell(), 1000u);
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(kObjectSize - 10, SEEK_SET), 0);
    EXPECT_EQ(Read(100), 10u);
    EXPECT_TRUE(handle->Eof());
    EXPECT_FALSE(handle->Error());
    EXPECT_EQ(handle->Tell(), kObjectSize);
    handle->ClearErr();
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kObjectSize);
    EXPECT_EQ(Read(1), 0u);
    EXPECT_TRUE(handle->Eof());
    EXPECT_EQ(handle->Seek(5, SEEK_SET), 0);
    EXPECT_FALSE(handle->Eof());
    EXPECT_EQ(handle->Seek(5, SEEK_CUR), 0);
    EXPECT_EQ(handle->Tell(), 10u);
    EXPECT_EQ(handle->Seek(kObjectSize + 5, SEEK_SET), 0);
    EXPECT_EQ(Read(1), 0u);
    EXPECT_EQ(Read(0), 0u);
    EXPECT_EQ(errors, 0);
    EXPECT_EQ(m_script.openCount, 0);
}

TEST_F(HandleTest, PReadIsClippedAtTheEnd)
{
    Open();
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, kObjectSize - 30), 30u);
    bytes.resize(30);
    EXPECT_TRUE(IsRight(kObjectSize - 30));
    EXPECT_EQ(handle->PRead(bytes.data(), 10, kObjectSize), 0u);
    EXPECT_TRUE(handle->HasPRead());
}

TEST_F(HandleTest, IsReadOnly)
{
    Open();
    EXPECT_EQ(static_cast<VSIVirtualHandle &>(*handle).Write("x", 1, 1), 0u);
    EXPECT_EQ(handle->Truncate(0), -1);
    EXPECT_EQ(errors, 2);
    EXPECT_TRUE(handle->Error());
}

TEST_F(HandleTest, TheUsersHeadersStayOut)
{
    CPLSetThreadLocalConfigOption("GDAL_HTTP_HEADERS",
                                  "Authorization: Bearer users");
    CPLSetThreadLocalConfigOption("AWS_SESSION_TOKEN", "users");
    Open();
    EXPECT_EQ(Read(10), 10u);
    EXPECT_EQ(ReadRanges(2), 0);
    EXPECT_FALSE(m_script.sawUserHeader);
    EXPECT_STREQ(CPLGetConfigOption("AWS_SESSION_TOKEN", ""), "users");
    EXPECT_STREQ(CPLGetConfigOption("GDAL_HTTP_HEADERS", ""),
                 "Authorization: Bearer users");
}

}  // namespace
}  // namespace hlsts
