// SPDX-License-Identifier: MIT
#include "vsi/names/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace hlsts;
using namespace std::string_literals;

namespace
{

EarthdataPath Parsed(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    EXPECT_TRUE(parsed) << path;
    return parsed ? *parsed : EarthdataPath{};
}

}  // namespace

TEST(ParseEarthdataPath, BucketAndKey)
{
    const auto path =
        Parsed("/vsiearthdata/lp-prod-protected/HLSS30.020/a.tif");
    EXPECT_EQ(path.kind, EarthdataPath::Kind::Bucket);
    EXPECT_EQ(path.bucket, "lp-prod-protected");
    EXPECT_EQ(path.key, "HLSS30.020/a.tif");
}

TEST(ParseEarthdataPath, BucketAlone)
{
    EXPECT_EQ(Parsed("/vsiearthdata/lp-prod-protected").key, "");
    EXPECT_EQ(Parsed("/vsiearthdata/lp-prod-protected/").key, "");
    EXPECT_EQ(Parsed("/vsiearthdata/lp-prod-protected/folder/").key, "folder/");
}

TEST(ParseEarthdataPath, KeysAreTakenAsTheyAre)
{
    for (const char *key :
         {"a b", "100%25", "a+b", "q?x=1", "a#b", "\xC3\xBC.tif", "a//b",
          "..a/b..", "/begins", "caf\xE9", "C:/x", "https:/x"})
        EXPECT_EQ(Parsed("/vsiearthdata/bucket/"s + key).key, key);
}

TEST(ParseEarthdataPath, RefusesWhatCouldAddressSomethingElse)
{
    for (const auto &path :
         {"/vsiearthdata/bucket/a\0b"s, "/vsiearthdata/bucket/a\nb"s,
          "/vsiearthdata/bucket/a\rb"s, "/vsiearthdata/bucket/a\x7F"s,
          "/vsiearthdata/bucket/../other/key"s, "/vsiearthdata/bucket/a/.."s,
          "/vsiearthdata/bucket/./a"s, "/vsiearthdata/"s, "/vsiearthdata"s,
          "/vsiearthdata//key"s, "/vsiearthdata/../key"s,
          "/vsiearthdata/Bucket/key"s, "/vsiearthdata/ab/key"s,
          "/vsiearthdata/a..b/key"s, "/vsiearthdata/-ab/key"s,
          "/vsiearthdata/b@host/key"s, "/vsiearthdata/a b/key"s,
          "/vsis3/bucket/key"s, ""s})
        EXPECT_FALSE(ParseEarthdataPath(path)) << path;
}

TEST(HasDotSegment, WholeSegmentsOnly)
{
    for (const char *path : {".", "..", "a/../b", "../a", "a/.", "/./"})
        EXPECT_TRUE(HasDotSegment(path)) << path;
    for (const char *path : {"", "/", "a..b/c.", ".a", "...", "a\\..\\b"})
        EXPECT_FALSE(HasDotSegment(path)) << path;
    EXPECT_TRUE(HasDotSegment("a\\..\\b", "/\\"));
    EXPECT_TRUE(HasDotSegment("a/../b", "/\\"));
}

TEST(ParseEarthdataPath, HttpsLinks)
{
    const auto path =
        Parsed("/vsiearthdata/https://Data.GESDISC.earthdata.nasa.gov/data/x");
    EXPECT_EQ(path.kind, EarthdataPath::Kind::Https);
    EXPECT_EQ(path.url, "https://data.gesdisc.earthdata.nasa.gov/data/x");
    EXPECT_EQ(Parsed("/vsiearthdata/http://127.0.0.1:80/x").url,
              "http://127.0.0.1/x");
    EXPECT_FALSE(ParseEarthdataPath("/vsiearthdata/http://example.com/x"));
    EXPECT_FALSE(ParseEarthdataPath("/vsiearthdata/file:///etc/passwd"));
    EXPECT_FALSE(ParseEarthdataPath("/vsiearthdata/https://u:p@host/x"));
}

TEST(ParseEarthdataPath, MessagesSayHowToWriteIt)
{
    const auto parsed = ParseEarthdataPath("/vsiearthdata/Bad_Bucket/key");
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.GetError().message,
                testing::HasSubstr("/vsiearthdata/<bucket>/<key>"));
    EXPECT_THAT(ParseEarthdataPath("/vsiearthdata/\xFF/key").GetError().message,
                testing::HasSubstr("'\\xFF' is no bucket name"));
}
