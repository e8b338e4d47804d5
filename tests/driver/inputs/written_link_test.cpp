// SPDX-License-Identifier: MIT
// A manifest's links lead where the original ones did, and hold no secret.

#include "driver/inputs/written_link.h"

#include "driver/inputs/link_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hlsts
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Written(std::string_view path)
{
    const auto link = WrittenLink(path);
    return link ? *link : link.GetError().message;
}

TEST(WrittenLink, IsTheShortestOneThatLeadsToThePath)
{
    EXPECT_EQ(Written("/vsiearthdata/b-1/k/a b+%20.tif"),
              "s3://b-1/k/a b+%20.tif");
    EXPECT_EQ(Written("/vsicurl/https://example.com/a%20b.tif"),
              "https://example.com/a%20b.tif");
    EXPECT_EQ(Written("/vsis3/other/key.tif"), "/vsis3/other/key.tif");
    EXPECT_EQ(Written("/data/what?/B04.tif"), "/data/what?/B04.tif");
}

TEST(WrittenLink, LeadsBackToThePath)
{
    for (const std::string path :
         {"/vsiearthdata/lp-prod-protected/HLSL30.020/x y%20/B04.tif",
          "/vsicurl/https://example.com/B04.tif", "/vsis3/other/key.tif",
          "/data/./x/B04.tif"})
    {
        LinkRules elsewhere;
        elsewhere.folder = "/another";
        const auto target = ResolveLink(Written(path), elsewhere);
        ASSERT_TRUE(target) << target.GetError().message;
        EXPECT_EQ(target->path, path);
    }
}

TEST(WrittenLink, OfASignedUrlIsRefusedWithoutItsSecret)
{
    EXPECT_EQ(
        Written("/vsicurl/https://example.com/B04.tif?sig=PLANTED"),
        "HLSTS: cannot write a manifest: https://example.com/B04.tif?...: "
        "its query may be the signature of a signed URL, which is a "
        "secret and expires. Open links that have no query");
}

TEST(WrittenLink, OfAPathThatLinksDontLeadToIsRefused)
{
    EXPECT_THAT(Written("data/B04.tif"),
                HasSubstr("data/B04.tif: it is a relative path"));
    for (const char *path : {"/vsimem/B04.tif", "/vsizip/z.zip/B04.tif",
                             "/vsicurl/http://example.com/B04.tif"})
        EXPECT_THAT(Written(path),
                    AllOf(StartsWith("HLSTS: cannot write a manifest: "),
                          HasSubstr("write s3://bucket/key")));
    EXPECT_THAT(Written("/data/\xFF/B04.tif"), HasSubstr("UTF-8"));
}

}  // namespace
}  // namespace hlsts
