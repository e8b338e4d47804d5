// SPDX-License-Identifier: MIT
// Stand-ins for the network in tests of the exchange.

#ifndef HLSTS_TESTS_SUPPORT_FAKES_H
#define HLSTS_TESTS_SUPPORT_FAKES_H

#include "vsi/base/mutex.h"
#include "vsi/transport/http.h"
#include "vsi/login/login.h"
#include "vsi/transport/retry.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** Gives always the same number. */
class FixedRandom final : public RandomSource
{
  public:
    explicit FixedRandom(double value) : m_value(value)
    {
    }

    double Uniform() override
    {
        return m_value;
    }

  private:
    double m_value;
};

/** A URL that is known to be right. */
inline Url UrlOf(const std::string &text)
{
    const auto url = ParseUrl(text);
    EXPECT_TRUE(url) << text;
    return url ? *url : Url{};
}

inline HttpResponse
Reply(int status, std::vector<std::pair<std::string, std::string>> headers,
      const std::string &body = "")
{
    HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    response.body = Secret(body);
    return response;
}

inline HttpResponse JsonReply(int status, const std::string &body)
{
    return Reply(status, {{"content-type", "application/json; charset=utf-8"}},
                 body);
}

inline HttpResponse Page(int status, const std::string &title = "Login")
{
    return Reply(status, {{"content-type", "text/html; charset=utf-8"}},
                 "<!DOCTYPE html><html><title>" + title + "</title></html>");
}

inline HttpResponse RedirectTo(int status, const std::string &location,
                               const std::string &cookie = "")
{
    HttpResponse response = Reply(status, {{"location", location}});
    if (!cookie.empty())
        response.headers.emplace_back("set-cookie", cookie);
    return response;
}

/** An error as the HTTP client reports it when no answer came. */
inline AccessError NoAnswer()
{
    AccessError error;
    error.kind = AccessErrorKind::Transient;
    error.message = "no answer in the time allowed";
    return error;
}

/** A network that expects certain requests in a certain order.
 *
 * A request that isn't the next expected one fails the test. All requests are
 * recorded, to be searched for secrets. Safe for concurrent use. Must outlive
 * its clients.
 */
class ScriptedHttp
{
  public:
    using Answer = Result<HttpResponse, AccessError>;

    ~ScriptedHttp()
    {
        EXPECT_EQ(m_next, m_steps.size()) << "requests that never came";
    }

    /** @param request "GET https://host/path". */
    ScriptedHttp &Expect(const std::string &request, Answer answer)
    {
        const MutexLock lock(m_mutex);
        m_steps.push_back({request, std::move(answer)});
        return *this;
    }

    HttpClientFactory Factory()
    {
        return [this] { return std::make_unique<Client>(*this); };
    }

    std::vector<HttpRequest> GetSent() const
    {
        const MutexLock lock(m_mutex);
        return m_sent;
    }

    /** The value of a header of the n-th request, or "". */
    std::string GetSentHeader(std::size_t n, const std::string &name) const
    {
        const MutexLock lock(m_mutex);
        for (const auto &[key, value] : m_sent.at(n).headers)
        {
            if (key == name)
                return value.Reveal();
        }
        return {};
    }

    /** Whether any part of the requests to a host holds a text. */
    bool HasHostGot(const std::string &host, const std::string &text) const
    {
        const MutexLock lock(m_mutex);
        for (const HttpRequest &request : m_sent)
        {
            if (request.url.host != host)
                continue;
            if (request.url.Text().find(text) != std::string::npos ||
                request.body.Reveal().find(text) != std::string::npos)
                return true;
            for (const auto &header : request.headers)
            {
                if (header.second.Reveal().find(text) != std::string::npos)
                    return true;
            }
        }
        return false;
    }

  private:
    struct Step
    {
        std::string request;
        Answer answer;
    };

    class Client final : public HttpClient
    {
      public:
        explicit Client(ScriptedHttp &script) : m_script(script)
        {
        }

        Answer Send(const HttpRequest &request, SteadyTime) override
        {
            return m_script.Play(request);
        }

      private:
        ScriptedHttp &m_script;
    };

    Answer Play(const HttpRequest &request)
    {
        const MutexLock lock(m_mutex);
        m_sent.push_back(request);
        const std::string line = request.method + " " + request.url.Text();
        if (m_next >= m_steps.size())
        {
            ADD_FAILURE() << "unexpected request: " << line;
            return NoAnswer();
        }
        const Step &step = m_steps[m_next++];
        EXPECT_EQ(step.request, line);
        return step.answer;
    }

    mutable Mutex m_mutex{};
    std::vector<Step> m_steps HLSTS_GUARDED_BY(m_mutex){};
    std::size_t m_next HLSTS_GUARDED_BY(m_mutex) = 0;
    std::vector<HttpRequest> m_sent HLSTS_GUARDED_BY(m_mutex){};
};

/** Logins for tests. Their secrets are unmistakable texts. */
inline Login PasswordLogin(const std::string &host = "https://urs.test")
{
    Login login;
    login.kind = Login::Kind::UserPassword;
    login.source = "EARTHDATA_USERNAME and EARTHDATA_PASSWORD";
    login.user = Secret("planted_user");
    login.password = Secret("PLANTED-PASSWORD");
    login.host = UrlOf(host);
    return login;
}

inline Login TokenLogin(const std::string &token = "PLANTED-TOKEN",
                        const std::string &host = "https://urs.test")
{
    Login login;
    login.kind = Login::Kind::Token;
    login.source = "EARTHDATA_TOKEN";
    login.token = Secret(token);
    login.host = UrlOf(host);
    return login;
}

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_FAKES_H
