// SPDX-License-Identifier: MIT
// An answer that isn't the object that was opened never passes for it.

#include "tests/support/handle_test.h"
#include "vsi/object/remote_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using HandleAnswerTest = HandleTest;

TEST_F(HandleAnswerTest, AnErrorThatCameAsTheObjectIsRecognised)
{
    m_script.content = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code>"
                       "<Message>x</Message></Error>";
    m_script.size = m_script.content.size();
    const auto file = RemoteFile::Open(provider, clock);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.GetError().kind, AccessErrorKind::NotFound);
}

/** GDAL takes any answer with status 200 for the beginning of an object. */
TEST_F(HandleAnswerTest, APageThatCameAsTheFirstBytesIsReadAgain)
{
    Open();
    m_script.reads = {Trouble::Page};
    EXPECT_EQ(Read(10), 10u);
    EXPECT_TRUE(IsRight(0));
    // The same holds for a read a bit behind the beginning, ...
    m_script.reads = {Trouble::Page};
    handle->Seek(5000, SEEK_SET);
    EXPECT_EQ(Read(1000), 1000u);
    EXPECT_TRUE(IsRight(5000));
    // ... and for a single range.
    m_script.reads = {Trouble::Page};
    EXPECT_EQ(ReadRanges(1), 0);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    m_script.reads.assign(100, Trouble::Page);
    handle->Seek(0, SEEK_SET);
    EXPECT_EQ(Read(10), 0u);
    EXPECT_EQ(errors, 1);
}

TEST_F(HandleAnswerTest, AnotherSizeThanBeforeIsDoubted)
{
    Open();
    m_script.opens = {Trouble::PageSize};
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kObjectSize);
    m_script.opens = {Trouble::PageSize, Trouble::PageSize};
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kObjectSize);
    // An object that was replaced is opened with its new size.
    m_script.size = kObjectSize / 2;
    Open();
    EXPECT_EQ(handle->Seek(0, SEEK_END), 0);
    EXPECT_EQ(handle->Tell(), kObjectSize / 2);
}

TEST_F(HandleAnswerTest, AnotherSizeIsNoticed)
{
    Open();
    m_script.size = kObjectSize / 2;
    m_script.reads = {Trouble::Short};
    EXPECT_EQ(Read(10), 0u);
    EXPECT_THAT(lastError, testing::HasSubstr("its size was 100000"));
}

}  // namespace
}  // namespace hlsts
