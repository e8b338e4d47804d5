// SPDX-License-Identifier: MIT
#include "vsi/keys/s3_exchange.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"
#include "vsi/keys/s3_answer.h"

#include "cpl_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace hlsts;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace
{

constexpr char kCredentialsRequest[] = "GET https://daac.test/s3credentials";
constexpr char kFind[] = "POST https://urs.test/api/users/find_or_create_token";
constexpr char kCreate[] = "POST https://urs.test/api/users/token";

std::string Body(const std::string &expiration,
                 const std::string &session = "PLANTED-SESSION")
{
    return R"({"accessKeyId":"ASIAPLANTEDKEYID1234","secretAccessKey":)"
           R"("PLANTED-SECRET","sessionToken":")" +
           session + R"(","expiration":")" + expiration + R"("})";
}

HttpResponse BearerToken(const std::string &token)
{
    return JsonReply(200, R"({"access_token":")" + token +
                              R"(","expiration_date":"12/15/2021"})");
}

/** An hour after the test clock's start. */
constexpr char kInAnHour[] = "2021-06-01 01:00:00+00:00";

class S3ExchangeTest : public testing::Test
{
  protected:
    Result<S3Credentials, AccessError>
    Fetch(const Login &login, const std::string &url = "https://daac.test/"
                                                       "s3credentials")
    {
        const auto bearers =
            std::make_shared<BearerSource>(login, m_http.Factory(), m_clock);
        S3Exchange exchange(
            {UrlOf(url), ""}, login,
            [bearers](const Login &) { return bearers; }, m_http.Factory(),
            m_clock);
        return exchange.Fetch(m_clock.Now() + 30s);
    }

    /** The remaining life of the credential that a token login gets by this
     * answer. */
    Duration LifeOf(const HttpResponse &response)
    {
        m_http.Expect(kCredentialsRequest, response);
        const auto got = Fetch(TokenLogin());
        EXPECT_TRUE(got);
        return got ? got->expiry - m_clock.Now() : Duration(-1);
    }

    std::string MessageFor(const ScriptedHttp::Answer &answer)
    {
        m_http.Expect(kCredentialsRequest, answer);
        const auto got = Fetch(TokenLogin());
        EXPECT_FALSE(got);
        return got ? "" : got.GetError().message;
    }

    FakeClock m_clock{};
    ScriptedHttp m_http{};
};

}  // namespace

TEST_F(S3ExchangeTest, ATokenTakesOneRequest)
{
    m_http.Expect(kCredentialsRequest, JsonReply(200, Body(kInAnHour)));
    const auto got = Fetch(TokenLogin());
    ASSERT_TRUE(got);
    EXPECT_EQ(got->accessKeyId.Reveal(), "ASIAPLANTEDKEYID1234");
    EXPECT_EQ(got->secretAccessKey.Reveal(), "PLANTED-SECRET");
    EXPECT_EQ(got->sessionToken.Reveal(), "PLANTED-SESSION");
    EXPECT_EQ(got->expiry, m_clock.Now() + 1h);
    EXPECT_EQ(got->statedExpiry, FakeClock::kStart + 3600);
    EXPECT_EQ(m_http.GetSentHeader(0, "Authorization"), "Bearer PLANTED-TOKEN");
    EXPECT_EQ(m_http.GetSentHeader(0, "app-name"), "gdal_HLSTS");
}

TEST_F(S3ExchangeTest, ABearerIsNeverSentOn)
{
    for (const int status : {301, 302, 303, 307, 308})
    {
        const std::string message = MessageFor(
            RedirectTo(status, "https://thief.test/oauth/authorize"));
        EXPECT_THAT(message,
                    testing::HasSubstr("rejected the token (login page)"));
    }
    EXPECT_EQ(m_http.GetSent().size(), 5u);
    EXPECT_FALSE(m_http.HasHostGot("thief.test", ""));
}

TEST_F(S3ExchangeTest, ALoginPageIsTerminalAndSaysWhatItIs)
{
    const std::string message = MessageFor(Page(200));
    EXPECT_THAT(
        message,
        testing::HasSubstr("Earthdata Login rejected the token (login page)"));
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("parse")));
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("PLANTED")));
}

TEST_F(S3ExchangeTest, UserAndPasswordAreExchangedForABearer)
{
    m_http.Expect(kFind, BearerToken("made"))
        .Expect(kCredentialsRequest, JsonReply(200, Body(kInAnHour)));
    ASSERT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(m_http.GetSentHeader(1, "Authorization"), "Bearer made");
    EXPECT_FALSE(m_http.HasHostGot("daac.test", "Basic"));
}

TEST_F(S3ExchangeTest, ARejectedBearerIsRenewedOnce)
{
    m_http.Expect(kFind, BearerToken("old"))
        .Expect(kCredentialsRequest,
                RedirectTo(307, "https://urs.test/oauth/authorize"))
        .Expect(kFind, BearerToken("old"))
        .Expect(kCreate, BearerToken("new"))
        .Expect(kCredentialsRequest, JsonReply(200, Body(kInAnHour)));
    ASSERT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(m_http.GetSentHeader(4, "Authorization"), "Bearer new");
}

TEST_F(S3ExchangeTest, WhereNoBearerIsAcceptedPasswordAndRedirectsAreTried)
{
    m_http.Expect(kFind, BearerToken("old"))
        .Expect(kCredentialsRequest, RedirectTo(307, "https://urs.test/a"))
        .Expect(kFind, BearerToken("old"))
        .Expect(kCreate, BearerToken("new"))
        .Expect(kCredentialsRequest, RedirectTo(307, "https://urs.test/a"))
        .Expect(kCredentialsRequest, RedirectTo(307, "https://urs.test/a"))
        .Expect("GET https://urs.test/a",
                RedirectTo(302, "https://daac.test/redirect?code=C"))
        .Expect(
            "GET https://daac.test/redirect?code=C",
            RedirectTo(307, "https://daac.test/s3credentials", "accessToken=A"))
        .Expect(kCredentialsRequest, JsonReply(200, Body(kInAnHour)));
    ASSERT_TRUE(Fetch(PasswordLogin()));
    EXPECT_FALSE(m_http.HasHostGot("daac.test", "Basic"));
    EXPECT_EQ(m_http.GetSentHeader(5, "Authorization"), "")
        << "the rejected bearer isn't sent again";
}

TEST_F(S3ExchangeTest, WithoutTokenEndpointPasswordAndRedirectsAreUsed)
{
    for (const ScriptedHttp::Answer &answer :
         {ScriptedHttp::Answer(Page(404)), ScriptedHttp::Answer(Page(403)),
          ScriptedHttp::Answer(Page(500)), ScriptedHttp::Answer(NoAnswer()),
          ScriptedHttp::Answer(Page(200))})
    {
        m_http.Expect(kFind, answer)
            .Expect(kCredentialsRequest, RedirectTo(302, "https://urs.test/a"))
            .Expect("GET https://urs.test/a",
                    RedirectTo(302, "https://daac.test/login?code=C"))
            .Expect("GET https://daac.test/login?code=C",
                    RedirectTo(301, "/s3credentials", "asf-urs=J; Path=/"))
            .Expect(kCredentialsRequest, JsonReply(200, Body(kInAnHour)));
        ASSERT_TRUE(Fetch(PasswordLogin()));
    }
}

TEST_F(S3ExchangeTest, AWrongPasswordIsSentOnce)
{
    m_http.Expect(kFind, Page(401));
    const auto got = Fetch(PasswordLogin());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(got.GetError().message,
                testing::HasSubstr("EARTHDATA_PASSWORD"));
    EXPECT_THAT(got.GetError().message,
                testing::Not(testing::HasSubstr("PLANTED")));
}

TEST_F(S3ExchangeTest, AWrongPasswordInTheRedirectFlow)
{
    m_http.Expect(kFind, Page(404))
        .Expect(kCredentialsRequest, RedirectTo(302, "https://urs.test/a"))
        .Expect("GET https://urs.test/a", Page(401));
    const auto got = Fetch(PasswordLogin());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(got.GetError().message,
                testing::HasSubstr("refused the user name or password"));
}

TEST_F(S3ExchangeTest, TheThiefGetsNothing)
{
    m_http.Expect(kFind, Page(404))
        .Expect(kCredentialsRequest,
                RedirectTo(302, "https://thief.test/oauth/authorize"));
    const auto got = Fetch(PasswordLogin());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_FALSE(m_http.HasHostGot("thief.test", ""));
}

TEST_F(S3ExchangeTest, TransientAnswersCanBeRepeated)
{
    HttpResponse busy = Page(503);
    busy.headers.emplace_back("retry-after", "7");
    m_http.Expect(kCredentialsRequest, busy);
    const auto got = Fetch(TokenLogin());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.GetError().kind, AccessErrorKind::Transient);
    EXPECT_EQ(got.GetError().retryAfter, 7s);
    m_http.Expect(kCredentialsRequest, NoAnswer());
    EXPECT_EQ(Fetch(TokenLogin()).GetError().kind, AccessErrorKind::Transient);
    // After a transient answer to a bearer the password isn't used.
    m_http.Expect(kFind, BearerToken("made"))
        .Expect(kCredentialsRequest, Page(424));
    EXPECT_EQ(Fetch(PasswordLogin()).GetError().kind,
              AccessErrorKind::Transient);
}

TEST_F(S3ExchangeTest, LifeByTheServersClock)
{
    HttpResponse response = JsonReply(200, Body("2021-06-01 03:00:00+00:00"));
    response.headers.emplace_back("date", "Tue, 01 Jun 2021 02:00:00 GMT");
    CPLPushErrorHandler(CPLQuietErrorHandler);
    EXPECT_EQ(LifeOf(response), 1h) << "our clock is two hours slow";
    m_clock.SkewWall(5h);
    EXPECT_EQ(LifeOf(response), 1h) << "our clock is three hours fast";
    CPLPopErrorHandler();
}

TEST_F(S3ExchangeTest, OddExpirations)
{
    EXPECT_EQ(LifeOf(JsonReply(200, Body("2021-06-01T01:00:00Z"))), 1h);
    EXPECT_EQ(LifeOf(JsonReply(200, Body("2021-06-01T02:00:00.5+01:00"))), 1h);
    EXPECT_EQ(LifeOf(JsonReply(200, Body("in an hour"))), 55min);
    EXPECT_EQ(LifeOf(JsonReply(200, Body(""))), 55min);
    EXPECT_EQ(LifeOf(JsonReply(200, Body("9999-12-31 23:59:59+00:00"))), 48h);
}

TEST_F(S3ExchangeTest, AnExpiredCredentialIsAnErrorAndNoLoop)
{
    const std::string message =
        MessageFor(JsonReply(200, Body("2021-05-31 23:59:50+00:00")));
    EXPECT_THAT(message, testing::HasSubstr("expired 10 s ago"));
    EXPECT_EQ(m_http.GetSent().size(), 1u);
}

TEST_F(S3ExchangeTest, BodiesThatAreNoCredentials)
{
    HttpResponse big = JsonReply(200, Body(kInAnHour));
    big.bodyTooLong = true;
    for (const HttpResponse &response :
         {big, JsonReply(200, "{}"), JsonReply(200, "[]"),
          JsonReply(200, "null"), JsonReply(200, Body(kInAnHour, "")),
          JsonReply(200, Body(kInAnHour, "a\\r\\nX-Evil: 1")),
          JsonReply(200, Body(kInAnHour, "a\\u0000b"))})
    {
        const std::string message = MessageFor(response);
        EXPECT_THAT(message, testing::Not(testing::HasSubstr("PLANTED")));
    }
}

TEST_F(S3ExchangeTest, DescribesItselfWithoutTheQuery)
{
    const Login login = TokenLogin();
    const S3Exchange exchange(
        {UrlOf("https://daac.test/s3credentials?key=PLANTED"), ""}, login,
        nullptr, m_http.Factory(), m_clock);
    EXPECT_EQ(exchange.Describe(), "https://daac.test/s3credentials");
}

TEST(ParseS3Answer, NeedsFourStrings)
{
    EXPECT_TRUE(ParseS3Answer(Body(kInAnHour)));
    EXPECT_TRUE(ParseS3Answer(Body(kInAnHour, std::string(16384, 's'))));
    const std::string rest =
        R"("secretAccessKey":"s","sessionToken":"t","expiration":"e"})";
    EXPECT_TRUE(ParseS3Answer(R"({"accessKeyId":"a",)" + rest));
    for (const std::string &text :
         {R"({)" + rest, R"({"accessKeyId":5,)" + rest,
          R"({"accessKeyId":null,)" + rest, R"({"accessKeyId":["a"],)" + rest,
          R"({"accessKeyId":"a b",)" + rest, R"({"accessKeyId":"a\nb",)" + rest,
          R"({"accessKeyId":"\u0000",)" + rest,
          "{\"accessKeyId\":\"\xFF\"," + rest,
          R"({"accessKeyId":"a","secretAccessKey":"s","sessionToken":"t"})"s,
          Body(kInAnHour, std::string(16385, 's')), Body(kInAnHour) + "x",
          std::string(60000, '['),
          R"({"x":)" + std::string(60000, '[') + std::string(60000, ']') + "," +
              R"("accessKeyId":"a",)" + rest,
          std::string(), "\0"s})
        EXPECT_FALSE(ParseS3Answer(text)) << text.substr(0, 80);
}
