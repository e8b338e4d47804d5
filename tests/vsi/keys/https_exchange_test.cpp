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
constexpr char kAsk[] = "GET https://daac.test/b/k.tif";
constexpr char kAuthorize[] = "https://urs.test/oauth/authorize?state=1";
constexpr char kTokenCall[] =
    "POST https://urs.test/api/users/find_or_create_token";
constexpr char kSigned[] = "https://s3.test/b/k.tif?X-Amz-Date=20210601T000000Z"
                           "&X-Amz-Expires=3540&X-Amz-Signature=PLANTED-SIGN";

class HttpsExchangeTest : public testing::Test
{
  protected:
    Result<SignedUrl, AccessError> Fetch(const Login &login)
    {
        if (!m_bearers)
            m_bearers =
                std::make_shared<BearerSource>(login, http.Factory(), clock);
        HttpsObject object;
        object.url = UrlOf(kObject);
        HttpsExchange exchange(
            object, login, [this](const Login &) { return m_bearers; },
            [this](const Login &, const Url &) { return session; },
            http.Factory(), clock);
        return exchange.Fetch(clock.Now() + seconds(30));
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

    ScriptedHttp http{};
    FakeClock clock{};
    std::shared_ptr<LoginSession> session = std::make_shared<LoginSession>();

  private:
    std::shared_ptr<BearerSource> m_bearers{};
};

TEST_F(HttpsExchangeTest, TheBearerGivesASignedUrl)
{
    http.Expect(kAsk, Signed());
    const auto found = Fetch(TokenLogin());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->url.Reveal(), kSigned);
    EXPECT_TRUE(found->header.IsEmpty());
    EXPECT_EQ(found->host, "s3.test");
    EXPECT_EQ(found->expiry - clock.Now(), seconds(3499));
    EXPECT_EQ(http.SentHeader(0, "Authorization"), "Bearer PLANTED-TOKEN");
}

TEST_F(HttpsExchangeTest, AWrongLocalClockChangesNothing)
{
    clock.SkewWall(seconds(-7200));
    http.Expect(kAsk, Signed());
    EXPECT_EQ(Fetch(TokenLogin())->expiry - clock.Now(), seconds(3499));
}

TEST_F(HttpsExchangeTest, ARejectedTokenIsTriedOnceAMinute)
{
    http.Expect(kAsk, ToLogin());
    const auto first = Fetch(TokenLogin());
    ASSERT_FALSE(first);
    EXPECT_EQ(first.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(first.GetError().message,
                testing::HasSubstr("rejected the token"));
    EXPECT_FALSE(Fetch(TokenLogin()));
    clock.Advance(seconds(61));
    http.Expect(kAsk, Signed());
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
        http.Expect(kAsk, answer);
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
    http.Expect(kAsk, Page(200));
    const auto found = Fetch(TokenLogin());
    ASSERT_FALSE(found);
    EXPECT_THAT(found.GetError().message, testing::HasSubstr("login page"));
}

TEST_F(HttpsExchangeTest, AHostThatServesTheDataGetsTheHeaderAgain)
{
    http.Expect(kAsk, Reply(200, {{"content-type", "image/tiff"}}, "II*"));
    const auto found = Fetch(TokenLogin());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->url.Reveal(), kObject);
    EXPECT_EQ(found->header.Reveal(), "Authorization: Bearer PLANTED-TOKEN");
}

TEST_F(HttpsExchangeTest, ABearerFromAPasswordIsReplacedOnce)
{
    http.Expect(kTokenCall, JsonReply(200, R"({"access_token":"one"})"))
        .Expect(kAsk, ToLogin())
        .Expect(kTokenCall, JsonReply(200, R"({"access_token":"two"})"))
        .Expect(kAsk, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(http.SentHeader(3, "Authorization"), "Bearer two");
    EXPECT_FALSE(http.HostGot("daac.test", "PLANTED-PASSWORD"));
}

TEST_F(HttpsExchangeTest, TheSessionOfTheRedirectsServesTheNextObject)
{
    http.Expect(kTokenCall, Reply(404, {}))
        .Expect(kAsk, ToLogin())
        .Expect(std::string("GET ") + kAuthorize,
                RedirectTo(302, "https://daac.test/login?code=1"))
        .Expect("GET https://daac.test/login?code=1",
                RedirectTo(301, kObject, "asf-urs=PLANTED-COOKIE; Path=/"))
        .Expect(kAsk, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    http.Expect(kAsk, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_EQ(http.SentHeader(5, "Cookie"), "asf-urs=PLANTED-COOKIE");
    // It has ended: a new one, without another try for a bearer.
    http.Expect(kAsk, ToLogin())
        .Expect(kAsk, ToLogin())
        .Expect(std::string("GET ") + kAuthorize,
                RedirectTo(302, "https://daac.test/login?code=2"))
        .Expect("GET https://daac.test/login?code=2",
                RedirectTo(301, kObject, "asf-urs=PLANTED-NEW; Path=/"))
        .Expect(kAsk, Signed());
    EXPECT_TRUE(Fetch(PasswordLogin()));
    EXPECT_FALSE(http.HostGot("daac.test", "PLANTED-PASSWORD"));
    EXPECT_FALSE(http.HostGot("urs.test", "PLANTED-COOKIE"));
}

TEST_F(HttpsExchangeTest, AWrongPasswordEndsIt)
{
    http.Expect(kTokenCall, Reply(401, {}));
    const auto found = Fetch(PasswordLogin());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.GetError().httpStatus, 401);
    EXPECT_FALSE(Fetch(PasswordLogin()));
}

}  // namespace
}  // namespace hlsts
