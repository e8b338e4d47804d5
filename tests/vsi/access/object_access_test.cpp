// SPDX-License-Identifier: MIT
// Which way an object is read.

#include "vsi/access/object_access.h"

#include "tests/support/option_guard.h"

#include <gmock/gmock.h>

namespace hlsts
{
namespace
{

TEST(ObjectAccess, TheModeIsAutoUnlessTheOptionSaysOtherwise)
{
    OptionGuard options;
    EXPECT_EQ(*FindAccessMode("/vsiearthdata/b/k"), AccessMode::Auto);
    options.Set("VSIEARTHDATA_ACCESS", "https");
    EXPECT_EQ(*FindAccessMode("/vsiearthdata/b/k"), AccessMode::Https);
    options.Set("VSIEARTHDATA_ACCESS", "S3");
    EXPECT_EQ(*FindAccessMode("/vsiearthdata/b/k"), AccessMode::S3);
}

TEST(ObjectAccess, AnotherModeIsAnErrorThatListsTheChoices)
{
    OptionGuard options;
    options.Set("VSIEARTHDATA_ACCESS", "YES");
    const auto mode = FindAccessMode("/vsiearthdata/b/k");
    ASSERT_FALSE(mode);
    EXPECT_EQ(mode.GetError().message,
              "VSIEARTHDATA_ACCESS must be AUTO, S3 or HTTPS");
}

}  // namespace
}  // namespace hlsts
