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

/** A server that takes the beginning of a TLS handshake, sends `last` and ends
 * the connection. */
class HandshakeBreaker
{
  public:
    explicit HandshakeBreaker(std::string last) : m_last(std::move(last))
    {
    }

    std::string Url() const
    {
        return "https://" + m_listener.GetHost() + "/o";
    }

  private:
    void Serve(int connection) const
    {
        char bytes[8192];
        // Bytes that weren't read would make closing a reset.
        if (recv(connection, bytes, sizeof(bytes), 0) > 0 && !m_last.empty())
            send(connection, m_last.data(), m_last.size(), MSG_NOSIGNAL);
    }

    const std::string m_last;
    /** The last member, since its thread uses the other. */
    const LoopbackListener m_listener{[this](int connection)
                                      { Serve(connection); }};
};

// It must not be taken for a certificate that isn't trusted, which is final.
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

// Such a page is cut off, which must not be taken for a broken connection.
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
    EXPECT_THAT(request.failure->vsiMessage, testing::StartsWith(kBrokenRange));
}

}  // namespace
}  // namespace hlsts
