// SPDX-License-Identifier: MIT
// Where memory runs out inside libcurl's callbacks, that one transfer fails.

#include "vsi/transport/http.h"
#include "vsi/transport/range_client.h"

#include "tests/support/fakes.h"
#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <new>

namespace
{

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/** As many bytes, or more, this thread can't get at once. */
thread_local std::size_t tooMuch = kNoLimit;

}  // namespace

// GCC warns of mismatched operators new and delete when it inlines only one of
// them.
#ifdef __GNUC__
#define HLSTS_NOINLINE __attribute__((noinline))
#else
#define HLSTS_NOINLINE
#endif

HLSTS_NOINLINE void *operator new(std::size_t size)
{
    void *memory = size < tooMuch ? std::malloc(size) : nullptr;
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

HLSTS_NOINLINE void operator delete(void *memory) noexcept
{
    std::free(memory);
}

HLSTS_NOINLINE void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace hlsts
{
namespace
{

/** While it lives, this thread can't get as many bytes as the limit at once. */
class Shortage
{
  public:
    explicit Shortage(std::size_t limit)
    {
        tooMuch = limit;
    }

    ~Shortage()
    {
        tooMuch = kNoLimit;
    }

    Shortage(const Shortage &) = delete;
    Shortage &operator=(const Shortage &) = delete;
};

/** The size of what doesn't fit. */
constexpr std::size_t kLarge = 6000;

std::string Answer(const std::string &status, const std::string &header,
                   const std::string &body)
{
    return "HTTP/1.1 " + status + "\r\n" + header +
           "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

/** Answers by path. /header sends a header line, and /body a body, that needs
 * more memory than a Shortage leaves. */
std::string Serve(const std::string &request)
{
    const std::string large(kLarge, 'x');
    if (request.find("/header") != std::string::npos)
        return Answer("206 X", "X-Large: " + large + "\r\n", "abcd");
    if (request.find("/body") != std::string::npos)
        return Answer("404 X", "", large);
    return Answer("206 X", "Content-Range: bytes 0-3/9\r\n", "abcd");
}

class OutOfMemory : public testing::Test
{
  protected:
    void Fetch(const std::string &path, std::vector<RangeRequest> &requests)
    {
        CurlRangeClient().Fetch({Secret(m_server.Origin() + path), Secret()},
                                requests);
    }

    std::string FetchOne(const std::string &path)
    {
        std::vector<RangeRequest> requests(1);
        requests[0].range = {0, 4};
        Fetch(path, requests);
        return requests[0].failure ? requests[0].failure->vsiMessage
                                   : requests[0].bytes;
    }

    Result<HttpResponse, AccessError> Send(const std::string &path)
    {
        HttpRequest request;
        request.url = UrlOf(m_server.Origin() + path);
        return MakeCurlClient()->Send(request, SystemClock().Now() +
                                                   std::chrono::seconds(5));
    }

    LoopbackServer m_server{Serve};
};

TEST_F(OutOfMemory, ARangeFailsAndTheNextOneComes)
{
    for (const char *path : {"/header", "/body"})
    {
        {
            const Shortage shortage(kLarge - 1000);
            EXPECT_THROW(FetchOne(path), std::bad_alloc) << path;
        }
        EXPECT_EQ(FetchOne("/good"), "abcd");
    }
}

TEST_F(OutOfMemory, ALargeRangeFailsBeforeItIsAskedFor)
{
    std::vector<RangeRequest> requests(2);
    requests[0].range = {0, 4};
    requests[1].range = {10, kLarge};
    {
        const Shortage shortage(kLarge - 1000);
        EXPECT_THROW(Fetch("/good", requests), std::bad_alloc);
    }
    EXPECT_TRUE(m_server.Requests().empty());
    EXPECT_EQ(FetchOne("/good"), "abcd");
}

TEST_F(OutOfMemory, AnExchangeFailsAndTheNextOneComes)
{
    for (const char *path : {"/header", "/body"})
    {
        {
            const Shortage shortage(kLarge - 1000);
            const auto failed = Send(path);
            ASSERT_FALSE(failed) << path;
            EXPECT_EQ(failed.GetError().kind, AccessErrorKind::Transient);
            EXPECT_THAT(failed.GetError().message,
                        testing::HasSubstr("out of memory"));
        }
        EXPECT_EQ(Send("/good")->body.Reveal(), "abcd");
    }
}

}  // namespace
}  // namespace hlsts
