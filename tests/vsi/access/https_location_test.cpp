// SPDX-License-Identifier: MIT
// Where an object is by HTTPS, and which hosts may get the login.

#include "vsi/access/https_location.h"

#include "tests/support/fakes.h"
#include "vsi/names/daac.h"

#include "cpl_conv.h"

#include <gmock/gmock.h>

namespace hlsts
{
namespace
{

class HttpsLocation : public testing::Test
{
  protected:
    void TearDown() override
    {
        Set("VSIEARTHDATA_HTTPS_URL", nullptr);
    }

    static Result<HttpsObject, AccessError> Find(const std::string &path)
    {
        const auto parsed = ParseEarthdataPath(path);
        EXPECT_TRUE(parsed) << path;
        return FindHttpsObject(path, *parsed);
    }

    static void Set(const char *name, const char *value)
    {
        CPLSetThreadLocalConfigOption(name, value);
    }
};

TEST_F(HttpsLocation, TheTablesMirrorAndTheUsersOwn)
{
    EXPECT_EQ(Find("/vsiearthdata/lp-prod-protected/a/b c+%25?#\xC3\xA9.tif")
                  ->url.Text(),
              "https://data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/"
              "a/b%20c%2B%2525%3F%23%C3%A9.tif");
    Set("VSIEARTHDATA_HTTPS_URL", "https://mirror.test/base/");
    const auto object = Find("/vsiearthdata/some-bucket/k");
    EXPECT_EQ(object->url.Text(), "https://mirror.test/base/some-bucket/k");
    EXPECT_EQ(object->setting, "VSIEARTHDATA_HTTPS_URL");
    for (const char *bad :
         {"http://mirror.test", "ftp://mirror.test", "mirror.test",
          "https://mirror.test?x", "https://u@mirror.test"})
    {
        Set("VSIEARTHDATA_HTTPS_URL", bad);
        EXPECT_FALSE(Find("/vsiearthdata/some-bucket/k")) << bad;
    }
    Set("VSIEARTHDATA_HTTPS_URL", "http://127.0.0.1:80");
    EXPECT_TRUE(Find("/vsiearthdata/some-bucket/k"));
}

TEST_F(HttpsLocation, WithoutAMirrorThePathFormIsNamed)
{
    const auto object = Find("/vsiearthdata/gesdisc-cumulus-prod-protected/k");
    ASSERT_FALSE(object);
    EXPECT_THAT(object.GetError().message,
                testing::HasSubstr(
                    "/vsiearthdata/https://data.gesdisc.earthdata.nasa.gov/"));
}

TEST_F(HttpsLocation, TheLoginGoesToEarthdataOnly)
{
    for (const char *good :
         {"https://data.gesdisc.earthdata.nasa.gov/x",
          "https://datapool.asf.alaska.edu/x",
          "https://sentinel1.asf.alaska.edu/x",
          "https://a.earthdatacloud.nasa.gov/x", "http://127.0.0.1:99/x"})
        EXPECT_TRUE(MayPathGetLogin(UrlOf(good))) << good;
    for (const char *bad :
         {"https://example.com/x", "https://earthdata.nasa.gov.evil.test/x",
          "https://evilearthdata.nasa.gov/x", "https://asf.alaska.edu.x.test/",
          "https://data.gesdisc.earthdata.nasa.gov:8443/x",
          "http://data.gesdisc.earthdata.nasa.gov/x"})
        EXPECT_FALSE(MayPathGetLogin(UrlOf(bad))) << bad;
    const auto object = Find("/vsiearthdata/https://example.com/x");
    ASSERT_FALSE(object);
    EXPECT_THAT(object.GetError().message,
                testing::HasSubstr("your login isn't sent"));
}

}  // namespace
}  // namespace hlsts
