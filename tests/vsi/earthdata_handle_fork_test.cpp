// SPDX-License-Identifier: MIT
// A handle that was opened before a fork is read in the child, too.

#include "tests/support/handle_test.h"

#include <gtest/gtest.h>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace hlsts
{
namespace
{

using HandleForkTest = HandleTest;

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST_F(HandleForkTest, AChildOfAForkReadsWithAnInnerHandleOfItsOwn)
{
    Open();
    const vsi_l_offset offsets[] = {100};
    const size_t sizes[] = {100};
    handle->AdviseRead(1, offsets, sizes);
    const pid_t child = fork();
    if (child == 0)
    {
        alarm(20);
        bool isRight = Read(1000) == 1000 && IsRight(0);
        isRight = isRight && m_script.openCount > 0;
        handle->Close();
        _exit(isRight ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(Read(1000), 1000u);
}
#endif

}  // namespace
}  // namespace hlsts
