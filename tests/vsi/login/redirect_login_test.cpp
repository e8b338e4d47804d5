// SPDX-License-Identifier: MIT
#include "vsi/login/redirect_login.h"

#include "tests/support/fakes.h"
#include "vsi/login/cookie_jar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace hlsts;

namespace
{

constexpr char kStart[] = "https://daac.test/s3credentials";

class RedirectTest : public testing::Test
{
  protected:
    Result<RedirectAnswer, AccessError>
    Request(const Login &login = PasswordLogin())
    {
        const auto client = m_http.Factory()();
        return RequestThroughRedirects(*client, UrlOf(kStart), login,
                                       {{"app-name", Secret("gdal_HLSTS")}},
                                       SteadyTime::max());
    }

    std::string Message()
    {
        const auto answer = Request();
        return answer ? "" : answer.GetError().message;
    }

    /** What the n-th request carried: "Basic" or "", and its cookies. */
    std::string GetAuth(std::size_t n)
    {
        return m_http.GetSentHeader(n, "Authorization").substr(0, 5) + "|" +
               m_http.GetSentHeader(n, "Cookie");
    }

    ScriptedHttp m_http{};
};

}  // namespace

TEST_F(RedirectTest, Cumulus)
{
    m_http
        .Expect("GET https://daac.test/s3credentials",
                RedirectTo(307, "https://urs.test/oauth/authorize?client_id=1"
                                "&state=%2Fs3credentials"))
        .Expect("GET https://urs.test/oauth/authorize?client_id=1"
                "&state=%2Fs3credentials",
                RedirectTo(302, "https://daac.test/redirect?code=C&state=S",
                           "_urs-gui_session=U; path=/; secure; HttpOnly"))
        .Expect("GET https://daac.test/redirect?code=C&state=S",
                RedirectTo(307, "https://daac.test/s3credentials",
                           "accessToken=A; Path=/; Expires=Wed, 01 Jun 2022 "
                           "00:00:00 GMT; HttpOnly; Secure; SameSite=Strict"))
        .Expect("GET https://daac.test/s3credentials", JsonReply(200, "{}"));
    const auto answer = Request();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->response.status, 200);
    EXPECT_EQ(answer->from.Text(), kStart);
    EXPECT_EQ(GetAuth(0), "|");
    EXPECT_EQ(GetAuth(1), "Basic|");
    EXPECT_EQ(GetAuth(2), "|");
    EXPECT_EQ(GetAuth(3), "|accessToken=A");
}

TEST_F(RedirectTest, Tea)
{
    m_http
        .Expect("GET https://daac.test/s3credentials",
                RedirectTo(302, "https://urs.test/oauth/authorize?app_type=401"
                                "&redirect_uri=https://daac.test/login"))
        .Expect("GET https://urs.test/oauth/authorize?app_type=401"
                "&redirect_uri=https://daac.test/login",
                RedirectTo(302, "https://daac.test/login?code=C"))
        .Expect("GET https://daac.test/login?code=C",
                RedirectTo(301, "/s3credentials",
                           "asf-urs=J; Path=/; Domain=.test"))
        .Expect("GET https://daac.test/s3credentials", JsonReply(200, "{}"));
    ASSERT_TRUE(Request());
    EXPECT_EQ(GetAuth(1), "Basic|");
    EXPECT_EQ(GetAuth(2), "|");
    EXPECT_EQ(GetAuth(3), "|asf-urs=J");
}

TEST_F(RedirectTest, PasswordGoesToTheLoginHostOnly)
{
    // Addresses that look like the login host's: another port, a longer name, a
    // user part.
    for (const char *thief :
         {"https://urs.test:8443/x", "https://urs.test.thief.test/x",
          "https://thief.test/x", "https://urs.test@thief.test/x",
          "http://urs.test/x", "//thief.test/x", "https://urs.test%2ethief/x",
          "ftp://urs.test/x", ""})
    {
        ScriptedHttp http;
        http.Expect("GET https://daac.test/s3credentials",
                    RedirectTo(302, thief));
        const auto client = http.Factory()();
        // An empty Location leads back to the start, which then answers 200.
        if (thief[0] == '\0')
            http.Expect("GET https://daac.test/", Page(200));
        (void)RequestThroughRedirects(*client, UrlOf(kStart), PasswordLogin(),
                                      {}, SteadyTime::max());
        for (std::size_t i = 0; i < http.GetSent().size(); ++i)
            EXPECT_EQ(http.GetSentHeader(i, "Authorization"), "") << thief;
    }
}

TEST_F(RedirectTest, ALoginHostOnThisMachineByItsPort)
{
    m_http
        .Expect("GET https://daac.test/s3credentials",
                RedirectTo(302, "http://127.0.0.1:9/authorize"))
        .Expect("GET http://127.0.0.1:9/authorize",
                RedirectTo(302, "http://127.0.0.1:10/other"));
    EXPECT_FALSE(Request(PasswordLogin("http://127.0.0.1:9")));
    EXPECT_EQ(GetAuth(1), "Basic|");
}

TEST_F(RedirectTest, AnEndpointOnAnotherPortOfTheLoginHostGetsNoPassword)
{
    m_http.Expect("GET https://urs.test:8443/s3credentials",
                  JsonReply(200, "{}"));
    const auto client = m_http.Factory()();
    ASSERT_TRUE(RequestThroughRedirects(
        *client, UrlOf("https://urs.test:8443/s3credentials"), PasswordLogin(),
        {}, SteadyTime::max()));
    EXPECT_EQ(GetAuth(0), "|");
}

TEST_F(RedirectTest, CookiesStayWithTheirOrigin)
{
    m_http
        .Expect("GET https://daac.test/s3credentials",
                RedirectTo(302, "https://data.earthdata.nasa.gov/a", "d=1"))
        .Expect("GET https://data.earthdata.nasa.gov/a",
                RedirectTo(302, "https://urs.test/b", "e=2; Domain=daac.test"))
        .Expect("GET https://urs.test/b",
                RedirectTo(302, "https://daac.test/c"))
        .Expect("GET https://daac.test/c", JsonReply(200, "{}"));
    ASSERT_TRUE(Request());
    EXPECT_EQ(GetAuth(0), "|");
    EXPECT_EQ(GetAuth(1), "|");
    EXPECT_EQ(GetAuth(2), "Basic|");
    EXPECT_EQ(GetAuth(3), "|d=1");
}

TEST_F(RedirectTest, PlainHttpIsNotFollowed)
{
    m_http.Expect("GET https://daac.test/s3credentials",
                  RedirectTo(302, "http://daac.test/s3credentials"));
    EXPECT_THAT(Message(), testing::HasSubstr("plain http"));
}

TEST_F(RedirectTest, AtMostFiveRedirects)
{
    for (int i = 0; i < 6; ++i)
        m_http.Expect("GET https://daac.test/s3credentials",
                      RedirectTo(302, "/s3credentials"));
    EXPECT_THAT(Message(), testing::HasSubstr("more than five times"));
}

TEST_F(RedirectTest, MessagesShowTheHostOnly)
{
    m_http.Expect("GET https://daac.test/s3credentials",
                  RedirectTo(302, "https://thief.test/x?code=PLANTED-CODE"));
    const std::string message = Message();
    EXPECT_THAT(message, testing::HasSubstr("https://thief.test"));
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("PLANTED")));
}

TEST(CookieJar, RefusesWhatIsNoCookie)
{
    CookieJar jar;
    const Url url = UrlOf("https://h/");
    jar.Store(url, Reply(200, {{"set-cookie", "a=1"},
                               {"set-cookie", "nothing"},
                               {"set-cookie", "=x"},
                               {"set-cookie", "b=\x01"},
                               {"set-cookie", "c=" + std::string(9000, 'c')},
                               {"set-cookie", "a=2; Path=/"}}));
    EXPECT_EQ(jar.HeaderFor(url).Reveal(), "a=2");
    EXPECT_TRUE(jar.HeaderFor(UrlOf("https://h:1/")).IsEmpty());
    EXPECT_TRUE(jar.HeaderFor(UrlOf("http://h/")).IsEmpty());
    for (int i = 0; i < 200; ++i)
        jar.Store(url,
                  Reply(200, {{"set-cookie", "n" + std::to_string(i) + "=v"}}));
    EXPECT_LT(jar.HeaderFor(url).Reveal().size(), 500u);
}
