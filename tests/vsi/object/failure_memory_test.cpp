// SPDX-License-Identifier: MIT
// A failure is remembered for a moment, by those whom it concerns.

#include "vsi/object/failure_memory.h"

#include "tests/support/fake_clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace hlsts
{
namespace
{

using namespace std::chrono_literals;

TEST(FailureMemory, ForgetsAfterASecond)
{
    FakeClock clock;
    FailureMemory memory(clock);
    memory.Add("a", {AccessErrorKind::NotFound, "gone"});
    ASSERT_TRUE(memory.Find("a"));
    EXPECT_EQ(memory.Find("a")->message, "gone");
    EXPECT_FALSE(memory.Find("b"));
    clock.Advance(1001ms);
    EXPECT_FALSE(memory.Find("a"));
    memory.Add("a", {AccessErrorKind::NotFound});
    memory.Remove("a");
    EXPECT_FALSE(memory.Find("a"));
}

TEST(FailureMemory, PassingTroubleIsThatOfOneThread)
{
    FakeClock clock;
    FailureMemory memory(clock);
    memory.Add("a", {AccessErrorKind::Transient, "busy"});
    EXPECT_TRUE(memory.Find("a"));
    bool isKnownElsewhere = true;
    std::thread([&] { isKnownElsewhere = memory.Find("a").has_value(); })
        .join();
    EXPECT_FALSE(isKnownElsewhere);
    memory.Remove("a");
    EXPECT_FALSE(memory.Find("a"));
}

}  // namespace
}  // namespace hlsts
