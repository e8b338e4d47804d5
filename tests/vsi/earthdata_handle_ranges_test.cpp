// SPDX-License-Identifier: MIT
// Many ranges at once: all of them arrive, or the read is an error.

#include "tests/support/handle_test.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using HandleRangesTest = HandleTest;

TEST_F(HandleRangesTest, RangesOfAFailedGroupAreReadInSmallerOnes)
{
    Open();
    // The 41st range fails among all of them, and again in its small group.
    m_script.reads.assign(40, Trouble::None);
    m_script.reads.push_back(Trouble::Silent);
    m_script.reads.insert(m_script.reads.end(), 32 + 8, Trouble::None);
    m_script.reads.push_back(Trouble::Silent);
    EXPECT_EQ(ReadRanges(60), 0);
    EXPECT_TRUE(IsRight(0));
    EXPECT_EQ(errors, 0);
    EXPECT_LT(m_script.readCount, 41 + 32 + 9 + 16 + 12 + 5);
}

TEST_F(HandleRangesTest, ARangeBeyondTheEndIsAnError)
{
    Open();
    void *buffers[] = {nullptr};
    const vsi_l_offset offsets[] = {kObjectSize - 5};
    const size_t sizes[] = {10};
    EXPECT_EQ(handle->ReadMultiRange(1, buffers, offsets, sizes), -1);
    EXPECT_EQ(errors, 1);
    EXPECT_EQ(m_script.readCount, 0);
}

}  // namespace
}  // namespace hlsts
