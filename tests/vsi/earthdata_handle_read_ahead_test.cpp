// SPDX-License-Identifier: MIT
// What is read ahead is read once, and a failed read-ahead serves nothing.

#include "tests/support/handle_test.h"
#include "vsi/object/remote_file.h"
#include "vsi/transport/retry.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using HandleReadAheadTest = HandleTest;

/** A prefetch of GDAL's that fails leaves a buffer of zeros, which GDAL's
 * PRead() returns as success. */
TEST_F(HandleReadAheadTest, AFailedReadAheadNeverServesZeros)
{
    Open();
    m_script.reads.assign(2 * kRetryPolicy.maxAttempts, Trouble::Silent);
    const vsi_l_offset offsets[] = {100, 50000};
    const size_t sizes[] = {100, 100};
    handle->AdviseRead(2, offsets, sizes);
    for (const vsi_l_offset offset : offsets)
    {
        bytes.assign(100, 0);
        const size_t got = handle->PRead(bytes.data(), 100, offset);
        EXPECT_TRUE(got == static_cast<size_t>(-1) || IsRight(offset));
    }
    m_script.reads.clear();
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, 100), 100u);
    EXPECT_TRUE(IsRight(100));
}

TEST_F(HandleReadAheadTest, AnAdvisedRangeIsReadOnce)
{
    Open();
    const vsi_l_offset offsets[] = {100, 50000};
    const size_t sizes[] = {100, 100};
    handle->AdviseRead(2, offsets, sizes);
    bytes.assign(100, 0);
    EXPECT_EQ(handle->PRead(bytes.data(), 100, 50000), 100u);
    EXPECT_TRUE(IsRight(50000));
    EXPECT_EQ(m_script.readCount, 2);
    EXPECT_EQ(handle->Seek(100, SEEK_SET), 0);
    EXPECT_EQ(Read(100), 100u);
    EXPECT_TRUE(IsRight(100));
    EXPECT_EQ(m_script.readCount, 2);
    EXPECT_EQ(handle->Close(), 0);
}

}  // namespace
}  // namespace hlsts
