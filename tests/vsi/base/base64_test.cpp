// SPDX-License-Identifier: MIT
#include "vsi/base/base64.h"

#include <gtest/gtest.h>

using namespace hlsts;

TEST(Base64, BothWays)
{
    EXPECT_EQ(Base64Encode(""), "");
    EXPECT_EQ(Base64Encode("f"), "Zg==");
    EXPECT_EQ(Base64Encode("fo"), "Zm8=");
    EXPECT_EQ(Base64Encode("foo"), "Zm9v");
    EXPECT_EQ(Base64Encode("\xFF\xFE\xFD"), "//79");
    EXPECT_EQ(Base64UrlDecode("__79"), "\xFF\xFE\xFD");
    EXPECT_EQ(Base64UrlDecode("Zm8"), "fo");
    EXPECT_FALSE(Base64UrlDecode("Z m8"));
    EXPECT_EQ(Base64UrlDecode("Zm8="), "fo");
    EXPECT_EQ(Base64UrlDecode(""), "");
}
