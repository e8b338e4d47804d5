// SPDX-License-Identifier: MIT
// A denial by region is remembered, here and by the user's other processes.

#include "vsi/access/region_denial.h"

#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace hlsts
{
namespace
{

TEST(RegionDenial, IsRememberedByKey)
{
    const RegionDenial first("key 1", "name", nullptr);
    EXPECT_FALSE(first.IsKnown());
    first.Remember();
    EXPECT_TRUE(first.IsKnown());
    EXPECT_TRUE(RegionDenial("key 1", "name", nullptr).IsKnown());
    EXPECT_FALSE(RegionDenial("key 2", "name", nullptr).IsKnown());
}

// Another key stands for another process here: it begins without memory.
TEST(RegionDenial, IsLookedUpInTheSharedFactsOncePerKey)
{
    TempFolder folder;
    FakeClock clock;
    const auto facts =
        std::make_shared<const SharedFacts>(std::make_shared<const SharedStore>(
            SharedPlace{folder.Name(), true}, clock, MachineTimeOf(clock)));
    const RegionDenial early("process 1", "endpoint", facts);
    EXPECT_FALSE(early.IsKnown());
    RegionDenial("process 2", "endpoint", facts).Remember();
    EXPECT_EQ(facts->Get("endpoint"), "out-of-region");
    EXPECT_TRUE(RegionDenial("process 3", "endpoint", facts).IsKnown());
    EXPECT_FALSE(early.IsKnown()) << "looked up before";
}

}  // namespace
}  // namespace hlsts
