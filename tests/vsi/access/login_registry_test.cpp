// SPDX-License-Identifier: MIT
// What all uses of one login share.

#include "vsi/access/login_registry.h"

#include "tests/support/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hlsts
{
namespace
{

TEST(LoginRegistry, OneSourceOfBearersForEachLogin)
{
    const auto first = BearerSourceFor(TokenLogin("a"));
    EXPECT_EQ(BearerSourceFor(TokenLogin("a")), first);
    EXPECT_NE(BearerSourceFor(TokenLogin("b")), first);
}

TEST(LoginRegistry, OneSessionForEachLoginAndHost)
{
    const Url host = UrlOf("https://daac.test/x");
    const auto first = LoginSessionFor(TokenLogin("a"), host);
    EXPECT_EQ(LoginSessionFor(TokenLogin("a"), UrlOf("https://daac.test/y")),
              first);
    EXPECT_NE(LoginSessionFor(TokenLogin("a"), UrlOf("https://other.test/")),
              first);
    EXPECT_NE(LoginSessionFor(TokenLogin("b"), host), first);
}

TEST(LoginRegistry, KeysHoldNothingOfTheLogin)
{
    const std::string key = IdentityKey(TokenLogin("PLANTED-TOKEN"));
    EXPECT_THAT(key, testing::Not(testing::HasSubstr("PLANTED")));
    EXPECT_EQ(IdentityKey(TokenLogin("PLANTED-TOKEN")), key);
    EXPECT_NE(IdentityKey(TokenLogin("PLANTED-OTHER")), key);
}

TEST(LoginRegistry, ManyHostsDontGrowWithoutBound)
{
    const Login login = TokenLogin("many hosts");
    const Url first = UrlOf("https://first.test/");
    const std::weak_ptr<LoginSession> session = LoginSessionFor(login, first);
    EXPECT_FALSE(session.expired());
    for (int i = 0; i < 100; ++i)
        LoginSessionFor(login,
                        UrlOf("https://h" + std::to_string(i) + ".test/"));
    EXPECT_TRUE(session.expired());
}

}  // namespace
}  // namespace hlsts
