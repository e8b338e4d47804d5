// SPDX-License-Identifier: MIT
// A version of an object never gets the bytes of another.

#include "vsi/object/region_cache.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

/** A slow thread adds bytes of a version that has been replaced meanwhile. */
TEST(RegionCache, LateBytesAreOfTheirOwnVersion)
{
    RegionCache cache;
    const ObjectFacts before{10, "1", 0};
    const ObjectFacts after{10, "2", 0};
    EXPECT_TRUE(cache.AddFacts("k", after));
    cache.Add("k", before, 0, "old");
    EXPECT_FALSE(cache.Find("k", after, 0));
    cache.Add("k", after, 0, "new");
    ASSERT_TRUE(cache.Find("k", after, 0));
    EXPECT_EQ(*cache.Find("k", after, 0), "new");
    EXPECT_FALSE(cache.Find("k", {11, "2", 0}, 0));
    cache.Add("kk", after, 0, "other");
    // All versions of "k", and of no other object.
    cache.Forget("k");
    EXPECT_FALSE(cache.Find("k", before, 0));
    EXPECT_FALSE(cache.Find("k", after, 0));
    EXPECT_FALSE(cache.FindFacts("k"));
    EXPECT_TRUE(cache.Find("kk", after, 0));
}

}  // namespace
}  // namespace hlsts
