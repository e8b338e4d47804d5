// SPDX-License-Identifier: MIT
// What GDAL passes on for each answer of S3's and what is made of it.

#include "vsi/transport/s3_error.h"

#include "cpl_vsi_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hlsts
{
namespace
{

using testing::Field;
using testing::HasSubstr;
using testing::Not;

S3ErrorContext Context()
{
    S3ErrorContext context;
    context.path = "/vsiearthdata/bucket/key.tif";
    context.bucket = "bucket";
    context.region = "us-west-2";
    context.credentialsEndpoint = "https://daac.example/s3credentials";
    context.host = "s3.us-west-2.amazonaws.com";
    return context;
}

FailureVerdict Judge(int vsiError, const std::string &message, int status = 0)
{
    RequestFailure failure;
    failure.vsiError = vsiError;
    failure.vsiMessage = message;
    failure.httpStatus = status;
    return JudgeS3Failure(failure, Context());
}

/** Matches a FailureVerdict whose message holds a text. */
auto Says(const std::string &text)
{
    return Field(&FailureVerdict::error,
                 Field(&AccessError::message, HasSubstr(text)));
}

TEST(S3Error, AStaleTokenIsRefreshed)
{
    for (const char *message :
         {"The provided token has expired.",
          "The provided token is malformed or otherwise invalid.",
          "The provided token must be refreshed."})
    {
        // 400 as recorded, and 403 as some tools report.
        for (const int status : {0, 403})
        {
            const auto verdict = Judge(VSIE_AWSError, message, status);
            EXPECT_EQ(verdict.error.kind, AccessErrorKind::StaleCredential);
            EXPECT_FALSE(verdict.isRefreshedOnce);
        }
    }
}

TEST(S3Error, ABadSignatureIsRefreshedOnce)
{
    for (const auto &verdict :
         {Judge(VSIE_AWSSignatureDoesNotMatch, "The request signature we ...",
                403),
          Judge(VSIE_AWSError,
                "The AWS Access Key Id you provided does not exist in our "
                "records.",
                403)})
    {
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::StaleCredential);
        EXPECT_TRUE(verdict.isRefreshedOnce);
    }
}

// libcurl's texts with GnuTLS and OpenSSL.
TEST(S3Error, ABrokenTlsConnectionIsNoQuestionOfTrust)
{
    for (const char *message :
         {"gnutls_handshake() failed: The TLS connection was non-properly "
          "terminated.",
          "GnuTLS recv error (-110): The TLS connection was non-properly "
          "terminated.",
          "OpenSSL SSL_read: Connection reset by peer, errno 104",
          "SSL connect error", "SSL_ERROR_SYSCALL in connection to host"})
    {
        const auto verdict = Judge(VSIE_HttpError, message, 0);
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Transient) << message;
        EXPECT_THAT(verdict, Not(Says("certificate"))) << message;
    }
    for (const char *message :
         {"server certificate verification failed. CAfile: none CRLfile: none",
          "SSL certificate problem: unable to get local issuer certificate",
          "Problem with the SSL CA cert (path? access rights?)",
          "SSL: no alternative certificate subject name matches target host "
          "name 'x'"})
    {
        const auto verdict = Judge(VSIE_HttpError, message, 0);
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Terminal) << message;
        EXPECT_THAT(verdict, Says("CURL_CA_BUNDLE")) << message;
    }
}

TEST(S3Error, AProxysPassingTroubleIsRepeated)
{
    EXPECT_EQ(Judge(VSIE_HttpError, "CONNECT tunnel failed, response 503", 0)
                  .error.kind,
              AccessErrorKind::Transient);
    EXPECT_EQ(Judge(VSIE_HttpError,
                    "Received HTTP code 502 from proxy after CONNECT", 0)
                  .error.kind,
              AccessErrorKind::Transient);
    for (const char *status : {"403", "407"})
    {
        const auto verdict =
            Judge(VSIE_HttpError,
                  std::string("CONNECT tunnel failed, response ") + status, 0);
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Terminal);
        EXPECT_THAT(verdict, Says(status));
        EXPECT_THAT(verdict, Says("GDAL_HTTP_PROXY"));
    }
}

TEST(S3Error, APlainDenialNamesAllThreeReasons)
{
    const auto verdict = Judge(VSIE_AWSAccessDenied, "Access Denied", 403);
    EXPECT_EQ(verdict.error.kind, AccessErrorKind::Terminal);
    EXPECT_THAT(verdict, Says("EULA"));
    EXPECT_THAT(verdict, Says("VSIEARTHDATA_CREDENTIALS_URL"));
    EXPECT_THAT(verdict, Says("us-west-2"));
}

TEST(S3Error, AnExplicitDenialIsAboutTheRegion)
{
    const auto verdict =
        Judge(VSIE_AWSAccessDenied,
              "User: arn:aws:sts::1:assumed-role/s3-same-region-access-role/u "
              "is not authorized to perform: s3:GetObject on resource: "
              "\"arn:aws:s3:::b/k\" with an explicit deny in an identity-based "
              "policy",
              403);
    EXPECT_EQ(verdict.error.kind, AccessErrorKind::OutOfRegion);
    EXPECT_THAT(verdict, Says("us-west-2"));
    EXPECT_THAT(verdict, Not(Says("arn:")));
}

TEST(S3Error, WhatIsntThereIsNotFound)
{
    EXPECT_EQ(Judge(VSIE_AWSObjectNotFound, "The specified key does not exist.")
                  .error.kind,
              AccessErrorKind::NotFound);
    EXPECT_EQ(Judge(VSIE_AWSBucketNotFound, "No bucket").error.kind,
              AccessErrorKind::NotFound);
    EXPECT_EQ(Judge(VSIE_HttpError, "HTTP response code: 404").error.kind,
              AccessErrorKind::NotFound);
}

TEST(S3Error, AWrongClockIsNamedWithItsAmount)
{
    RequestFailure failure;
    failure.vsiError = VSIE_AWSError;
    failure.vsiMessage = "The difference between the request time and the "
                         "current time is too large.";
    auto context = Context();
    context.serverAhead = std::chrono::minutes(47);
    auto verdict = JudgeS3Failure(failure, context);
    EXPECT_EQ(verdict.error.kind, AccessErrorKind::Terminal);
    EXPECT_THAT(verdict, Says("clock is wrong (47 min slow)"));
    context.serverAhead = -std::chrono::minutes(60);
    verdict = JudgeS3Failure(failure, context);
    EXPECT_THAT(verdict, Says("60 min fast"));
    context.serverAhead = std::chrono::seconds(0);
    verdict = JudgeS3Failure(failure, context);
    EXPECT_THAT(verdict, Says("more than 15 minutes"));
}

TEST(S3Error, PassingTroubleIsTransient)
{
    for (const auto &verdict :
         {Judge(VSIE_AWSError, "Please reduce your request rate.", 503),
          Judge(VSIE_AWSError, "Please reduce your request rate."),
          Judge(VSIE_AWSError,
                "We encountered an internal error. Please try again.", 500),
          Judge(VSIE_HttpError, "HTTP response code: 502"),
          Judge(VSIE_HttpError, "CURL error: Recv failure: Connection reset"),
          Judge(VSIE_HttpError, "CURL error: Operation timed out"),
          Judge(VSIE_AWSError, "Invalid AWS response: <html>bad", 502),
          Judge(VSIE_None, "", 503), Judge(VSIE_None, "", 429)})
        EXPECT_EQ(verdict.error.kind, AccessErrorKind::Transient)
            << verdict.error.message;
}

TEST(S3Error, ConfigurationIsNotRepeated)
{
    const auto tls = Judge(VSIE_HttpError,
                           "CURL error: server certificate verification failed."
                           " CAfile: none CRLfile: none");
    EXPECT_EQ(tls.error.kind, AccessErrorKind::Terminal);
    EXPECT_THAT(tls, Says("CURL_CA_BUNDLE"));
    const auto proxy = Judge(VSIE_HttpError,
                             "CURL error: CONNECT tunnel failed, response 407");
    EXPECT_EQ(proxy.error.kind, AccessErrorKind::Terminal);
    EXPECT_THAT(proxy, Says("proxy"));
}

TEST(S3Error, SilenceNamesTheSettingsThatCauseIt)
{
    const auto verdict = Judge(VSIE_None, "");
    EXPECT_EQ(verdict.error.kind, AccessErrorKind::Terminal);
    EXPECT_THAT(verdict, Says("CPL_VSIL_CURL_ALLOWED_EXTENSIONS"));
}

TEST(S3Error, AnAnswerIsNeverQuoted)
{
    const std::string token = "PLANTEDSESSIONTOKEN";
    for (const int code : {0, 1, 2, 5, 6, 7, 8, 9, 10, 11})
    {
        for (const char *before :
             {"Invalid AWS response: ", "Malformed AWS XML response: ", ""})
            EXPECT_THAT(Judge(code,
                              before + ("<Error><Token-0>" + token +
                                        "</Token-0></Error>"),
                              400),
                        Not(Says(token)));
    }
}

TEST(S3Error, MessagesSayWhatWhichWhyAndWhatToDo)
{
    const auto verdict = Judge(VSIE_AWSError, "Please reduce", 503);
    EXPECT_EQ(verdict.error.message,
              "Cannot read /vsiearthdata/bucket/key.tif: S3 "
              "(s3.us-west-2.amazonaws.com) answers with HTTP status 503. Try "
              "again later.");
}

TEST(S3Error, AnErrorDocumentIsRecognisedAndRead)
{
    const std::string document =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown"
        "</Code><Message>Please reduce your request rate.</Message></Error>";
    EXPECT_TRUE(IsS3ErrorDocument(document));
    EXPECT_EQ(JudgeS3Failure(FailureOfDocument(document), Context()).error.kind,
              AccessErrorKind::Transient);
    const std::string expired =
        "<Error><Code>ExpiredToken</Code><Message>The provided token has "
        "expired.</Message></Error>";
    EXPECT_TRUE(IsS3ErrorDocument(expired));
    EXPECT_EQ(JudgeS3Failure(FailureOfDocument(expired), Context()).error.kind,
              AccessErrorKind::StaleCredential);
    EXPECT_FALSE(IsS3ErrorDocument(""));
    EXPECT_FALSE(IsS3ErrorDocument("II*"));
    EXPECT_FALSE(IsS3ErrorDocument("<?xml version='1.0'?><PAMDataset/>"));
}

TEST(S3Error, AnAnswerThatIsNoObjectIsRecognisedByItsBeginning)
{
    const char *name = "/vsis3/bucket/html/a.tif";
    EXPECT_TRUE(IsErrorAnswer("<!DOCTYPE html>\n<html><head>", name));
    EXPECT_TRUE(IsErrorAnswer("\xEF\xBB\xBF\r\n <HTML lang=\"en\">", name));
    EXPECT_TRUE(IsErrorAnswer("<Error><Code>InternalError</Code>", name));
    EXPECT_FALSE(IsErrorAnswer("", name));
    EXPECT_FALSE(IsErrorAnswer("  ", name));
    EXPECT_FALSE(IsErrorAnswer("II*\0", name));
    // Such objects exist.
    EXPECT_FALSE(IsErrorAnswer("<?xml version=\"1.0\"?><Dataset xmlns:dmrpp=",
                               "/vsis3/bucket/a.nc.dmrpp"));
    EXPECT_FALSE(IsErrorAnswer("{\"html\": \"<html>\"}", name));
    EXPECT_FALSE(IsErrorAnswer("<html>", "/vsis3/bucket/a.html"));
    EXPECT_FALSE(IsErrorAnswer("<html>", "/vsis3/bucket/A.HTM"));
    EXPECT_TRUE(IsErrorAnswer("<Error><Code>InternalError</Code>", "a.html"));
    EXPECT_TRUE(IsErrorAnswer("<html>", "/vsis3/bucket/html"));
    EXPECT_TRUE(IsErrorAnswer("<html>", "name"));
}

}  // namespace
}  // namespace hlsts
