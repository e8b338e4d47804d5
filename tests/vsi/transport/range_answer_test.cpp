// SPDX-License-Identifier: MIT
// An answer is the range that was asked for, or a failure.

#include "vsi/transport/range_client.h"

#include "vsi/access/https_grant.h"

#include "cpl_vsi_error.h"

#include <gtest/gtest.h>

#include <string>

namespace hlsts
{
namespace
{

/** The request after this answer. */
RangeRequest Judged(int status, const std::string &contentRange,
                    const std::string &bytes, ByteRange range,
                    bool mayBeShort = false)
{
    RangeRequest request;
    request.range = range;
    request.mayBeShort = mayBeShort;
    request.bytes = bytes;
    JudgeRangeAnswer(status, contentRange, request);
    return request;
}

TEST(RangeAnswer, OnlyTheRangeThatWasAskedFor)
{
    EXPECT_FALSE(Judged(206, "bytes 2-5/10", "abcd", {2, 4}).failure);
    EXPECT_EQ(Judged(206, "bytes 2-5/10", "abcd", {2, 4}).facts.size, 10u);
    // Of the right length, but from another offset.
    EXPECT_TRUE(Judged(206, "bytes 3-6/10", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 1-4/10", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-4/10", "abc", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-6/10", "abcde", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/10", "abc", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/10", "abcde", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "bytes 2-5/*", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(206, "", "abcd", {2, 4}).failure);
    EXPECT_TRUE(Judged(200, "", "abcd", {0, 4}).failure);
}

/** An answer that is neither a range nor a refusal is a passing trouble as a
 * rule.
 */
TEST(RangeAnswer, AnotherSuccessOrARedirectIsABrokenAnswer)
{
    for (const int status : {200, 202, 203, 204, 205, 302, 304, 307})
    {
        const auto judged = Judged(status, "", "", {0, 4}, true);
        ASSERT_TRUE(judged.failure) << status;
        const auto verdict =
            JudgeHttpsFailure(*judged.failure, "p", "a", "l", "d");
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Transient) << status;
    }
    const auto refused = Judged(410, "", "", {0, 4}, true);
    EXPECT_EQ(
        JudgeHttpsFailure(*refused.failure, "p", "a", "l", "d").error.kind,
        AccessErrorKind::Terminal);
}

TEST(RangeAnswer, ShortAndEmptyObjects)
{
    EXPECT_FALSE(Judged(206, "bytes 0-2/3", "abc", {0, 99}, true).failure);
    EXPECT_TRUE(Judged(206, "bytes 0-1/3", "ab", {0, 99}, true).failure);
    const auto empty = Judged(416, "bytes */0", "x", {0, 99}, true);
    EXPECT_FALSE(empty.failure);
    EXPECT_EQ(empty.facts.size, 0u);
    EXPECT_TRUE(Judged(416, "bytes */0", "x", {5, 9}).failure);
}

TEST(RangeAnswer, ErrorDocuments)
{
    const std::string expired =
        "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>"
        "Request has expired</Message></Error>";
    const auto denied = Judged(403, "", expired, {0, 99});
    EXPECT_EQ(denied.failure->vsiError, static_cast<int>(VSIE_AWSAccessDenied));
    EXPECT_EQ(denied.failure->vsiMessage, "Request has expired");
    EXPECT_EQ(Judged(404, "", "<html>", {0, 99}).failure->httpStatus, 404);
    const std::string slow = "<Error><Code>SlowDown</Code><Message>m"
                             "</Message></Error>";
    EXPECT_EQ(Judged(200, "", slow, {0, 99}).failure->httpStatus, 503);
}

}  // namespace
}  // namespace hlsts
