// SPDX-License-Identifier: MIT
// The values of ACCESS and VSIEARTHDATA_ACCESS.

#include "vsi/base/access_mode.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST(AccessMode, IsNamedInLettersOfAnyCase)
{
    ASSERT_NE(ParseAccessMode("https"), nullptr);
    EXPECT_EQ(ParseAccessMode("https")->mode, AccessMode::Https);
    EXPECT_EQ(ParseAccessMode("https")->name, "HTTPS");
    EXPECT_EQ(ParseAccessMode("Auto")->mode, AccessMode::Auto);
    EXPECT_EQ(ParseAccessMode("S3")->mode, AccessMode::S3);
}

TEST(AccessMode, AnotherTextNamesNone)
{
    for (const char *text : {"", "YES", "HTTP", "S3 "})
        EXPECT_EQ(ParseAccessMode(text), nullptr) << text;
}

TEST(AccessMode, MessagesListEveryChoiceInOrder)
{
    const std::string_view choices = kAccessModeChoices;
    std::size_t from = 0;
    for (const NamedAccessMode &named : kAccessModes)
    {
        from = choices.find(named.name, from);
        ASSERT_NE(from, std::string_view::npos) << named.name;
        from += named.name.size();
    }
    EXPECT_EQ(from, choices.size());
}

}  // namespace
}  // namespace hlsts
