// SPDX-License-Identifier: MIT
// What becomes of connections that break.

#include "vsi/transport/range_client.h"

#include "tests/support/loopback_server.h"
#include "vsi/access/https_grant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

AccessErrorKind KindOf(const RangeRequest &request)
{
    return request.failure
               ? JudgeHttpsFailure(*request.failure, "p", "a", "l", "d")
                     .error.kind
               : AccessErrorKind::NotFound;
}

RangeRequest Fetched(const std::string &url)
{
    std::vector<RangeRequest> requests(1);
    requests[0].range = {0, 4};
    CurlRangeClient().Fetch({Secret(url), Secret()}, requests);
    return requests[0];
}

// Hears the beginning of a handshake, says `last` and ends the connection.
class HandshakeBreaker
{
  public:
    explicit HandshakeBreaker(std::string last) : m_last(std::move(last))
    {
        m_socket = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto *any = reinterpret_cast<sockaddr *>(&address);
        socklen_t length = sizeof(address);
        if (bind(m_socket, any, length) != 0 || listen(m_socket, 16) != 0 ||
            getsockname(m_socket, any, &length) != 0)
            return;
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { Serve(); });
    }

    ~HandshakeBreaker()
    {
        shutdown(m_socket, SHUT_RDWR);
        close(m_socket);
        if (m_thread.joinable())
            m_thread.join();
    }

    HandshakeBreaker(const HandshakeBreaker &) = delete;
    HandshakeBreaker &operator=(const HandshakeBreaker &) = delete;

    std::string Url() const
    {
        return "https://127.0.0.1:" + std::to_string(m_port) + "/o";
    }

  private:
    void Serve() const
    {
        while (true)
        {
            const int connection = accept(m_socket, nullptr, nullptr);
            if (connection < 0)
                return;
            char bytes[8192];
            // All of it, or closing would be a reset.
            if (recv(connection, bytes, sizeof(bytes), 0) > 0 &&
                !m_last.empty())
                send(connection, m_last.data(), m_last.size(), MSG_NOSIGNAL);
            close(connection);
        }
    }

    const std::string m_last;
    int m_socket = -1;
    int m_port = 0;
    std::thread m_thread{};
};

// Not a matter of certificates: it passes like other broken connections.
TEST(RangeClient, AHandshakeThatBreaksIsABrokenConnection)
{
    for (const char *last : {"", "HTTP/1.1 400 Bad Request\r\n\r\n"})
    {
        const HandshakeBreaker server(last);
        const RangeRequest request = Fetched(server.Url());
        ASSERT_TRUE(request.failure);
        for (const char *word : {"SSL", "TLS", "certificate"})
            EXPECT_THAT(request.failure->vsiMessage,
                        testing::Not(testing::HasSubstr(word)))
                << request.failure->vsiMessage;
        EXPECT_EQ(KindOf(request), AccessErrorKind::Transient);
    }
}

TEST(RangeClient, NothingAtAllIsABrokenAnswer)
{
    const LoopbackServer server(
        [](const std::string &)
        { return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"; });
    EXPECT_EQ(KindOf(Fetched(server.Origin() + "/o")),
              AccessErrorKind::Transient);
}

// It is cut off.
TEST(RangeClient, ALongPageOfAnyStatusIsABrokenAnswer)
{
    const std::string page(100000, 'x');
    const LoopbackServer server(
        [&page](const std::string &)
        {
            return "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: "
                   "100000\r\nConnection: close\r\n\r\n" +
                   page;
        });
    const RangeRequest request = Fetched(server.Origin() + "/o");
    ASSERT_TRUE(request.failure);
    EXPECT_EQ(request.failure->vsiMessage.find(kBrokenRange), 0u);
}

}  // namespace
}  // namespace hlsts
