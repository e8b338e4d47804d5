// SPDX-License-Identifier: MIT
#include "vsi/keys/bearer.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fakes.h"
#include "vsi/base/base64.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <string>
#include <thread>
#include <vector>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

constexpr char kFind[] = "POST https://urs.test/api/users/find_or_create_token";
constexpr char kCreate[] = "POST https://urs.test/api/users/token";
constexpr char kList[] = "GET https://urs.test/api/users/tokens";

std::string RevokeOf(const std::string &token)
{
    return "POST https://urs.test/api/users/revoke_token?token=" + token;
}

/** A token that states its end, `life` from the test clock's start. */
std::string Jwt(const std::string &name, std::chrono::seconds life)
{
    std::string payload =
        Base64Encode(R"({"uid":")" + name + R"(","exp":)" +
                     std::to_string(FakeClock::kStart + life.count()) + "}");
    while (payload.back() == '=')
        payload.pop_back();
    return "h." + payload + ".s";
}

std::string Body(const std::string &token,
                 const std::string &date = "12/15/2021")
{
    return R"({"access_token":")" + token +
           R"(","token_type":"Bearer","expiration_date":")" + date + R"("})";
}

HttpResponse TokenLimit()
{
    return JsonReply(403, R"({"error":"max_token_limit",)"
                          R"("error_description":"Max 2 tokens"})");
}

class BearerTest : public testing::Test
{
  protected:
    Result<Secret, AccessError> Get()
    {
        return m_source.Get(m_clock.Now() + 30s);
    }

    Result<Secret, AccessError> Replace(const std::string &rejected)
    {
        return m_source.Replace(Secret(rejected), m_clock.Now() + 30s);
    }

    std::string Value(const Result<Secret, AccessError> &result)
    {
        return result ? result->Reveal() : result.GetError().message;
    }

    FakeClock m_clock{};
    ScriptedHttp m_http{};
    BearerSource m_source{PasswordLogin(), m_http.Factory(), m_clock};
};

}  // namespace

TEST_F(BearerTest, IsFetchedOnce)
{
    const std::string token = Jwt("a", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(token)));
    EXPECT_EQ(Value(Get()), token);
    EXPECT_EQ(Value(Get()), token);
    EXPECT_EQ(m_http.GetSentHeader(0, "Authorization"),
              "Basic cGxhbnRlZF91c2VyOlBMQU5URUQtUEFTU1dPUkQ=");
}

/** A flag that an exception left set would make all later threads wait in vain.
 */
TEST_F(BearerTest, AnExceptionIsAFailureAndTheNextMayFetch)
{
    const std::string token = Jwt("a", 1440h);
    bool throws = true;
    const HttpClientFactory usual = m_http.Factory();
    BearerSource source(
        PasswordLogin(),
        [&]() -> std::unique_ptr<HttpClient>
        {
            if (throws)
                throw std::bad_alloc();
            return usual();
        },
        m_clock);
    const auto get = [&] { return source.Get(m_clock.Now() + 30s); };
    const auto failed = get();
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.GetError().message, testing::HasSubstr("out of memory"));
    throws = false;
    m_http.Expect(kFind, JsonReply(200, Body(token)));
    EXPECT_EQ(Value(get()), token);
}

TEST_F(BearerTest, RenewedBeforeItEnds)
{
    const std::string first = Jwt("a", 1440h);
    const std::string second = Jwt("b", 2880h);
    m_http.Expect(kFind, JsonReply(200, Body(first)));
    EXPECT_EQ(Value(Get()), first);
    m_clock.Advance(1415h);
    EXPECT_EQ(Value(Get()), first);
    m_clock.Advance(2h);
    m_http.Expect(kFind, JsonReply(200, Body(second)));
    EXPECT_EQ(Value(Get()), second);
}

TEST_F(BearerTest, ExpirationDateIsUsedWhereTheTokenSaysNothing)
{
    // The clock begins on 2021-06-01.
    m_http.Expect(kFind, JsonReply(200, Body("opaque1", "06/05/2021")));
    EXPECT_EQ(Value(Get()), "opaque1");
    m_clock.Advance(71h);
    EXPECT_EQ(Value(Get()), "opaque1");
    m_clock.Advance(2h);
    m_http.Expect(kFind, JsonReply(200, Body("opaque2", "08/01/2021")));
    EXPECT_EQ(Value(Get()), "opaque2");
}

TEST_F(BearerTest, AFailedRenewalKeepsTheOldOneUntilItsEnd)
{
    const std::string first = Jwt("a", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(first)));
    EXPECT_EQ(Value(Get()), first);
    m_clock.Advance(1430h);
    m_http.Expect(kFind, JsonReply(503, "{}"));
    EXPECT_EQ(Value(Get()), first);
    EXPECT_EQ(Value(Get()), first) << "not fetched again at once";
    m_clock.Advance(61s);
    m_http.Expect(kFind, NoAnswer());
    EXPECT_EQ(Value(Get()), first);
    m_clock.Advance(10h);
    m_http.Expect(kFind, JsonReply(503, "{}"));
    EXPECT_FALSE(Get());
}

TEST_F(BearerTest, ATokenThatEndsTodayIsReplacedByANewOne)
{
    const std::string fresh = Jwt("b", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(Jwt("a", 3h))))
        .Expect(kCreate, JsonReply(200, Body(fresh)));
    EXPECT_EQ(Value(Get()), fresh);
}

TEST_F(BearerTest, AtTheLimitTheYoungerTokenIsUsed)
{
    const std::string endingToday = Jwt("a", 3h);
    const std::string fresh = Jwt("b", 900h);
    m_http.Expect(kFind, JsonReply(200, Body(endingToday)))
        .Expect(kCreate, TokenLimit())
        .Expect(kList, JsonReply(200, "[" + Body(endingToday) + "," +
                                          Body(fresh) + "]"));
    EXPECT_EQ(Value(Get()), fresh);
}

TEST_F(BearerTest, AtTheLimitATokenThatEndsTodayIsRevokedIfNoneIsGood)
{
    const std::string endingToday = Jwt("a", 3h);
    const std::string alsoEndingToday = Jwt("b", 5h);
    const std::string fresh = Jwt("c", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(endingToday)))
        .Expect(kCreate, TokenLimit())
        .Expect(kList, JsonReply(200, R"({"tokens":[)" + Body(endingToday) +
                                          "," + Body(alsoEndingToday) + "]}"))
        .Expect(RevokeOf(endingToday), JsonReply(200, "{}"))
        .Expect(kCreate, JsonReply(200, Body(fresh)));
    EXPECT_EQ(Value(Get()), fresh);
}

TEST_F(BearerTest, ATokenThatEndsTodayIsBetterThanNone)
{
    const std::string endingToday = Jwt("a", 3h);
    m_http.Expect(kFind, JsonReply(200, Body(endingToday)))
        .Expect(kCreate, JsonReply(500, "x"));
    EXPECT_EQ(Value(Get()), endingToday);
}

TEST_F(BearerTest, ARejectedTokenIsReplacedOnceAMinute)
{
    const std::string first = Jwt("a", 1440h);
    const std::string second = Jwt("b", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(first)));
    EXPECT_EQ(Value(Get()), first);
    m_http.Expect(kFind, JsonReply(200, Body(first)))
        .Expect(kCreate, JsonReply(200, Body(second)));
    EXPECT_EQ(Value(Replace(first)), second);
    EXPECT_EQ(Value(Replace(first)), second) << "already replaced";
    EXPECT_FALSE(Replace(second)) << "would wear out the account's tokens";
}

/** The user's other programs may be able to use it. */
TEST_F(BearerTest, ARejectedTokenIsNotRevokedBeforeItsLastDay)
{
    const std::string first = Jwt("a", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(first)));
    EXPECT_EQ(Value(Get()), first);
    m_http.Expect(kFind, JsonReply(200, Body(first)))
        .Expect(kCreate, TokenLimit())
        .Expect(kList, JsonReply(200, "[" + Body(first) + "]"));
    EXPECT_FALSE(Replace(first));
}

TEST_F(BearerTest, ARejectedTokenThatEndsTodayMakesRoom)
{
    const std::string first = Jwt("a", 3h);
    const std::string second = Jwt("b", 1440h);
    m_http.Expect(kFind, JsonReply(200, Body(first)))
        .Expect(kCreate, Page(500));
    EXPECT_EQ(Value(Get()), first);
    m_http.Expect(kFind, JsonReply(200, Body(first)))
        .Expect(kCreate, TokenLimit())
        .Expect(kList, JsonReply(200, "[" + Body(first) + "]"))
        .Expect(RevokeOf(first), JsonReply(200, "{}"))
        .Expect(kCreate, JsonReply(200, Body(second)));
    EXPECT_EQ(Value(Replace(first)), second);
}

TEST_F(BearerTest, AWrongPasswordIsTriedOnceAMinute)
{
    m_http.Expect(kFind, Page(401));
    const auto refused = Get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.GetError().httpStatus, 401);
    EXPECT_THAT(refused.GetError().message,
                testing::HasSubstr("EARTHDATA_PASSWORD"));
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(Get());
    m_clock.Advance(61s);
    m_http.Expect(kFind, JsonReply(200, Body("token")));
    EXPECT_TRUE(Get());
}

TEST_F(BearerTest, AnswersWithoutATokenAreErrors)
{
    m_http.Expect(kFind, Page(200))
        .Expect(kFind, JsonReply(200, R"({"access_token":5})"))
        .Expect(kFind, JsonReply(200, R"({"access_token":"a\r\nb"})"))
        .Expect(kFind, RedirectTo(302, "https://thief.test/"))
        .Expect(kFind, Page(404));
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(Get());
    EXPECT_FALSE(m_http.HasHostGot("thief.test", ""));
}

TEST_F(BearerTest, ManyThreadsFetchOnce)
{
    m_http.Expect(kFind, JsonReply(200, Body("token")));
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back(
            [this, &good]
            {
                const auto token = Get();
                good += token && token->Reveal() == "token" ? 1 : 0;
            });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(good, 16);
}

TEST(BearerSource, ATokenLoginNeedsNoRequest)
{
    FakeClock clock;
    ScriptedHttp http;
    BearerSource source(TokenLogin(), http.Factory(), clock);
    EXPECT_EQ(source.Get(clock.Now() + 30s)->Reveal(), "PLANTED-TOKEN");
    EXPECT_FALSE(source.Replace(Secret("PLANTED-TOKEN"), clock.Now() + 30s));
}
