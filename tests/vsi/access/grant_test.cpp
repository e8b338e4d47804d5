// SPDX-License-Identifier: MIT
// The options around requests to S3 are complete.

#include "vsi/access/grant.h"

#include "tests/support/option_list.h"

#include "cpl_conv.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

S3Credentials Credentials()
{
    S3Credentials credentials;
    credentials.accessKeyId = Secret("ourkey");
    credentials.secretAccessKey = Secret("oursecret");
    credentials.sessionToken = Secret("ourtoken");
    return credentials;
}

TEST(Grant, OptionsForAwsAreComplete)
{
    S3Access access;
    access.bucket = "lp-prod-protected";
    const auto options = AsMap(S3Options(access, Credentials()));
    EXPECT_EQ(options.at("AWS_ACCESS_KEY_ID"), "ourkey");
    EXPECT_EQ(options.at("AWS_SECRET_ACCESS_KEY"), "oursecret");
    EXPECT_EQ(options.at("AWS_SESSION_TOKEN"), "ourtoken");
    EXPECT_EQ(options.at("AWS_NO_SIGN_REQUEST"), "NO");
    EXPECT_EQ(options.at("AWS_REQUEST_PAYER"), "");
    EXPECT_EQ(options.at("AWS_REGION"), "us-west-2");
    EXPECT_EQ(options.at("AWS_DEFAULT_REGION"), "us-west-2");
    EXPECT_EQ(options.at("AWS_S3_ENDPOINT"), "s3.us-west-2.amazonaws.com");
    EXPECT_EQ(options.at("AWS_HTTPS"), "YES");
    EXPECT_EQ(options.at("AWS_VIRTUAL_HOSTING"), "TRUE");
    EXPECT_EQ(options.at("GDAL_DISABLE_READDIR_ON_OPEN"), "EMPTY_DIR");
    EXPECT_EQ(options.at("GDAL_HTTP_NETRC"), "NO");
    EXPECT_EQ(options.at("GDAL_HTTP_MAX_RETRY"), "0");
    EXPECT_EQ(options.at("VSI_CACHE"), "NO");
}

TEST(Grant, AnOwnEndpointIsAddressedInPathStyle)
{
    S3Access access;
    access.bucket = "b";
    access.s3Endpoint = "http://127.0.0.1:9000";
    auto options = AsMap(S3LocationOptions(access));
    EXPECT_EQ(options.at("AWS_S3_ENDPOINT"), "127.0.0.1:9000");
    EXPECT_EQ(options.at("AWS_HTTPS"), "NO");
    EXPECT_EQ(options.at("AWS_VIRTUAL_HOSTING"), "FALSE");
    EXPECT_EQ(options.at("AWS_NO_SIGN_REQUEST"), "YES");
    EXPECT_EQ(options.at("GDAL_HTTP_PROXY"), "");
    EXPECT_EQ(options.at("GDAL_HTTPS_PROXY"), "");
    access.s3Endpoint = "https://store.example/";
    options = AsMap(S3LocationOptions(access));
    EXPECT_EQ(options.count("GDAL_HTTP_PROXY"), 0u);
    EXPECT_EQ(options.at("AWS_S3_ENDPOINT"), "store.example");
    EXPECT_EQ(options.at("AWS_HTTPS"), "YES");
}

TEST(Grant, ABucketWithDotsFitsNoWildcardCertificate)
{
    S3Access access;
    access.bucket = "a.b";
    EXPECT_EQ(AsMap(S3LocationOptions(access)).at("AWS_VIRTUAL_HOSTING"),
              "FALSE");
}

TEST(Grant, TheUsersOwnTimeoutsStay)
{
    S3Access access;
    access.bucket = "b";
    auto options = AsMap(S3Options(access, Credentials()));
    EXPECT_EQ(options.count("GDAL_HTTP_LOW_SPEED_TIME"), 1u);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_LOW_SPEED_TIME", "5");
    options = AsMap(S3Options(access, Credentials()));
    CPLSetThreadLocalConfigOption("GDAL_HTTP_LOW_SPEED_TIME", nullptr);
    EXPECT_EQ(options.count("GDAL_HTTP_LOW_SPEED_TIME"), 0u);
}

}  // namespace
}  // namespace hlsts
