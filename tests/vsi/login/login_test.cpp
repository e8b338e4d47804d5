// SPDX-License-Identifier: MIT
#include "vsi/login/login.h"

#include "tests/support/fakes.h"
#include "tests/support/option_guard.h"
#include "tests/support/temp_folder.h"
#include "vsi/base/error_capture.h"
#include "vsi/login/netrc_file.h"

#include "cpl_vsi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#ifndef _WIN32
#include <utime.h>
#endif

using namespace hlsts;

namespace
{

constexpr char kPath[] = "/vsiearthdata/lp-prod-protected/a.tif";

void WriteMemFile(const char *name, const std::string &text)
{
    VSILFILE *file = VSIFOpenL(name, "wb");
    VSIFWriteL(text.data(), 1, text.size(), file);
    VSIFCloseL(file);
}

class LoginTest : public testing::Test
{
  protected:
    static std::string Message()
    {
        const auto login = FindLogin(kPath);
        return login ? "" : login.GetError().message;
    }

    OptionGuard m_options{};
};

}  // namespace

TEST_F(LoginTest, TokenComesFirst)
{
    m_options.Set("EARTHDATA_TOKEN", " PLANTED-TOKEN\n");
    m_options.Set("EARTHDATA_USERNAME", "u");
    m_options.Set("EARTHDATA_PASSWORD", "p");
    const auto login = FindLogin(kPath);
    ASSERT_TRUE(login);
    EXPECT_EQ(login->kind, Login::Kind::Token);
    EXPECT_EQ(login->token.Reveal(), "PLANTED-TOKEN");
    EXPECT_EQ(login->source, "EARTHDATA_TOKEN");
    EXPECT_EQ(login->host.Origin(), "https://urs.earthdata.nasa.gov");
}

TEST_F(LoginTest, UserAndPasswordComeBeforeNetrc)
{
    WriteMemFile("/vsimem/netrc",
                 "machine urs.earthdata.nasa.gov login n password q");
    m_options.Set("NETRC", "/vsimem/netrc");
    m_options.Set("EARTHDATA_USERNAME", "u");
    // A user name without a password selects the entry of this user.
    EXPECT_THAT(Message(),
                testing::HasSubstr("of another user than EARTHDATA_USERNAME"));
    m_options.Set("EARTHDATA_USERNAME", "n");
    EXPECT_EQ(FindLogin(kPath)->user.Reveal(), "n");
    m_options.Set("EARTHDATA_USERNAME", "u");
    m_options.Set("EARTHDATA_PASSWORD", "p");
    EXPECT_EQ(FindLogin(kPath)->user.Reveal(), "u");
    VSIUnlink("/vsimem/netrc");
}

TEST_F(LoginTest, NothingAnywhereListsEveryPlace)
{
    m_options.Set("EARTHDATA_USERNAME", "u");
    const std::string message = Message();
    for (const char *place :
         {kPath, "EARTHDATA_TOKEN (not set)", "EARTHDATA_USERNAME (set)",
          "EARTHDATA_PASSWORD (not set)",
          "/nonexistent/.netrc (does not exist)",
          "/nonexistent/_netrc (does not exist)",
          "https://urs.earthdata.nasa.gov/users/new"})
        EXPECT_THAT(message, testing::HasSubstr(place)) << message;
    m_options.Set("HOME", "");
    m_options.Set("USERPROFILE", "");
    EXPECT_THAT(Message(), testing::HasSubstr("no home folder"));
}

TEST_F(LoginTest, PathSpecificOptionsWin)
{
    m_options.Set("EARTHDATA_TOKEN", "GLOBAL");
    const PathOptionGuard option("/vsiearthdata/lp-prod-protected",
                                 "EARTHDATA_TOKEN", "SPECIFIC");
    EXPECT_EQ(FindLogin(kPath)->token.Reveal(), "SPECIFIC");
    EXPECT_EQ(FindLogin("/vsiearthdata/prod-lads/x")->token.Reveal(), "GLOBAL");
}

TEST_F(LoginTest, LoginHostMayCarryASchemeButNotAnInsecureOne)
{
    m_options.Set("EARTHDATA_TOKEN", "T");
    m_options.Set("EARTHDATA_HOST", "uat.urs.earthdata.nasa.gov");
    EXPECT_EQ(FindLogin(kPath)->host.Origin(),
              "https://uat.urs.earthdata.nasa.gov");
    m_options.Set("EARTHDATA_HOST", "https://uat.urs.earthdata.nasa.gov/");
    EXPECT_EQ(FindLogin(kPath)->host.Origin(),
              "https://uat.urs.earthdata.nasa.gov");
    m_options.Set("EARTHDATA_HOST", "http://127.0.0.1:8080");
    EXPECT_EQ(FindLogin(kPath)->host.Origin(), "http://127.0.0.1:8080");
    m_options.Set("EARTHDATA_HOST", "http://urs.earthdata.nasa.gov");
    EXPECT_THAT(Message(), testing::HasSubstr("plain http is refused"));
    m_options.Set("EARTHDATA_HOST", "https://user:pw@host");
    EXPECT_FALSE(FindLogin(kPath));
    m_options.Set("EARTHDATA_HOST", "host/path");
    EXPECT_FALSE(FindLogin(kPath));
}

TEST_F(LoginTest, ValuesThatCouldInjectAHeaderAreRefused)
{
    m_options.Set("EARTHDATA_TOKEN", "PLANTED\r\nX-Evil: 1");
    EXPECT_NE(Message(), "");
    EXPECT_THAT(Message(), testing::Not(testing::HasSubstr("PLANTED")));
    m_options.Set("EARTHDATA_TOKEN", "Bearer PLANTED");
    EXPECT_THAT(Message(), testing::HasSubstr("without 'Bearer'"));
    m_options.Set("EARTHDATA_TOKEN", "");
    m_options.Set("EARTHDATA_USERNAME", "u");
    m_options.Set("EARTHDATA_PASSWORD", "PLANTED\n");
    EXPECT_THAT(Message(), testing::HasSubstr("control character"));
    m_options.Set("EARTHDATA_PASSWORD", "p");
    m_options.Set("EARTHDATA_USERNAME", "u\r\nX-Evil: 1");
    EXPECT_THAT(Message(), testing::HasSubstr("control character"));
    m_options.Set("EARTHDATA_USERNAME", "u:v");
    EXPECT_THAT(Message(), testing::HasSubstr("colon"));
}

TEST_F(LoginTest, NetrcIsReadAgainWhenItHasChanged)
{
    WriteMemFile("/vsimem/netrc",
                 "machine urs.earthdata.nasa.gov login u password one");
    m_options.Set("NETRC", "/vsimem/netrc");
    EXPECT_EQ(FindLogin(kPath)->password.Reveal(), "one");
    EXPECT_EQ(FindLogin(kPath)->source, "netrc file /vsimem/netrc");
    WriteMemFile("/vsimem/netrc",
                 "machine urs.earthdata.nasa.gov login u password two");
    EXPECT_EQ(FindLogin(kPath)->password.Reveal(), "two")
        << "same size, same second";
    VSIUnlink("/vsimem/netrc");
    EXPECT_FALSE(FindLogin(kPath));
}

TEST_F(LoginTest, NetrcUsesTheHostWithoutItsPort)
{
    WriteMemFile("/vsimem/netrc", "machine 127.0.0.1 login u password p");
    m_options.Set("NETRC", "/vsimem/netrc");
    m_options.Set("EARTHDATA_HOST", "http://127.0.0.1:8080");
    EXPECT_TRUE(FindLogin(kPath));
    VSIUnlink("/vsimem/netrc");
}

TEST_F(LoginTest, BrokenNetrcIsAnErrorThatNamesIt)
{
    WriteMemFile("/vsimem/netrc", "machine urs.earthdata.nasa.gov login u "
                                  "password \"PLANTED");
    m_options.Set("NETRC", "/vsimem/netrc");
    EXPECT_THAT(Message(), testing::HasSubstr("/vsimem/netrc line 1"));
    EXPECT_THAT(Message(), testing::Not(testing::HasSubstr("PLANTED")));
    VSIUnlink("/vsimem/netrc");
    m_options.Set("NETRC", "/vsicurl/https://example.com/netrc");
    EXPECT_THAT(Message(), testing::HasSubstr("is no local file"));
}

#ifndef _WIN32
TEST_F(LoginTest, NetrcThatOthersCanReadIsWarnedOfOnceAndUsed)
{
    const TempFolder folder;
    const std::string file = folder / ".netrc";
    WriteTextFile(file,
                  "machine urs.earthdata.nasa.gov\n\tlogin u\n\tpassword "
                  "PLANTED\n",
                  0644);
    m_options.Set("HOME", folder.Name());
    {
        const ErrorCapture warnings;
        EXPECT_EQ(FindLogin(kPath)->source, "netrc file " + file);
        EXPECT_EQ(FindLogin(kPath)->password.Reveal(), "PLANTED");
        ASSERT_EQ(warnings.GetErrors().size(), 1u);
        const std::string &text = warnings.GetErrors()[0].message;
        EXPECT_THAT(text, testing::HasSubstr("chmod 600 " + file));
        EXPECT_THAT(text, testing::Not(testing::HasSubstr("PLANTED")));
    }
    // An old file is cached: it isn't even opened again.
    const utimbuf old{1600000000, 1600000000};
    utime(file.c_str(), &old);
    EXPECT_TRUE(FindLogin(kPath));
    WriteTextFile(file,
                  "machine urs.earthdata.nasa.gov\n\tlogin v\n\tpassword "
                  "PLANTED\n",
                  0644);
    utime(file.c_str(), &old);
    EXPECT_EQ(FindLogin(kPath)->user.Reveal(), "u") << "same stamp";
    const utimbuf later{1600000001, 1600000001};
    utime(file.c_str(), &later);
    EXPECT_EQ(FindLogin(kPath)->user.Reveal(), "v");
}
#endif

TEST(IsSameIdentity, EveryPartCounts)
{
    EXPECT_TRUE(IsSameIdentity(PasswordLogin(), PasswordLogin()));
    EXPECT_FALSE(IsSameIdentity(PasswordLogin(), TokenLogin()));
    EXPECT_FALSE(IsSameIdentity(TokenLogin("a"), TokenLogin("b")));
    EXPECT_FALSE(
        IsSameIdentity(PasswordLogin(), PasswordLogin("https://uat.test")));
    Login other = PasswordLogin();
    other.password = Secret("another");
    EXPECT_FALSE(IsSameIdentity(PasswordLogin(), other));
}

TEST(HasSecretOf, SecretsInAnyForm)
{
    EXPECT_TRUE(HasSecretOf("x PLANTED-TOKEN y", TokenLogin()));
    EXPECT_TRUE(HasSecretOf("PLANTED-PASSWORD", PasswordLogin()));
    EXPECT_TRUE(HasSecretOf(
        BasicAuthorization(Secret("planted_user"), Secret("PLANTED-PASSWORD"))
            .Reveal(),
        PasswordLogin()));
    EXPECT_FALSE(HasSecretOf("EULA Acceptance Failure", PasswordLogin()));
}
