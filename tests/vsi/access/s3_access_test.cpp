// SPDX-License-Identifier: MIT
// From a path and the settings to the endpoint, the login and its credentials.

#include "vsi/access/s3_access.h"

#include "tests/support/loopback_server.h"
#include "tests/support/option_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <sys/wait.h>

using namespace hlsts;
using namespace std::chrono_literals;

namespace
{

constexpr char kPath[] = "/vsiearthdata/lp-prod-protected/a.tif";

std::string Http(int status, const std::string &headers,
                 const std::string &body)
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

class S3AccessTest : public testing::Test
{
  protected:
    static std::string Message(const std::string &path = kPath)
    {
        const auto access = ResolveS3Access(path);
        return access ? "" : access.GetError().message;
    }

    OptionGuard m_options{};
};

/** Runs each test twice: with options set for the thread, and for the path. */
class EachWay : public S3AccessTest, public testing::WithParamInterface<bool>
{
  protected:
    void Set(const char *name, const std::string &value)
    {
        if (GetParam())
            m_pathOptions.push_back(std::make_unique<PathOptionGuard>(
                "/vsiearthdata/lp-prod-protected", name, value));
        else
            m_options.Set(name, value);
    }

  private:
    std::vector<std::unique_ptr<PathOptionGuard>> m_pathOptions{};
};

INSTANTIATE_TEST_SUITE_P(Options, EachWay, testing::Bool(),
                         [](const auto &param)
                         { return param.param ? "ByPath" : "ByThread"; });

}  // namespace

TEST_F(S3AccessTest, FindsTheEndpointByTheBucket)
{
    m_options.Set("EARTHDATA_TOKEN", "PLANTED-TOKEN");
    const auto access = ResolveS3Access(kPath);
    ASSERT_TRUE(access);
    EXPECT_EQ(access->bucket, "lp-prod-protected");
    EXPECT_EQ(access->credentialsUrl,
              "https://data.lpdaac.earthdatacloud.nasa.gov/s3credentials");
    EXPECT_EQ(access->s3Endpoint, "");
    EXPECT_EQ(access->region, "us-west-2");
    EXPECT_EQ(access->source->Describe(), access->credentialsUrl);
    EXPECT_THAT(access->cacheKey, testing::Not(testing::HasSubstr("PLANTED")));
}

TEST_F(S3AccessTest, UnknownBucketSaysHowToNameItsEndpoint)
{
    m_options.Set("EARTHDATA_TOKEN", "T");
    const std::string message = Message("/vsiearthdata/my-bucket/a.tif");
    EXPECT_THAT(message, testing::HasSubstr("'my-bucket'"));
    EXPECT_THAT(message, testing::HasSubstr("VSIEARTHDATA_CREDENTIALS_URL"));
}

TEST_P(EachWay, EveryOptionApplies)
{
    Set("EARTHDATA_USERNAME", "planted_user");
    Set("EARTHDATA_PASSWORD", "PLANTED-PASSWORD");
    Set("EARTHDATA_HOST", "uat.urs.earthdata.nasa.gov");
    Set("VSIEARTHDATA_CREDENTIALS_URL", "https://example.com/s3credentials");
    Set("VSIEARTHDATA_S3_ENDPOINT", "http://127.0.0.1:9000");
    const auto access = ResolveS3Access(kPath);
    ASSERT_TRUE(access);
    EXPECT_EQ(access->credentialsUrl, "https://example.com/s3credentials");
    EXPECT_EQ(access->s3Endpoint, "http://127.0.0.1:9000");
    EXPECT_THAT(access->cacheKey,
                testing::HasSubstr("https://uat.urs.earthdata.nasa.gov"));
    EXPECT_THAT(access->cacheKey, testing::Not(testing::HasSubstr("PLANTED")));
}

TEST_P(EachWay, NetrcApplies)
{
    VSILFILE *file = VSIFOpenL("/vsimem/s3-access-netrc", "wb");
    const std::string text =
        "machine urs.earthdata.nasa.gov login u password p";
    VSIFWriteL(text.data(), 1, text.size(), file);
    VSIFCloseL(file);
    Set("NETRC", "/vsimem/s3-access-netrc");
    EXPECT_EQ(Message(), "");
    VSIUnlink("/vsimem/s3-access-netrc");
    EXPECT_NE(Message(), "");
}

TEST_P(EachWay, InsecureEndpointsAreRefused)
{
    Set("EARTHDATA_TOKEN", "T");
    for (const char *url :
         {"http://example.com/s3credentials", "ftp://example.com/", "nonsense",
          "https://user:PLANTED@example.com/", "http://169.254.169.254/"})
    {
        Set("VSIEARTHDATA_CREDENTIALS_URL", url);
        EXPECT_THAT(Message(),
                    testing::HasSubstr("VSIEARTHDATA_CREDENTIALS_URL"))
            << url;
        EXPECT_THAT(Message(), testing::Not(testing::HasSubstr("PLANTED")));
    }
    Set("VSIEARTHDATA_CREDENTIALS_URL", "http://127.0.0.1:1/s3credentials");
    EXPECT_EQ(Message(), "");
    for (const char *url : {"http://example.com:9000", "127.0.0.1:9000",
                            "http://127.0.0.1:9000/path"})
    {
        Set("VSIEARTHDATA_S3_ENDPOINT", url);
        EXPECT_THAT(Message(), testing::HasSubstr("VSIEARTHDATA_S3_ENDPOINT"))
            << url;
    }
}

TEST_F(S3AccessTest, OneSourceForOneEndpointAndIdentity)
{
    m_options.Set("EARTHDATA_TOKEN", "T1");
    const auto first = ResolveS3Access(kPath);
    const auto same = ResolveS3Access("/vsiearthdata/lp-prod-public/b.tif");
    const auto otherDaac = ResolveS3Access("/vsiearthdata/prod-lads/b.tif");
    m_options.Set("EARTHDATA_TOKEN", "T2");
    const auto otherUser = ResolveS3Access(kPath);
    m_options.Set("EARTHDATA_TOKEN", "T1");
    m_options.Set("EARTHDATA_HOST", "uat.urs.earthdata.nasa.gov");
    const auto otherHost = ResolveS3Access(kPath);
    ASSERT_TRUE(first && same && otherDaac && otherUser && otherHost);
    EXPECT_EQ(first->cacheKey, same->cacheKey);
    EXPECT_EQ(first->source, same->source);
    for (const auto &other : {otherDaac, otherUser, otherHost})
    {
        EXPECT_NE(first->cacheKey, other->cacheKey);
        EXPECT_NE(first->source, other->source);
    }
}

TEST_F(S3AccessTest, ManyIdentitiesDontGrowWithoutBound)
{
    m_options.Set("EARTHDATA_TOKEN", "first");
    const std::string key = ResolveS3Access(kPath)->cacheKey;
    for (int i = 0; i < 300; ++i)
    {
        const CPLConfigOptionSetter token(
            "EARTHDATA_TOKEN", ("many" + std::to_string(i)).c_str(), false);
        ASSERT_TRUE(ResolveS3Access(kPath));
    }
    EXPECT_NE(ResolveS3Access(kPath)->cacheKey, key)
        << "forgotten, and its number isn't given again";
}

TEST_F(S3AccessTest, APathWithoutABucketIsRefused)
{
    m_options.Set("EARTHDATA_TOKEN", "T");
    EXPECT_NE(
        Message("/vsiearthdata/https://data.gesdisc.earthdata.nasa.gov/x"), "");
    EXPECT_NE(Message("/vsiearthdata/Bad_Bucket/x"), "");
}

TEST_F(S3AccessTest, IsCheap)
{
    m_options.Set("EARTHDATA_TOKEN", "T");
    const auto start = std::chrono::steady_clock::now();
    constexpr int count = 1000;
    for (int i = 0; i < count; ++i)
        ASSERT_TRUE(ResolveS3Access(kPath));
    const auto each = (std::chrono::steady_clock::now() - start) / count;
    // Some microseconds; the limit is for sanitizers and busy machines.
    EXPECT_LT(each, 1ms);
}

TEST_F(S3AccessTest, FetchesThroughRealRequests)
{
    LoopbackServer urs(
        [](const std::string &request)
        {
            if (request.find("POST /api/users/find_or_create_token ") != 0)
                return Http(404, "", "");
            return Http(200, "",
                        R"({"access_token":"PLANTED-BEARER",)"
                        R"("expiration_date":"12/15/2099"})");
        });
    LoopbackServer daac(
        [](const std::string &)
        {
            return Http(200, "Date: Tue, 01 Jun 2021 00:00:00 GMT\r\n",
                        R"({"accessKeyId":"A","secretAccessKey":"S",)"
                        R"("sessionToken":"T","expiration":)"
                        R"("2021-06-01 01:00:00+00:00"})");
        });
    m_options.Set("EARTHDATA_HOST", urs.Origin());
    m_options.Set("EARTHDATA_USERNAME", "u");
    m_options.Set("EARTHDATA_PASSWORD", "PLANTED-PASSWORD");
    m_options.Set("VSIEARTHDATA_CREDENTIALS_URL",
                  daac.Origin() + "/s3credentials");
    const auto access = ResolveS3Access(kPath);
    ASSERT_TRUE(access);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    for (int i = 0; i < 3; ++i)
    {
        const auto got = access->source->Fetch(SystemClock().Now() + 10s);
        ASSERT_TRUE(got) << got.GetError().message;
        EXPECT_GT(got->expiry, SystemClock().Now() + 3500s);
    }
    CPLPopErrorHandler();
    EXPECT_EQ(urs.Requests().size(), 1u) << "one bearer for all exchanges";
    EXPECT_EQ(daac.Requests().size(), 3u);

    // A child of fork() makes its own bearer, with its own connections.
    const pid_t child = fork();
    if (child == 0)
    {
        CPLPushErrorHandler(CPLQuietErrorHandler);
        const auto again = ResolveS3Access(kPath);
        const bool good =
            again && again->source->Fetch(SystemClock().Now() + 10s);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(urs.Requests().size(), 2u);
}
