// SPDX-License-Identifier: MIT
// The exchange with a data centre's HTTPS host, in all the ways it can go.

#include "vsi/keys/https_exchange.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"

#include <gmock/gmock.h>

namespace hlsts
{
namespace
{

using std::chrono::seconds;

constexpr char kObject[] = "https://daac.test/b/k.tif";
constexpr char kObjectRequest[] = "GET https://daac.test/b/k.tif";
constexpr char kAuthorize[] = "https://urs.test/oauth/authorize?state=1";
constexpr char kTokenRequest[] =
    "POST https://urs.test/api/users/find_or_create_token";
constexpr char kSigned[] = "https://s3.test/b/k.tif?X-Amz-Date=20210601T000000Z"
                           "&X-Amz-Expires=3540&X-Amz-Signature=PLANTED-SIGN";

class HttpsExchangeTest : public testing::Test
{
  protected:
    Result<SignedUrl, AccessError> Fetch(const Login &login)
    {
        if (!m_bearers)
            m_bearers = std::make_shared<BearerSource>(login, m_http.Factory(),
                                                       m_clock);
        HttpsObject object;
        object.url = UrlOf(kObject);
        HttpsExchange exchange(
            object, login, [this](const Login &) { return m_bearers; },
            [this](const Login &, const Url &) { return m_session; },
            m_http.Factory(), m_clock);
        return exchange.Fetch(m_clock.Now() + seconds(30));
    }

    static HttpResponse Signed(const std::string &url = kSigned)
    {
        HttpResponse response = RedirectTo(303, url);
        response.headers.emplace_back("date", "Tue, 01 Jun 2021 00:00:40 GMT");
        return response;
    }

    static HttpResponse ToLogin()
    {
        return RedirectTo(307, kAuthorize);
    }

    ScriptedHttp m_http{};
    FakeClock m_clock{};
    std::shared_ptr<LoginSession> m_session = std::make_shared<LoginSession>();

  private:
    std::shared_ptr<BearerSource> m_bearers{};
};

TEST_F(HttpsExchangeTest, TheBearerGivesASignedUrl)
{
    m_http.Expect(kObjectRequest, Signed());
    const auto found = Fetch(TokenLogin());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->url.Reveal(), kSigned);
    EXPECT_TRUE(found->header.IsEmpty());
    EXPECT_EQ(found->host, "s3.test");
    EXPECT_EQ(found->expiry - m_clock.Now(), seconds(3499));
    EXPECT_EQ(m_http.GetSentHeader(0, "Authorization"), "Bearer PLANTED-TOKEN");
}

TEST_F(HttpsExchangeTest, AWrongLocalClockChangesNothing)
{
    m_clock.SkewWall(seconds(-7200));
    m_http.Expect(kObjectRequest, Signed());
    EXPECT_EQ(Fetch(TokenLogin())->expiry - m_clock.Now(), seconds(3499));
}

TEST_F(HttpsExchangeTest, ARejectedTokenIsTriedOnceAMinute)
{
    m_http.Expect(kObjectRequest, ToLogin());
    const auto first = Fetch(TokenLogin());
    ASSERT_FALSE(first);
    EXPECT_EQ(first.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(first.GetError().message,
                testing::HasSubstr("rejected the token"));
    EXPECT_FALSE(Fetch(TokenLogin()));
    m_clock.Advance(seconds(61));
    m_http.Expect(kObjectRequest, Signed());
    EXPECT_TRUE(Fetch(TokenLogin()));
}

TEST_F(HttpsExchangeTest, OtherAnswers)
{
    const std::pair<HttpResponse, AccessErrorKind> cases[] = {
        {Page(404), AccessErrorKind::NotFound},
        {JsonReply(403, R"({"error_description":"EULA Acceptance Failure",
                       "resolution_url":"https://urs.test/approve"})"),
         AccessErrorKind::Terminal},
        {Reply(503, {{"retry-after", "7"}}), AccessErrorKind::Transient},
        {Signed("https://s3.test/k?X-Amz-Date=20210531T000000Z&X-Amz-Expires=9"
                "&X-Amz-Signature=a"),
         AccessErrorKind::Transient},
        {Signed("http://s3.test/k?X-Amz-Signature=a"),
         AccessErrorKind::Terminal},
        {Signed("https://thief.test/k"), AccessErrorKind::Terminal},
        {Signed(kObject), AccessErrorKind::Terminal},
    };
    for (const auto &[answer, kind] : cases)
    {
        m_http.Expect(kObjectRequest, answer);
        const auto found = Fetch(TokenLogin());
        ASSERT_FALSE(found);
        const AccessError &error = found.GetError();
        EXPECT_EQ(error.kind, kind) << error.message;
        EXPECT_THAT(error.message,
                    testing::Not(testing::HasSubstr("Signature")));
        EXPECT_THAT(error.message, testing::Not(testing::HasSubstr("PLANTED")));
        if (answer.status == 503)
        {
            EXPECT_EQ(error.retryAfter, seconds(7));
        }
        if (answer.status == 403)
        {
            EXPECT_THAT(error.message,
                        testing::HasSubstr("https://urs.test/approve"));
        }
    }
}

TEST_F(HttpsExchangeTest, ALoginPageIsNoData)
{
    m_http.Expect(kObjectRequest, Page(200));
    const auto found = Fetch(TokenLogin());
    ASSERT_FALSE(found);
    EXPECT_THAT(found.GetError().message, testing::HasSubstr("login page"));
}

TEST_F(HttpsExchangeTest, AHostThatServesTheDataGetsTheHeaderAgain)
{
    m_http.Expect(kObjectRequest,
                  Reply(200, {{"content-type", "image/tiff"}}, "II*"));
    const auto found = Fetch(TokenLogin());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->url.Reveal(), kObject);
    EXPECT_EQ(found->header.Reveal(), "Authorization: Bearer PLANTED-TOKEN");
}

TEST_F(HttpsExchangeTest, ABearerFromAPasswordIsReplacedOnce)
{
    m_http.Expect(kTokenRequest, JsonReply(200, R"({"access_token":"one"})"))
        .Expect(kObjectRequest, ToLogin())
        .Expect(kTokenRequest, JsonReply(200, R"({"access_token":"two"})"))
        .Expect(kObjectRequest, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(m_http.GetSentHeader(3, "Authorization"), "Bearer two");
    EXPECT_FALSE(m_http.HasHostGot("daac.test", "PLANTED-PASSWORD"));
}

TEST_F(HttpsExchangeTest, TheSessionOfTheRedirectsServesTheNextObject)
{
    m_http.Expect(kTokenRequest, Reply(404, {}))
        .Expect(kObjectRequest, ToLogin())
        .Expect(std::string("GET ") + kAuthorize,
                RedirectTo(302, "https://daac.test/login?code=1"))
        .Expect("GET https://daac.test/login?code=1",
                RedirectTo(301, kObject, "asf-urs=PLANTED-COOKIE; Path=/"))
        .Expect(kObjectRequest, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    m_http.Expect(kObjectRequest, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(m_http.GetSentHeader(5, "Cookie"), "asf-urs=PLANTED-COOKIE");
    // When that session has ended, a new one is made without another request
    // for a bearer.
    m_http.Expect(kObjectRequest, ToLogin())
        .Expect(kObjectRequest, ToLogin())
        .Expect(std::string("GET ") + kAuthorize,
                RedirectTo(302, "https://daac.test/login?code=2"))
        .Expect("GET https://daac.test/login?code=2",
                RedirectTo(301, kObject, "asf-urs=PLANTED-NEW; Path=/"))
        .Expect(kObjectRequest, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_FALSE(m_http.HasHostGot("daac.test", "PLANTED-PASSWORD"));
    EXPECT_FALSE(m_http.HasHostGot("urs.test", "PLANTED-COOKIE"));
}

TEST_F(HttpsExchangeTest, AWrongPasswordEndsIt)
{
    m_http.Expect(kTokenRequest, Reply(401, {}));
    const auto found = Fetch(PasswordLogin());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.GetError().httpStatus, 401);
    EXPECT_FALSE(Fetch(PasswordLogin()));
}

}  // namespace
}  // namespace hlsts
