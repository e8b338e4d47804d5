// SPDX-License-Identifier: MIT
// When a signed URL ends, by whatever tells it.

#include "vsi/keys/signed_url.h"

#include "tests/support/fakes.h"

namespace hlsts
{
namespace
{

using std::chrono::seconds;

constexpr std::int64_t kBegin = 1620926646;  // 2021-05-13T17:24:06Z
constexpr char kAmz[] = "https://b.s3.amazonaws.com/k?A-userid=u"
                        "&X-Amz-Date=20210513T172406Z&X-Amz-Expires=3540"
                        "&X-Amz-Signature=abc";

TEST(SignedUrl, EndsWhenTheUrlSays)
{
    EXPECT_EQ(SignedUrlEnd(UrlOf(kAmz)), kBegin + 3540);
    EXPECT_EQ(SignedUrlEnd(UrlOf("https://d1.cloudfront.net/k?Expires="
                                 "1620930000&Signature=x&Key-Pair-Id=K")),
              1620930000);
    for (const char *text :
         {"https://h/k", "https://h/k?X-Amz-Date=20210513T172406Z",
          "https://h/k?X-Amz-Date=2021051XT172406Z&X-Amz-Expires=9",
          "https://h/k?X-Amz-Date=20211313T172406Z&X-Amz-Expires=9",
          "https://h/k?Expires=soon", "https://h/k?Expires=9999999999999999",
          "https://h/k?NoExpires=5"})
        EXPECT_FALSE(SignedUrlEnd(UrlOf(text))) << text;
}

TEST(SignedUrl, LivesByTheServersClock)
{
    EXPECT_EQ(SignedUrlLife(UrlOf(kAmz), Reply(303, {}), kBegin + 40),
              seconds(3500));
    EXPECT_LE(SignedUrlLife(UrlOf(kAmz), Reply(303, {}), kBegin + 3540),
              seconds(0));
}

TEST(SignedUrl, ElseByCacheControlElseShortly)
{
    const Url url = UrlOf("https://h/k?Policy=x&Signature=y");
    EXPECT_EQ(SignedUrlLife(
                  url, Reply(303, {{"cache-control", "private, max-age=77"}}),
                  kBegin),
              seconds(77));
    EXPECT_EQ(SignedUrlLife(url, Reply(303, {{"cache-control", "max-age=0"}}),
                            kBegin),
              kUnknownUrlLife);
    EXPECT_EQ(SignedUrlLife(url, Reply(303, {}), kBegin), kUnknownUrlLife);
}

TEST(SignedUrl, IsRecognised)
{
    EXPECT_TRUE(IsSignedUrl(UrlOf(kAmz)));
    EXPECT_TRUE(IsSignedUrl(UrlOf("https://h/k?Signature=y")));
    EXPECT_FALSE(IsSignedUrl(UrlOf("https://h/k?X-Amz-Signature=")));
    EXPECT_FALSE(IsSignedUrl(UrlOf("https://h/X-Amz-Signature=a")));
}

}  // namespace
}  // namespace hlsts
