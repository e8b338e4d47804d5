// SPDX-License-Identifier: MIT
#include "vsi/transport/http.h"

#include "tests/support/fakes.h"
#include "tests/support/loopback_server.h"
#include "tests/support/option_guard.h"
#include "vsi/base/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

using namespace hlsts;
using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace
{

std::string Message(int status, const std::string &headers,
                    const std::string &body)
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

class HttpTest : public testing::Test
{
  protected:
    static Result<HttpResponse, AccessError> Send(const HttpRequest &request,
                                                  Duration time = Duration(5s))
    {
        return MakeCurlClient()->Send(request, SystemClock().Now() + time);
    }

    static HttpRequest RequestFor(const std::string &url)
    {
        HttpRequest request;
        request.url = UrlOf(url);
        request.headers.emplace_back("Authorization",
                                     Secret("Bearer PLANTED-TOKEN"));
        return request;
    }

    OptionGuard m_options{};
};

}  // namespace

TEST_F(HttpTest, SendsAndReceives)
{
    LoopbackServer server(
        [](const std::string &)
        { return Message(404, "X-Name:  v  \r\nDATE: d\r\n", "body"); });
    const auto response = Send(RequestFor(server.Origin() + "/a/../b?c=d"));
    ASSERT_TRUE(response) << response.GetError().message;
    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->GetHeader("x-name"), "v");
    EXPECT_EQ(response->GetHeader("date"), "d");
    EXPECT_EQ(response->GetHeader("none"), "");
    EXPECT_EQ(response->body.Reveal(), "body");
    EXPECT_FALSE(response->bodyTooLong);
    const std::string request = server.Requests().at(0);
    EXPECT_THAT(request, StartsWith("GET /a/../b?c=d HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Authorization: Bearer PLANTED-TOKEN\r\n"));
    EXPECT_THAT(request, HasSubstr("User-Agent: gdal_HLSTS/" HLSTS_VERSION));
}

TEST_F(HttpTest, Posts)
{
    LoopbackServer server([](const std::string &)
                          { return Message(200, "", "{}"); });
    HttpRequest request = RequestFor(server.Origin() + "/api");
    request.method = "POST";
    ASSERT_TRUE(Send(request));
    const std::string sent = server.Requests().at(0);
    EXPECT_THAT(sent, StartsWith("POST /api HTTP/1.1\r\n"));
    EXPECT_THAT(sent, HasSubstr("Content-Length: 0\r\n"));
}

TEST_F(HttpTest, ARedirectIsAnAnswer)
{
    LoopbackServer thief([](const std::string &)
                         { return Message(200, "", "stolen"); });
    LoopbackServer server(
        [&thief](const std::string &)
        { return Message(307, "Location: " + thief.Origin() + "/\r\n", ""); });
    const auto response = Send(RequestFor(server.Origin() + "/"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 307);
    EXPECT_TRUE(response->IsRedirect());
    EXPECT_TRUE(thief.Requests().empty());
}

TEST_F(HttpTest, NeitherCookiesNorNetrcNorUserHeaders)
{
    m_options.Set("GDAL_HTTP_HEADERS", "X-User: PLANTED-HEADER");
    m_options.Set("GDAL_HTTP_USERPWD", "u:p");
    m_options.Set("GDAL_HTTP_NETRC", "YES");
    char folder[] = "/tmp/hlsts-http-XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    const std::string file = folder + "/.netrc"s;
    FILE *text = std::fopen(file.c_str(), "w");
    std::fputs("machine 127.0.0.1 login u password p\n"
               "default login d password p\n",
               text);
    std::fclose(text);
    const char *home = std::getenv("HOME");
    const std::string oldHome = home ? home : "";
    setenv("HOME", folder, 1);

    LoopbackServer server([](const std::string &)
                          { return Message(200, "Set-Cookie: a=b\r\n", ""); });
    const auto client = MakeCurlClient();
    HttpRequest request;
    request.url = UrlOf(server.Origin() + "/");
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(client->Send(request, SystemClock().Now() + 5s));
    setenv("HOME", oldHome.c_str(), 1);
    std::remove(file.c_str());
    rmdir(folder);
    ASSERT_EQ(server.Requests().size(), 2u);
    for (const std::string &sent : server.Requests())
    {
        EXPECT_THAT(sent, Not(HasSubstr("Authorization"))) << sent;
        EXPECT_THAT(sent, Not(HasSubstr("Cookie")));
        EXPECT_THAT(sent, Not(HasSubstr("PLANTED")));
    }
}

TEST_F(HttpTest, HeadersOfOneRequestDontStayForTheNext)
{
    LoopbackServer server([](const std::string &)
                          { return Message(200, "", ""); });
    const auto client = MakeCurlClient();
    HttpRequest request = RequestFor(server.Origin() + "/");
    request.method = "POST";
    request.body = Secret("PLANTED-BODY");
    ASSERT_TRUE(client->Send(request, SystemClock().Now() + 5s));
    HttpRequest plain;
    plain.url = request.url;
    ASSERT_TRUE(client->Send(plain, SystemClock().Now() + 5s));
    EXPECT_THAT(server.Requests().at(1), StartsWith("GET / "));
    EXPECT_THAT(server.Requests().at(1), Not(HasSubstr("PLANTED")));
}

TEST_F(HttpTest, PlainHttpToAnotherMachineIsRefused)
{
    const auto response =
        Send(RequestFor("http://urs.earthdata.nasa.gov/x?q=PLANTED-QUERY"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(response.GetError().message, HasSubstr("plain http"));
    EXPECT_THAT(response.GetError().message, Not(HasSubstr("PLANTED")));
}

TEST_F(HttpTest, BodiesAreCutAtTheLimit)
{
    LoopbackServer server(
        [](const std::string &)
        { return Message(200, "", std::string(10 * 1024 * 1024, 'x')); });
    const auto response = Send(RequestFor(server.Origin() + "/"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_TRUE(response->bodyTooLong);
    EXPECT_EQ(response->body.Reveal().size(), 64u * 1024);
}

TEST_F(HttpTest, ABodyOfExactlyTheLimitIsWhole)
{
    LoopbackServer server(
        [](const std::string &)
        { return Message(200, "", std::string(65536, 'x')); });
    const auto response = Send(RequestFor(server.Origin() + "/"));
    ASSERT_TRUE(response);
    EXPECT_FALSE(response->bodyTooLong);
}

TEST_F(HttpTest, EndlessHeadersAreCut)
{
    LoopbackServer server(
        [](const std::string &)
        {
            std::string headers;
            for (int i = 0; i < 2000; ++i)
                headers += "X-" + std::to_string(i) + ": " +
                           std::string(100, 'h') + "\r\n";
            return Message(200, headers, "");
        });
    EXPECT_FALSE(Send(RequestFor(server.Origin() + "/")));
}

TEST_F(HttpTest, TheDeadlineHolds)
{
    std::atomic<bool> stop{false};
    LoopbackServer server(
        [&stop](const std::string &)
        {
            for (int i = 0; i < 50 && !stop; ++i)
                std::this_thread::sleep_for(100ms);
            return ""s;
        });
    const SteadyTime start = SystemClock().Now();
    const auto response = Send(RequestFor(server.Origin() + "/"), 300ms);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.GetError().kind, AccessErrorKind::Transient);
    EXPECT_LT(SystemClock().Now() - start, 3s);
    stop = true;
}

TEST_F(HttpTest, NoTimeNoRequest)
{
    LoopbackServer server([](const std::string &)
                          { return Message(200, "", ""); });
    for (int i = 0; i < 20; ++i)
        EXPECT_FALSE(Send(RequestFor(server.Origin() + "/"), -1s));
    EXPECT_TRUE(server.Requests().empty());
}

TEST_F(HttpTest, BrokenAnswersAreTransient)
{
    for (const std::string &bytes :
         {""s, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"s,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"s,
          "nonsense\r\n\r\n"s})
    {
        LoopbackServer server([&bytes](const std::string &) { return bytes; });
        const auto response = Send(RequestFor(server.Origin() + "/"));
        ASSERT_FALSE(response) << bytes;
        EXPECT_EQ(response.GetError().kind, AccessErrorKind::Transient);
        EXPECT_THAT(response.GetError().message, Not(HasSubstr("PLANTED")));
    }
    const auto refused = Send(RequestFor("http://127.0.0.1:1/"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.GetError().kind, AccessErrorKind::Transient);
}

TEST_F(HttpTest, AHeaderValueCantBeginAnother)
{
    LoopbackServer server([](const std::string &)
                          { return Message(200, "", ""); });
    for (const auto &value : {"a\r\nX-Evil: 1"s, "a\nb"s, "a\0b"s})
    {
        HttpRequest request;
        request.url = UrlOf(server.Origin() + "/");
        request.headers.emplace_back("X-Name", Secret(value));
        EXPECT_FALSE(Send(request));
    }
    EXPECT_TRUE(server.Requests().empty());
}

TEST_F(HttpTest, ThisMachineIsNeverReachedThroughAProxy)
{
    LoopbackServer proxy([](const std::string &)
                         { return Message(200, "", "proxy"); });
    LoopbackServer server([](const std::string &)
                          { return Message(200, "", "server"); });
    m_options.Set("GDAL_HTTP_PROXY", proxy.Origin());
    m_options.Set("GDAL_HTTPS_PROXY", proxy.Origin());
    setenv("http_proxy", proxy.Origin().c_str(), 1);
    setenv("all_proxy", proxy.Origin().c_str(), 1);
    const auto response = Send(RequestFor(server.Origin() + "/"));
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body.Reveal(), "server");
    EXPECT_TRUE(proxy.Requests().empty());
}

TEST_F(HttpTest, AProxyGetsTheConnectOnly)
{
    LoopbackServer proxy(
        [](const std::string &) {
            return Message(407, "Proxy-Authenticate: Basic realm=\"p\"\r\n",
                           "");
        });
    m_options.Set("GDAL_HTTPS_PROXY", proxy.Origin());
    m_options.Set("GDAL_HTTP_PROXYUSERPWD", "proxyuser:PLANTED-PROXY");
    const auto response = Send(RequestFor("https://daac.invalid/x?PLANTED"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.GetError().kind, AccessErrorKind::Terminal);
    EXPECT_THAT(response.GetError().message, HasSubstr("HTTP 407"));
    EXPECT_THAT(response.GetError().message, HasSubstr("GDAL_HTTPS_PROXY"));
    EXPECT_THAT(response.GetError().message, Not(HasSubstr("PLANTED")));
    ASSERT_FALSE(proxy.Requests().empty());
    const std::string sent = proxy.Requests().at(0);
    EXPECT_THAT(sent, StartsWith("CONNECT daac.invalid:443 "));
    EXPECT_THAT(sent, HasSubstr("Proxy-Authorization: Basic"));
    EXPECT_THAT(sent, Not(HasSubstr("PLANTED-TOKEN")));
    EXPECT_THAT(sent, Not(HasSubstr("\r\nAuthorization")));
}

TEST(HttpAuthorization, Forms)
{
    EXPECT_EQ(BasicAuthorization(Secret("u"), Secret("p:q")).Reveal(),
              "Basic dTpwOnE=");
    EXPECT_EQ(BearerAuthorization(Secret("t")).Reveal(), "Bearer t");
}
