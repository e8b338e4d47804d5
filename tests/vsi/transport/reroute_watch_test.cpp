// SPDX-License-Identifier: MIT
// Where GDAL may take an S3 request, and what it leaves of the thread's
// options.

#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/reroute_watch.h"
#include "vsi/transport/retry.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RerouteWatchTest : public ::testing::Test
{
  protected:
    RerouteWatchTest()
    {
        CPLPushErrorHandlerEx(Handle, &m_lines);
    }

    ~RerouteWatchTest() override
    {
        CPLPopErrorHandler();
        CPLSetThreadLocalConfigOptions(nullptr);
    }

    static void CPL_STDCALL Handle(CPLErr type, CPLErrorNum,
                                   const char *message)
    {
        if (type == CE_Debug)
            static_cast<std::vector<std::string> *>(
                CPLGetErrorHandlerUserData())
                ->emplace_back(message);
    }

    static std::string Option(const char *name)
    {
        return CPLGetThreadLocalConfigOption(name, "unset");
    }

    std::vector<std::string> m_lines{};
};

TEST(AmazonS3Host, IsToldFromOtherHostsOfAmazons)
{
    for (const char *host :
         {"s3.amazonaws.com", "s3.us-west-2.amazonaws.com",
          "s3-eu-west-1.amazonaws.com", "s3.dualstack.us-west-2.amazonaws.com",
          "s3.us-west-2.amazonaws.com:443", "s3.cn-north-1.amazonaws.com.cn",
          "S3.US-WEST-2.AMAZONAWS.COM"})
        EXPECT_TRUE(IsAmazonS3Host(host)) << host;
    for (const char *host :
         {"", "thief.com", "s3.amazonaws.com.thief.com", "amazonaws.com",
          "ec2-1-2-3-4.us-west-2.compute.amazonaws.com",
          "s3.us-west-2.compute.amazonaws.com", "s3.thief.com",
          "x.s3.us-west-2.amazonaws.com", "thiefs3.amazonaws.com",
          "s3.amazonaws.com@thief.com", "s3.xamazonaws.com", "127.0.0.1:8080"})
        EXPECT_FALSE(IsAmazonS3Host(host)) << host;
}

TEST_F(RerouteWatchTest, AnotherHostMakesTheNextRequestTooLong)
{
    RerouteWatch watch;
    watch.See("S3: Switching to endpoint s3.eu-central-1.amazonaws.com");
    EXPECT_THAT(watch.GetStoppedAt(), IsEmpty());
    EXPECT_EQ(Option("GDAL_HTTP_COOKIE"), "unset");
    watch.See("S3: Switching to endpoint thief.com:8080\r\n");
    EXPECT_EQ(watch.GetStoppedAt(), "thief.com:8080??");
    EXPECT_GT(Option("GDAL_HTTP_COOKIE").size(), 1024u * 1024u);
    EXPECT_GT(Option("GDAL_HTTP_USERAGENT").size(), 1024u * 1024u);
}

TEST_F(RerouteWatchTest, RegionsWithoutEndAreStopped)
{
    RerouteWatch watch;
    for (int i = 0; i < kRetryPolicy.maxReroutes; ++i)
        watch.See("S3: Switching to region eu-central-1");
    EXPECT_THAT(watch.GetStoppedAt(), IsEmpty());
    watch.See("S3: Switching to region eu-central-2");
    EXPECT_EQ(watch.GetStoppedAt(), "eu-central-2");
}

TEST_F(RerouteWatchTest, TheThreadsOptionsComeBack)
{
    CPLSetThreadLocalConfigOption("GDAL_HTTP_COOKIE", "mine");
    {
        RerouteWatch watch;
        EXPECT_EQ(Option("CPL_DEBUG"), "S3,AWS");
        watch.See("S3: Switching to endpoint thief.com");
    }
    EXPECT_EQ(Option("CPL_DEBUG"), "unset");
    EXPECT_EQ(Option("GDAL_HTTP_COOKIE"), "mine");
    EXPECT_EQ(Option("GDAL_HTTP_USERAGENT"), "unset");
}

// What the user sees of debug lines while QuietErrors lives.
TEST_F(RerouteWatchTest, LinesOfS3AreShownWhereTheUserAskedForThem)
{
    const auto linesWith = [this](const char *debug)
    {
        CPLSetThreadLocalConfigOption("CPL_DEBUG", debug);
        m_lines.clear();
        {
            const QuietErrors quiet;
            CPLDebug("S3", "Downloading");
            CPLDebug("EARTHDATA", "shown");
            CPLDebug("EARTHDATA", "<Error>never shown");
        }
        return m_lines;
    };
    EXPECT_THAT(linesWith(nullptr), IsEmpty());
    EXPECT_THAT(linesWith("NO"), IsEmpty());
    EXPECT_THAT(linesWith("GTIFF"), IsEmpty());
    EXPECT_THAT(linesWith("EARTHDATA"), ElementsAre("EARTHDATA: shown"));
    EXPECT_THAT(linesWith("S3"), ElementsAre("S3: Downloading"));
    EXPECT_THAT(linesWith("ON"),
                ElementsAre("S3: Downloading", "EARTHDATA: shown"));
    EXPECT_THAT(linesWith("YES"),
                ElementsAre("S3: Downloading", "EARTHDATA: shown"));
}

TEST_F(RerouteWatchTest, ALineOfGdalIsSeenWhateverTheUserAskedFor)
{
    for (const char *debug : {static_cast<const char *>(nullptr), "OFF", "0",
                              "HLSTS", "ON", "TRUE", "", "S3", "AWS"})
        for (const char *category : {"S3", "AWS"})
        {
            CPLSetThreadLocalConfigOption("CPL_DEBUG", debug);
            const QuietErrors quiet;
            CPLDebug(category, "Switching to endpoint %s", "thief.com");
            EXPECT_EQ(quiet.GetFailure().reroutedTo, "thief.com")
                << category << ", " << (debug ? debug : "unset");
        }
}

}  // namespace
}  // namespace hlsts
