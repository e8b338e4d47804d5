// SPDX-License-Identifier: MIT
#include "vsi/keys/server_answer.h"

#include "tests/support/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

const Endpoint kEndpoint{UrlOf("https://daac.test/s3credentials"), ""};

AccessError Explained(const HttpResponse &response, const Login &login,
                      const std::string &from = "https://daac.test/",
                      const Endpoint &endpoint = kEndpoint)
{
    return ExplainAnswer(response, UrlOf(from), endpoint, login,
                         login.kind == Login::Kind::Token, 1622505600);
}

}  // namespace

TEST(ExplainAnswer, EveryMessageNamesEndpointAndSource)
{
    for (const int status : {200, 302, 400, 401, 403, 404, 418, 424, 503})
    {
        const auto error = Explained(Page(status), TokenLogin());
        EXPECT_THAT(error.message, testing::HasSubstr("https://daac.test"));
        EXPECT_THAT(error.message,
                    testing::HasSubstr("login: EARTHDATA_TOKEN"));
        EXPECT_THAT(error.message, testing::Not(testing::HasSubstr("PLANTED")));
        EXPECT_EQ(error.httpStatus, status);
    }
}

TEST(ExplainAnswer, ClassOfEachStatus)
{
    for (const int status : {408, 424, 429, 500, 502, 503, 504})
        EXPECT_EQ(Explained(Page(status), TokenLogin()).kind,
                  AccessErrorKind::Transient)
            << status;
    for (const int status : {200, 301, 302, 303, 307, 400, 401, 403, 404, 418})
        EXPECT_EQ(Explained(Page(status), TokenLogin()).kind,
                  AccessErrorKind::Terminal)
            << status;
}

TEST(ExplainAnswer, RetryAfter)
{
    HttpResponse response = Page(503);
    response.headers.emplace_back("retry-after", "17");
    EXPECT_EQ(Explained(response, TokenLogin()).retryAfter, 17s);
    // By the server's own clock, which is an hour ahead of ours.
    response = Page(429);
    response.headers.emplace_back("date", "Tue, 01 Jun 2021 01:00:00 GMT");
    response.headers.emplace_back("retry-after",
                                  "Tue, 01 Jun 2021 01:00:09 GMT");
    EXPECT_EQ(Explained(response, TokenLogin()).retryAfter, 9s);
}

TEST(ExplainAnswer, LoginPageAndRedirectMeanARejectedToken)
{
    const std::string text = "Earthdata Login rejected the token (login page)";
    EXPECT_THAT(Explained(Page(200), TokenLogin()).message,
                testing::HasSubstr(text));
    EXPECT_THAT(
        Explained(RedirectTo(307, "https://urs.test/"), TokenLogin()).message,
        testing::HasSubstr(text));
    EXPECT_THAT(Explained(Page(200), TokenLogin()).message,
                testing::HasSubstr("https://urs.test/profile"));
}

TEST(ExplainAnswer, WrongPassword)
{
    const auto error = Explained(Page(401), PasswordLogin(),
                                 "https://urs.test/oauth/authorize");
    EXPECT_THAT(error.message,
                testing::HasSubstr("refused the user name or password"));
    EXPECT_THAT(error.message, testing::HasSubstr("EARTHDATA_PASSWORD"));
}

TEST(ExplainAnswer, LicenceWithTheApprovalUrl)
{
    const auto error = Explained(
        JsonReply(
            403,
            R"({"status_code":403,"error":"invalid_token",)"
            R"("error_description":"EULA Acceptance Failure","resolution_url":)"
            R"("https://urs.earthdata.nasa.gov/approve_app?client_id=BO_x"})"),
        TokenLogin());
    EXPECT_THAT(error.message, testing::HasSubstr("EULA Acceptance Failure"));
    EXPECT_THAT(
        error.message,
        testing::HasSubstr(
            "https://urs.earthdata.nasa.gov/approve_app?client_id=BO_x"));
    EXPECT_THAT(Explained(Page(403), TokenLogin()).message,
                testing::HasSubstr("https://urs.test/profile"));
}

TEST(ExplainAnswer, ServersWordsAreCheckedBeforeTheyAreShown)
{
    const auto shown = [](const std::string &url, const std::string &words)
    {
        return Explained(
                   JsonReply(403, R"({"error":"x","error_description":")" +
                                      words + R"(","resolution_url":")" + url +
                                      R"("})"),
                   TokenLogin())
            .message;
    };
    EXPECT_THAT(shown("http://evil.test/x", "w"),
                testing::Not(testing::HasSubstr("evil")));
    EXPECT_THAT(shown("javascript:evil", "w"),
                testing::Not(testing::HasSubstr("evil")));
    EXPECT_THAT(shown("https://h/?t=PLANTED-TOKEN", "w"),
                testing::Not(testing::HasSubstr("PLANTED")));
    EXPECT_THAT(shown("", "your token PLANTED-TOKEN is bad"),
                testing::Not(testing::HasSubstr("PLANTED")));
    EXPECT_THAT(shown("", "a\\u001b[31mb"),
                testing::Not(testing::HasSubstr("\x1b")));
    EXPECT_THAT(shown("", std::string(400, 'w')),
                testing::Not(testing::HasSubstr("wwww")));
}

TEST(ExplainAnswer, WrongEndpointNamesTheSetting)
{
    const Endpoint ours{UrlOf("https://daac.test/s3credentials"),
                        "VSIEARTHDATA_CREDENTIALS_URL"};
    EXPECT_THAT(
        Explained(Page(404), TokenLogin(), "https://daac.test/", ours).message,
        testing::HasSubstr("Check the URL in VSIEARTHDATA_CREDENTIALS_URL"));
}

TEST(ExplainAnswer, SaysWhenTheTokenExpired)
{
    // exp 1622419200 is a day before the moment of the test.
    const auto error = Explained(RedirectTo(302, "https://urs.test/"),
                                 TokenLogin("h.eyJleHAiOjE2MjI0MTkyMDB9.s"));
    EXPECT_THAT(error.message, testing::HasSubstr("expired 24 hours ago"));
}

TEST(IsTokenRejected, OnlyWhatIsAboutTheToken)
{
    EXPECT_TRUE(IsTokenRejected(Page(200)));
    EXPECT_TRUE(IsTokenRejected(Page(401)));
    EXPECT_TRUE(IsTokenRejected(RedirectTo(307, "/")));
    EXPECT_TRUE(IsTokenRejected(JsonReply(
        403, R"({"error":"invalid_token","error_description":"revoked"})")));
    EXPECT_FALSE(IsTokenRejected(JsonReply(
        403, R"({"error":"invalid_token","error_description":"EULA x"})")));
    EXPECT_FALSE(IsTokenRejected(JsonReply(200, "{}")));
    EXPECT_FALSE(IsTokenRejected(Page(403)));
    EXPECT_FALSE(IsTokenRejected(Page(503)));
}
