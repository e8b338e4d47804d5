// SPDX-License-Identifier: MIT
#include "vsi/base/secret.h"

#include <gtest/gtest.h>

#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

using namespace hlsts;

namespace
{

template <class T, class = void> struct IsStreamable : std::false_type
{
};

template <class T>
struct IsStreamable<T, std::void_t<decltype(std::declval<std::ostream &>()
                                            << std::declval<const T &>())>>
    : std::true_type
{
};

template <class T, class U, class = void> struct IsComparable : std::false_type
{
};

template <class T, class U>
struct IsComparable<T, U,
                    std::void_t<decltype(std::declval<const T &>() ==
                                         std::declval<const U &>())>>
    : std::true_type
{
};

static_assert(IsStreamable<std::string>::value, "the test itself works");
static_assert(!IsStreamable<Secret>::value, "a Secret can't be printed");
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, const char *>);
static_assert(!std::is_convertible_v<std::string, Secret>);
static_assert(!IsComparable<Secret, std::string>::value);
static_assert(!IsComparable<Secret, Secret>::value);

}  // namespace

TEST(Secret, ShowsOnlyTheEndOfLongValues)
{
    EXPECT_EQ(Secret().Redacted(), "(empty)");
    EXPECT_EQ(Secret("short").Redacted(), "****");
    EXPECT_EQ(Secret("123456789012345").Redacted(), "****");
    EXPECT_EQ(Secret("1234567890123456").Redacted(), "****3456");
}

TEST(Secret, ComparesWholeValues)
{
    EXPECT_TRUE(Secret("abc").Equals(Secret("abc")));
    EXPECT_FALSE(Secret("abc").Equals(Secret("abd")));
    EXPECT_FALSE(Secret("abc").Equals(Secret("abcd")));
    EXPECT_TRUE(Secret().Equals(Secret()));
}

TEST(Secret, LeavesNothingBehindWhenMoved)
{
    Secret from("short enough to be copied by a move");
    Secret to(std::move(from));
    EXPECT_TRUE(from.IsEmpty());  // NOLINT: that's the point
    Secret small("abc");
    to = std::move(small);
    EXPECT_TRUE(small.IsEmpty());  // NOLINT
    EXPECT_EQ(to.Reveal(), "abc");
}

TEST(Secret, WipesItsMemoryOnAssignment)
{
    Secret secret(std::string(100, 'S'));
    const char *memory = secret.Reveal().data();
    const Secret shorter("y");
    secret = shorter;
    ASSERT_EQ(secret.Reveal().data(), memory) << "the memory is used again";
    for (int i = 2; i < 100; ++i)
        ASSERT_NE(memory[i], 'S');
}

TEST(Secret, AssignsItselfUnharmed)
{
    Secret secret("value");
    const Secret &same = secret;
    secret = same;
    EXPECT_EQ(secret.Reveal(), "value");
}
