// SPDX-License-Identifier: MIT
// One cache of S3 credentials for all who have the same endpoint and login.

#include "vsi/access/credential_caches.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST(CredentialCachesTest, CachesAreSharedByKey)
{
    S3Access access;
    access.cacheKey = "a";
    const auto first = CredentialCacheFor(access);
    EXPECT_EQ(CredentialCacheFor(access), first);
    access.cacheKey = "b";
    EXPECT_NE(CredentialCacheFor(access), first);
}

}  // namespace
}  // namespace hlsts
