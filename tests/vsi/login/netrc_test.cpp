// SPDX-License-Identifier: MIT
#include "vsi/login/netrc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace hlsts;
using namespace std::string_literals;

namespace
{

constexpr char kHost[] = "urs.earthdata.nasa.gov";

/** "user/password", "none" or "error". */
std::string Found(const std::string &text, const std::string &host = kHost)
{
    const auto login = FindNetrcLogin(text, host);
    if (!login)
        return "error";
    if (!*login)
        return "none";
    return (*login)->user.Reveal() + "/" + (*login)->password.Reveal();
}

}  // namespace

TEST(FindNetrcLogin, OneLineAndMany)
{
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login u password p"),
              "u/p");
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov\n login u\n password p\n"),
              "u/p");
    EXPECT_EQ(Found("machine\turs.earthdata.nasa.gov\r\n\tpassword p\r\n\t"
                    "login u\r\n"),
              "u/p");
    EXPECT_EQ(Found("\xEF\xBB\xBFmachine URS.EARTHDATA.nasa.gov login u "
                    "account a password p"),
              "u/p");
}

TEST(FindNetrcLogin, OnlyExactlyThatMachine)
{
    const std::string text = "machine earthdata.nasa.gov login a password b\n"
                             "machine x.urs.earthdata.nasa.gov login c "
                             "password d\n"
                             "machine urs.earthdata.nasa.gov.evil login e "
                             "password f\n";
    EXPECT_EQ(Found(text), "none");
    EXPECT_EQ(Found(text + "machine urs.earthdata.nasa.gov login u password p"),
              "u/p");
}

TEST(FindNetrcLogin, DefaultIsNeverUsed)
{
    EXPECT_EQ(Found("default login u password p"), "none");
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login u\n"
                    "default login d password p"),
              "none");
}

TEST(FindNetrcLogin, AnEntryNeedsBoth)
{
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login a\n"
                    "machine other password x\n"
                    "machine urs.earthdata.nasa.gov login u password p"),
              "u/p");
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login"), "error");
}

TEST(FindNetrcLogin, QuotesAndEscapes)
{
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login \"u v\" password "
                    "\"a\\\"b\\\\c d\""),
              "u v/a\"b\\c d");
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login u password a\"b"),
              "u/a\"b");
    EXPECT_EQ(Found("machine urs.earthdata.nasa.gov login u password \"open"),
              "error");
}

TEST(FindNetrcLogin, Comments)
{
    EXPECT_EQ(Found("# machine urs.earthdata.nasa.gov login a password b\n"
                    "machine urs.earthdata.nasa.gov # login x password y\n"
                    "login u # note\n password #p#1\n"),
              "u/#p#1");
}

TEST(FindNetrcLogin, Macros)
{
    EXPECT_EQ(Found("macdef init\n"
                    "machine urs.earthdata.nasa.gov login a password b\n"
                    "\n"
                    "machine urs.earthdata.nasa.gov login u password p\n"),
              "u/p");
    EXPECT_EQ(Found("macdef init\r\nmachine urs.earthdata.nasa.gov login a "
                    "password b\r\n\r\n"),
              "none");
    EXPECT_EQ(Found("macdef x\nmachine urs.earthdata.nasa.gov login a "
                    "password b"),
              "none");
    EXPECT_EQ(Found("macdef"), "none");
}

TEST(FindNetrcLogin, RefusesWhatIsTooLongOrNoText)
{
    const std::string entry =
        "machine urs.earthdata.nasa.gov login u password ";
    EXPECT_EQ(Found(entry + std::string(4096, 'p')),
              "u/" + std::string(4096, 'p'));
    EXPECT_EQ(Found(entry + std::string(4097, 'p')), "error");
    EXPECT_EQ(Found(entry + "\"" + std::string(4097, 'p') + "\""), "error");
    EXPECT_EQ(Found(entry + std::string(1000000, 'p')), "error");
    EXPECT_EQ(Found(std::string(1024 * 1024 + 1, ' ')), "error");
    EXPECT_EQ(Found(entry + "p\0q"s), "error");
    EXPECT_EQ(Found(""), "none");
}

TEST(FindNetrcLogin, ErrorsNameTheLineAndNoValue)
{
    const auto login = FindNetrcLogin("machine urs.earthdata.nasa.gov\nlogin "
                                      "u\npassword \"PLANTED",
                                      kHost);
    ASSERT_FALSE(login);
    EXPECT_THAT(login.GetError().message, testing::HasSubstr("line 3"));
    EXPECT_THAT(login.GetError().message,
                testing::Not(testing::HasSubstr("PLANTED")));
}
