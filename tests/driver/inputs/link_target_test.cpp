// SPDX-License-Identifier: MIT
// Which links lead where, and which are refused: a hostile list reaches neither
// local files, private hosts nor GDAL's other drivers and file systems.

#include "driver/inputs/link_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace hlsts
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::string_view_literals;

#define HLS_NAME "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
#define DAAC "data.lpdaac.earthdatacloud.nasa.gov"

constexpr LinkRules kLocalList{"/data/lists", true, true};
constexpr LinkRules kRemoteList{"/vsicurl/https://example.com/lists", false,
                                false};
constexpr LinkRules kTrustedRemoteList{"/vsicurl/https://example.com/lists",
                                       false, true};

struct Mapping
{
    const char *link;
    const char *path;
};

void ExpectMapped(const Mapping &mapping, const LinkRules &rules, bool isLocal)
{
    const auto target = ResolveLink(mapping.link, rules);
    ASSERT_TRUE(target) << target.GetError().message;
    EXPECT_EQ(target->path, mapping.path) << mapping.link;
    EXPECT_EQ(target->GetFileName(), HLS_NAME) << mapping.link;
    EXPECT_EQ(target->isLocal, isLocal) << mapping.link;
}

std::string WhyRefused(std::string_view link, const LinkRules &rules)
{
    const auto target = ResolveLink(link, rules);
    return target ? "not refused: opens " + target->path
                  : target.GetError().message;
}

TEST(RemoteLink, LeadsToTheSamePlaceFromEveryList)
{
    const Mapping mappings[] = {
        {"s3://lp-prod-protected/HLSL30.020/g/" HLS_NAME,
         "/vsiearthdata/lp-prod-protected/HLSL30.020/g/" HLS_NAME},
        {"S3://my-bucket/" HLS_NAME, "/vsiearthdata/my-bucket/" HLS_NAME},
        {"s3://bucket/a b/%2e%2e/+/\xC3\xA9/?#/" HLS_NAME,
         "/vsiearthdata/bucket/a b/%2e%2e/+/\xC3\xA9/?#/" HLS_NAME},
        {"/vsiearthdata/bucket/key/" HLS_NAME,
         "/vsiearthdata/bucket/key/" HLS_NAME},
        {"/vsis3/lp-prod-protected/" HLS_NAME,
         "/vsiearthdata/lp-prod-protected/" HLS_NAME},
        {"/vsis3/lp-prod-public/" HLS_NAME,
         "/vsiearthdata/lp-prod-public/" HLS_NAME},
        {"/vsis3/lp-protected/" HLS_NAME,
         "/vsiearthdata/lp-protected/" HLS_NAME},
        {"/vsis3/lp-public/" HLS_NAME, "/vsiearthdata/lp-public/" HLS_NAME},
        {"/vsis3/lp-sit-protected/" HLS_NAME,
         "/vsiearthdata/lp-sit-protected/" HLS_NAME},
        // Another's bucket keeps the user's own credentials.
        {"/vsis3/my-bucket/" HLS_NAME, "/vsis3/my-bucket/" HLS_NAME},
        {"/vsis3/lp-prod-protected-2/" HLS_NAME,
         "/vsis3/lp-prod-protected-2/" HLS_NAME},
        {"https://" DAAC "/lp-prod-protected/a/" HLS_NAME,
         "/vsiearthdata/lp-prod-protected/a/" HLS_NAME},
        {"HTTPS://DATA.LPDAAC.EarthdataCloud.nasa.gov:443/bucket/" HLS_NAME,
         "/vsiearthdata/bucket/" HLS_NAME},
        {"https://" DAAC "./bucket/" HLS_NAME,
         "/vsiearthdata/bucket/" HLS_NAME},
        {"https://data.lpdaac.sit.earthdatacloud.nasa.gov/bucket/" HLS_NAME,
         "/vsiearthdata/bucket/" HLS_NAME},
        {"https://data.lpdaac.uat.earthdatacloud.nasa.gov/bucket/" HLS_NAME,
         "/vsiearthdata/bucket/" HLS_NAME},
        {"/vsicurl/https://" DAAC "/bucket/" HLS_NAME,
         "/vsiearthdata/bucket/" HLS_NAME},
        {"https://" DAAC "/bucket/a%20b%2b+/HLS%2EL30.T13TGF."
         "2021133T172406.v2.0.B04.tif?A-userid=x",
         "/vsiearthdata/bucket/a b++/" HLS_NAME},
        // A lookalike, or another port, isn't the DAAC: no login for it.
        {"https://" DAAC ".example.com/bucket/" HLS_NAME,
         "/vsicurl/https://" DAAC ".example.com/bucket/" HLS_NAME},
        {"https://" DAAC ":8443/bucket/" HLS_NAME,
         "/vsicurl/https://" DAAC ":8443/bucket/" HLS_NAME},
        {"https://example.com/a/" HLS_NAME,
         "/vsicurl/https://example.com/a/" HLS_NAME},
        {"/vsicurl/https://example.com/a/" HLS_NAME,
         "/vsicurl/https://example.com/a/" HLS_NAME},
        {"https://example.com/a%20b/" HLS_NAME "?sig=a/b%2F..%3D&se=1",
         "/vsicurl/https://example.com/a%20b/" HLS_NAME
         "?sig=a/b%2F..%3D&se=1"},
        {"https://8.8.8.8/" HLS_NAME, "/vsicurl/https://8.8.8.8/" HLS_NAME},
        {"https://[2606:4700::1111]:443/" HLS_NAME,
         "/vsicurl/https://[2606:4700::1111]:443/" HLS_NAME},
    };
    for (const Mapping &mapping : mappings)
    {
        ExpectMapped(mapping, kLocalList, false);
        ExpectMapped(mapping, kRemoteList, false);
    }
}

TEST(RemoteLink, IsRefusedFromEveryList)
{
    for (const std::string_view link : {
             // no bucket or key
             "s3://"sv,
             "s3://bucket"sv,
             "s3:///" HLS_NAME ""sv,
             "s3://b/" HLS_NAME ""sv,
             "s3://Bucket/" HLS_NAME ""sv,
             "s3://a..b/" HLS_NAME ""sv,
             "s3://key:secret@bucket/" HLS_NAME ""sv,
             "/vsiearthdata/" HLS_NAME ""sv,
             "/vsis3/" HLS_NAME ""sv,
             "/vsis3//bucket/" HLS_NAME ""sv,
             "https://" DAAC ""sv,
             "https://" DAAC "/" HLS_NAME ""sv,
             "https://" DAAC "//bucket/" HLS_NAME ""sv,
             // the login would go there
             "/vsiearthdata/https://example.com/" HLS_NAME ""sv,
             // dot segments and disguised separators
             "s3://bucket/../" HLS_NAME ""sv,
             "s3://bucket/a/./" HLS_NAME ""sv,
             "s3://bucket/.."sv,
             "s3://bucket/a\\" HLS_NAME ""sv,
             "/vsiearthdata/bucket/../other/" HLS_NAME ""sv,
             "/vsis3/bucket/../other/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/../" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%2e%2E/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/.%2e/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/..%2f" HLS_NAME ""sv,
             "https://" DAAC "/bucket%2Fa/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%5C/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%00/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%0d%0a/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%FF/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/%zz/" HLS_NAME ""sv,
             "https://" DAAC "/bucket/" HLS_NAME "%4"sv,
             "https://example.com/../" HLS_NAME ""sv,
             "https://example.com/%2e%2e/" HLS_NAME ""sv,
             "/vsicurl/https://example.com/a/../" HLS_NAME ""sv,
             // another reading by another parser
             "https:///" HLS_NAME ""sv,
             "https://?/" HLS_NAME ""sv,
             "https://user@example.com/" HLS_NAME ""sv,
             "https://user:pass@" DAAC "/bucket/" HLS_NAME ""sv,
             "https://" DAAC "@example.com/" HLS_NAME ""sv,
             "https://" DAAC "\\@example.com/" HLS_NAME ""sv,
             "https://example.com\\" HLS_NAME ""sv,
             "https://example.com#@" DAAC "/" HLS_NAME ""sv,
             "https://example.com/#/" HLS_NAME ""sv,
             "https://exa mple.com/" HLS_NAME ""sv,
             "https://example.com/a b/" HLS_NAME ""sv,
             "https://example.com:/" HLS_NAME ""sv,
             "https://example.com:0/" HLS_NAME ""sv,
             "https://example.com:65536/" HLS_NAME ""sv,
             "https://example.com:4x3/" HLS_NAME ""sv,
             "https://example.com:443:443/" HLS_NAME ""sv,
             "https://[::1/" HLS_NAME ""sv,
             "https://[::1]x/" HLS_NAME ""sv,
             "https://exa%6dple.com/" HLS_NAME ""sv,
             "https://1.2.3.256/" HLS_NAME ""sv,
             // schemes and virtual file systems
             "http://example.com/" HLS_NAME ""sv,
             "http://169.254.169.254/" HLS_NAME ""sv,
             "/vsicurl/http://169.254.169.254/" HLS_NAME ""sv,
             "/vsicurl/ftp://example.com/" HLS_NAME ""sv,
             "/vsicurl/" HLS_NAME ""sv,
             "/vsicurl?url=https://example.com/" HLS_NAME ""sv,
             "/vsicurl?pc_url_signing=yes&url=https%3A%2F%2Fexample.com/"
             "" HLS_NAME ""sv,
             "ftp://example.com/" HLS_NAME ""sv,
             "gs://b/" HLS_NAME ""sv,
             "file:///data/" HLS_NAME ""sv,
             "vrt:///data/" HLS_NAME ""sv,
             "/vsicurl_streaming/https://example.com/" HLS_NAME ""sv,
             "/vsis3_streaming/bucket/" HLS_NAME ""sv,
             "/vsigs/bucket/" HLS_NAME ""sv,
             "/vsiaz/c/" HLS_NAME ""sv,
             "/vsizip/a.zip/" HLS_NAME ""sv,
             "/VSIZIP/a.zip/" HLS_NAME ""sv,
             "/vsigzip//data/" HLS_NAME ""sv,
             "/vsitar/a.tar/" HLS_NAME ""sv,
             "/vsisubfile/0_1,/data/" HLS_NAME ""sv,
             "/vsicached?file=/" HLS_NAME ""sv,
             "/vsisparse//data/" HLS_NAME ""sv,
             "/vsicrypt/key=x,file=/" HLS_NAME ""sv,
             "/vsistdin/" HLS_NAME ""sv,
             "/vsimem/" HLS_NAME ""sv,
             "/vsimem\\..\\/" HLS_NAME ""sv,
             "/vsihdfs/" HLS_NAME ""sv,
             "/vsiwebhdfs/http://h/" HLS_NAME ""sv,
             // connection strings and commands
             "HLSTS:/data/" HLS_NAME ""sv,
             "HLSTS:\"/data/x\":red"sv,
             "PG:host=h password=p /" HLS_NAME ""sv,
             "MEM:::DATAPOINTER=1,/" HLS_NAME ""sv,
             "GTIFF_DIR:1:/data/" HLS_NAME ""sv,
             "C:" HLS_NAME ""sv,
             "1:/" HLS_NAME ""sv,
             ":/" HLS_NAME ""sv,
             "|cat /etc/passwd /" HLS_NAME ""sv,
             // network shares
             "\\\\server\\share\\" HLS_NAME ""sv,
             "//server/share/" HLS_NAME ""sv,
             "/\\server\\s\\" HLS_NAME ""sv,
             "\\/server/s/" HLS_NAME ""sv,
             "\\\\?\\C:\\" HLS_NAME ""sv,
             "\\data\\" HLS_NAME ""sv,
             // not a text
             ""sv,
             "a\0/" HLS_NAME ""sv,
             "a\n/" HLS_NAME ""sv,
             "a\t/" HLS_NAME ""sv,
             "\xFF/" HLS_NAME ""sv,
         })
    {
        for (const LinkRules &rules :
             {kLocalList, kRemoteList, kTrustedRemoteList})
            EXPECT_THAT(WhyRefused(link, rules), Not(StartsWith("not refused")))
                << DescribeLink(link);
    }
}

TEST(RemoteLink, WithAUserPartIsRefusedByThatReason)
{
    for (const char *link : {"https://user@example.com/" HLS_NAME,
                             "https://user:pass@" DAAC "/bucket/" HLS_NAME,
                             "https://" DAAC "@example.com/" HLS_NAME,
                             "https://@example.com/" HLS_NAME,
                             "/vsicurl/https://u:1@example.com/" HLS_NAME})
        EXPECT_THAT(WhyRefused(link, kLocalList), HasSubstr("user part"));
}

TEST(PrivateHost, IsAllowedInALocalListOnly)
{
    for (const std::string host :
         {"localhost", "localhost:8443", "127.0.0.1", "127.1", "0x7f000001",
          "169.254.169.254", "10.0.0.5", "[::1]", "[::1]:8443",
          "[::ffff:127.0.0.1]", "nas.lan", "metadata.google.internal",
          "metadata"})
    {
        const std::string url = "https://" + host + "/" HLS_NAME;
        for (const std::string &link : {url, "/vsicurl/" + url})
        {
            ExpectMapped({link.c_str(), ("/vsicurl/" + url).c_str()},
                         kLocalList, false);
            EXPECT_THAT(WhyRefused(link, kRemoteList),
                        HasSubstr("private network"));
            EXPECT_THAT(WhyRefused(link, kTrustedRemoteList),
                        HasSubstr("private network"));
        }
    }
}

TEST(LocalPath, IsJoinedToTheFolderOfTheList)
{
    const Mapping mappings[] = {
        {HLS_NAME, "/data/lists/" HLS_NAME},
        {"sub/" HLS_NAME, "/data/lists/sub/" HLS_NAME},
        {"./" HLS_NAME, "/data/lists/./" HLS_NAME},
        {"../" HLS_NAME, "/data/lists/../" HLS_NAME},
        {"a b/%41/?/c:d/" HLS_NAME, "/data/lists/a b/%41/?/c:d/" HLS_NAME},
        {"vsizip/" HLS_NAME, "/data/lists/vsizip/" HLS_NAME},
        {"/elsewhere/" HLS_NAME, "/elsewhere/" HLS_NAME},
        {"C:\\data\\" HLS_NAME, "C:\\data\\" HLS_NAME},
        {"d:/data/" HLS_NAME, "d:/data/" HLS_NAME},
    };
    for (const Mapping &mapping : mappings)
        ExpectMapped(mapping, kLocalList, true);
}

TEST(LocalPath, IsJoinedToAnyFolderTheListIsIn)
{
    const struct
    {
        const char *folder;
        const char *path;
    } cases[] = {
        {"", "a/" HLS_NAME},
        {".", "./a/" HLS_NAME},
        {"/", "/a/" HLS_NAME},
        {"/data/", "/data/a/" HLS_NAME},
        {"C:\\", "C:\\a/" HLS_NAME},
        {"/vsimem/test", "/vsimem/test/a/" HLS_NAME},
    };

    for (const auto &c : cases)
        ExpectMapped({"a/" HLS_NAME, c.path}, {c.folder, true, true}, true);
}

TEST(LocalPath, NeverLeavesAVirtualFolderNorEntersOne)
{
    const LinkRules inMemory{"/vsimem/test", true, true};
    EXPECT_THAT(WhyRefused("../" HLS_NAME, inMemory), HasSubstr("\"..\""));
    EXPECT_THAT(WhyRefused("a\\..\\" HLS_NAME, inMemory), HasSubstr("\"..\""));
    const LinkRules inRoot{"/", true, true};
    EXPECT_THAT(WhyRefused("vsizip/a.zip/" HLS_NAME, inRoot),
                HasSubstr("virtual file systems"));
}

TEST(LocalPath, InARemoteListIsRefusedAndTheMessageNamesTheOption)
{
    constexpr const char *kOption =
        "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE=YES";
    for (const char *link :
         {"/data/" HLS_NAME, "C:\\data\\" HLS_NAME, "/etc/passwd"})
        EXPECT_THAT(WhyRefused(link, kRemoteList), HasSubstr(kOption));
    EXPECT_THAT(WhyRefused(HLS_NAME, {"/data", false, false}),
                HasSubstr(kOption));
}

TEST(LocalPath, OfAFolderElsewhereIsRefusedWithoutAdviceThatDoesNotHelp)
{
    for (const char *link : {HLS_NAME, "../" HLS_NAME, "a/" HLS_NAME})
        for (const LinkRules &rules : {kRemoteList, kTrustedRemoteList})
            EXPECT_THAT(WhyRefused(link, rules),
                        AllOf(HasSubstr("relative paths"),
                              Not(HasSubstr("GDAL_ALLOW"))));
}

TEST(LocalPath, StaysInTheArchiveOfItsList)
{
    LinkRules rules{"/vsizip//data/z.zip/lists", false, false, true};
    ExpectMapped({"a/" HLS_NAME, "/vsizip//data/z.zip/lists/a/" HLS_NAME},
                 rules, true);
    for (const char *link : {"../" HLS_NAME, "a/../../../x.zip/" HLS_NAME,
                             "a\\..\\" HLS_NAME, "./" HLS_NAME})
        EXPECT_THAT(WhyRefused(link, rules), HasSubstr("\"..\""));
    EXPECT_THAT(WhyRefused("/data/" HLS_NAME, rules), HasSubstr("GDAL_ALLOW"));
    EXPECT_THAT(WhyRefused("/vsizip//data/z.zip/" HLS_NAME, rules),
                HasSubstr("virtual file systems"));
    EXPECT_THAT(WhyRefused("https://10.0.0.1/" HLS_NAME, rules),
                HasSubstr("private network"));
    rules.allowLocalPaths = true;
    ExpectMapped({"/data/" HLS_NAME, "/data/" HLS_NAME}, rules, true);
}

TEST(LocalPath, InARemoteListThatMayIsAllowedWhereItIsOfThisMachine)
{
    ExpectMapped({"/data/" HLS_NAME, "/data/" HLS_NAME}, kTrustedRemoteList,
                 true);
    ExpectMapped({HLS_NAME, "/data/" HLS_NAME}, {"/data", false, true}, true);
    // Joined, it would be a URL that nobody has checked.
    EXPECT_THAT(WhyRefused(HLS_NAME, kTrustedRemoteList),
                HasSubstr("relative paths"));
    EXPECT_THAT(WhyRefused(HLS_NAME, {"https://example.com", false, true}),
                HasSubstr("relative paths"));
}

TEST(DescribeLink, NeverShowsASecret)
{
    const struct
    {
        const char *link;
        const char *shown;
    } cases[] = {
        {"https://example.com/a.tif", "https://example.com/a.tif"},
        {"https://example.com/a.tif?sig=SECRET",
         "https://example.com/a.tif?..."},
        {"https://example.com/a.tif#SECRET", "https://example.com/a.tif#..."},
        {"https://u:SECRET@example.com/a", "https://...@example.com/a"},
        {"https://u:SEC/RET@example.com/a", "https://...@example.com/a"},
        {"https://u:SEC?RET@example.com/a", "https://...@?..."},
        {"https://u@h/a?m=me@h.org&sig=SECRET", "https://...@?..."},
        {"https://h:1/a?m=me@h.org&sig=SECRET", "https://...@?..."},
        {"https://h/a?m=me@h.org&sig=SECRET", "https://h/a?..."},
        {"https://h/u@v/a?sig=SECRET", "https://...@v/a?..."},
        {"/vsicurl?header.Authorization=SECRET&url=https://u@h/x",
         "/vsicurl?..."},
        {"https://u:SEC@RET@example.com/a", "https://...@example.com/a"},
        {"/vsicurl/http://u:SECRET@h/a?x", "/vsicurl/http://...@h/a?..."},
        {"/vsicurl?header.Authorization=SECRET&url=x", "/vsicurl?..."},
        {"example.com/a.tif?sig=SECRET", "example.com/a.tif?..."},
        {"a.tif?SECRET", "a.tif?..."},
        {"/data/e?x/a.tif?SECRET", "/data/e?x/a.tif?..."},
        {"/data/d#1/e?x/u@v/a.tif", "/data/d#1/e?x/u@v/a.tif"},
        {"PG:host=h password=SECRET", "PG:..."},
        {"C:\\data\\a.tif", "C:\\data\\a.tif"},
        {"a\nb", "a\\x0Ab"},
        {"", ""},
    };

    for (const auto &c : cases)
        EXPECT_EQ(DescribeLink(c.link), c.shown);
}

TEST(WithoutSecrets, KeepsTheRest)
{
    const std::string folder = "/data/" + std::string(300, 'x') + "/d#1/e?a=b/";

    const struct
    {
        std::string link;
        std::string shown;
    } cases[] = {
        {folder + HLS_NAME, folder + HLS_NAME},
        {"s3://bucket/u@v/a?b=c#d/" HLS_NAME,
         "s3://bucket/u@v/a?b=c#d/" HLS_NAME},
        {"/vsis3/bucket/u@v?a=b/" HLS_NAME, "/vsis3/bucket/u@v?a=b/" HLS_NAME},
        {"https://h/" HLS_NAME, "https://h/" HLS_NAME},
        {"https://h/" HLS_NAME "?sig=SECRET", "https://h/" HLS_NAME},
        {"HTTPS://h/" HLS_NAME "?sig=SECRET", "HTTPS://h/" HLS_NAME},
        {"/vsicurl/https://h:1/" HLS_NAME "?sig=SE@CRET",
         "/vsicurl/https://h:1/" HLS_NAME},
        {"https://u:1/SECRET@h/" HLS_NAME, "https://h/" HLS_NAME},
    };

    for (const auto &c : cases)
        EXPECT_EQ(WithoutSecrets(c.link), c.shown);
}

TEST(ResolveLink, ErrorBeginsWithTheLinkAndHidesItsSecrets)
{
    EXPECT_THAT(WhyRefused("http://example.com/a.tif", kLocalList),
                StartsWith("http://example.com/a.tif: "));
    for (const char *link :
         {"https://user:SECRET@example.com/" HLS_NAME,
          "http://example.com/" HLS_NAME "?sig=SECRET",
          "https://10.0.0.1/" HLS_NAME "?sig=SECRET",
          "https://example.com/../" HLS_NAME "?sig=SECRET",
          "https://example.com/" HLS_NAME "#SECRET", "PG:password=SECRET",
          "/vsicurl?header.Authorization=SECRET&url=https://example.com/x"})
    {
        const std::string why = WhyRefused(link, kRemoteList);
        EXPECT_THAT(why, Not(StartsWith("not refused")));
        EXPECT_THAT(why, Not(HasSubstr("SECRET")));
    }
}

}  // namespace
}  // namespace hlsts
