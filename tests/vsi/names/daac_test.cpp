// SPDX-License-Identifier: MIT
#include "vsi/names/daac.h"

#include <gtest/gtest.h>

#include <string>

using namespace hlsts;

namespace
{

std::string UrlOfBucket(const char *bucket)
{
    const DaacBucket *daac = FindDaacByBucket(bucket);
    return daac ? daac->CredentialsUrl() : "";
}

}  // namespace

TEST(FindDaacByBucket, EachFamilyOfBuckets)
{
    EXPECT_EQ(UrlOfBucket("lp-prod-protected"),
              "https://data.lpdaac.earthdatacloud.nasa.gov/s3credentials");
    EXPECT_EQ(UrlOfBucket("podaac-ops-cumulus-protected"),
              "https://archive.podaac.earthdata.nasa.gov/s3credentials");
    EXPECT_EQ(UrlOfBucket("podaac-swot-ops-cumulus-protected"),
              "https://archive.swot.podaac.earthdata.nasa.gov/s3credentials");
    EXPECT_EQ(UrlOfBucket("asf-cumulus-prod-opera-products"),
              "https://cumulus.asf.alaska.edu/s3credentials");
    EXPECT_EQ(UrlOfBucket("sds-n-cumulus-prod-nisar-products"),
              "https://nisar.asf.earthdatacloud.nasa.gov/s3credentials");
    EXPECT_EQ(UrlOfBucket("prod-lads"),
              "https://data.laadsdaac.earthdatacloud.nasa.gov/s3credentials");
}

TEST(FindDaacByBucket, PrefixesOnlyWhereTheTableHasThem)
{
    EXPECT_EQ(UrlOfBucket("lp-sit-protected"),
              "https://data.lpdaac.sit.earthdatacloud.nasa.gov/s3credentials");
    EXPECT_EQ(UrlOfBucket("lp-prod-protected2"), "");
    EXPECT_EQ(UrlOfBucket("lp-prod"), "");
    EXPECT_EQ(UrlOfBucket("my-bucket"), "");
    EXPECT_EQ(UrlOfBucket(""), "");
}

TEST(FindDaacByBucket, MirrorsOnlyWhereTheBucketIsInThePath)
{
    EXPECT_EQ(FindDaacByBucket("lp-prod-protected")->HttpsUrl(),
              "https://data.lpdaac.earthdatacloud.nasa.gov");
    EXPECT_EQ(FindDaacByBucket("lp-prod-public")->HttpsUrl(),
              "https://data.lpdaac.earthdatacloud.nasa.gov");
    EXPECT_EQ(FindDaacByBucket("gesdisc-cumulus-prod-protected")->HttpsUrl(),
              "");
}

TEST(IsLpDaacBucket, ItsOwnAndThoseOfItsTests)
{
    for (const char *bucket : {"lp-prod-protected", "lp-prod-public",
                               "lp-protected", "lp-public", "lp-sit-protected"})
        EXPECT_TRUE(IsLpDaacBucket(bucket)) << bucket;
    for (const char *bucket :
         {"podaac-ops-cumulus-protected", "lp-prod-protected2", "lp-sit",
          "LP-PROD-PROTECTED", "my-bucket", ""})
        EXPECT_FALSE(IsLpDaacBucket(bucket)) << bucket;
}

TEST(IsLpDaacHost, ItsOwnAndThoseOfItsTests)
{
    for (const char *host : {"data.lpdaac.earthdatacloud.nasa.gov",
                             "data.lpdaac.sit.earthdatacloud.nasa.gov",
                             "data.lpdaac.uat.earthdatacloud.nasa.gov",
                             "Data.LPDAAC.Earthdatacloud.NASA.gov"})
        EXPECT_TRUE(IsLpDaacHost(host)) << host;
    for (const char *host :
         {"data.nsidc.earthdatacloud.nasa.gov",
          "lpdaac.earthdatacloud.nasa.gov",
          "data.lpdaac.earthdatacloud.nasa.gov.",
          "data.lpdaac.earthdatacloud.nasa.gov.example.com", ""})
        EXPECT_FALSE(IsLpDaacHost(host)) << host;
}

TEST(IsEarthdataHost, NasaAndTheTable)
{
    EXPECT_TRUE(IsEarthdataHost("urs.earthdata.nasa.gov"));
    EXPECT_TRUE(IsEarthdataHost("data.lpdaac.earthdatacloud.nasa.gov"));
    EXPECT_TRUE(IsEarthdataHost("sentinel1.asf.alaska.edu"));
    EXPECT_FALSE(IsEarthdataHost("evil-earthdata.nasa.gov.example.com"));
    EXPECT_FALSE(IsEarthdataHost("notearthdata.nasa.gov"));
    EXPECT_FALSE(IsEarthdataHost("alaska.edu"));
}
