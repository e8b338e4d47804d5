// SPDX-License-Identifier: MIT
// No exception leaves a callback.

#include "vsi/base/boundary.h"

#include "cpl_error.h"

#include <gtest/gtest.h>

#include <new>

namespace hlsts
{
namespace
{

TEST(Boundary, NoExceptionCrossesIt)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    EXPECT_EQ(Guarded(-1, []() -> int { throw std::bad_alloc(); }), -1);
    EXPECT_EQ(Guarded(-1, []() -> int { throw 5; }), -1);
    EXPECT_EQ(CPLGetLastErrorType(), CE_Failure);
    CPLPopErrorHandler();
    CPLErrorReset();
}

}  // namespace
}  // namespace hlsts
