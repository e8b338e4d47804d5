// SPDX-License-Identifier: MIT
#include "vsi/names/url.h"

#include "tests/support/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace hlsts;
using namespace std::string_literals;

namespace
{

std::string Resolved(const std::string &base, const std::string &location)
{
    const auto url = ResolveLocation(UrlOf(base), location);
    return url ? url->Text() : "refused";
}

}  // namespace

TEST(ParseUrl, TakesUrlsApart)
{
    const Url url = UrlOf("HTTPS://Urs.Earthdata.NASA.gov:8443/a/b?c=d#e");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.host, "urs.earthdata.nasa.gov");
    EXPECT_EQ(url.port, 8443);
    EXPECT_EQ(url.target, "/a/b?c=d");
    EXPECT_EQ(url.Path(), "/a/b");
    EXPECT_EQ(url.Text(), "https://urs.earthdata.nasa.gov:8443/a/b?c=d");
    EXPECT_EQ(UrlOf("https://h").target, "/");
    EXPECT_EQ(UrlOf("https://h?q").target, "/?q");
    EXPECT_EQ(UrlOf("https://h:443/").Origin(), "https://h");
    EXPECT_EQ(UrlOf("http://[::1]:8080/x").Text(), "http://[::1]:8080/x");
}

TEST(ParseUrl, RefusesWhatAnotherParserCouldReadOtherwise)
{
    for (const auto &text : {"urs.earthdata.nasa.gov"s,
                             "ftp://h/"s,
                             "https://"s,
                             "https:///x"s,
                             "https://user@h/"s,
                             "https://user:pw@h/"s,
                             "https://good@evil/"s,
                             "https://good\\@evil/"s,
                             "https://h\\evil/"s,
                             "https://h /"s,
                             "https://h/\r\nX: y"s,
                             "https://h/a\0b"s,
                             "https://h:0/"s,
                             "https://h:65536/"s,
                             "https://h:/"s,
                             "https://h:80a/"s,
                             "https://h%2eevil/"s,
                             "https://[::1/"s,
                             "https://[evil]/"s,
                             "https://\xC3\xBC/"s,
                             "//h/x"s,
                             ""s})
        EXPECT_FALSE(ParseUrl(text)) << text;
}

// libcurl takes most of these for URLs: of a host that it guesses, or without
// what the text has too much.
TEST(ParseUrl, IsStricterThanLibcurl)
{
    for (const char *text : {"http:/h/x",
                             "https:h/x",
                             "https:///h/x",
                             "h/x",
                             "ftp.h/x",
                             "https://@h/",
                             "https://:@h/",
                             "https://h%00/",
                             "https://%68/",
                             "https://h:443:443/",
                             "https://h:+443/",
                             "https://h:000443/",
                             "https://[fe80::1%25eth0]/",
                             "https://[fe80::1%eth0]/",
                             "https://[::1%25lo]/",
                             "https://[::1]evil/",
                             "https://[::1]:/",
                             "https://::1/",
                             "https://h\xE3\x80\x82"
                             "evil/",
                             "https://xn--\xC3\xBC/",
                             "https://h\t/",
                             "https://h/a b",
                             "https://h/?a b",
                             "https://h/#a b",
                             "https://h/a\\b"})
        EXPECT_FALSE(ParseUrl(text)) << text;
}

// libcurl makes 127.0.0.1 or ::1 of all but the last.
TEST(ParseUrl, LeavesTheHostAsItIsWritten)
{
    for (const char *host : {"0x7f.1", "0x7f000001", "0177.0.0.1", "2130706433",
                             "127.1", "127.0.1", "h."})
    {
        const Url url = UrlOf("http://"s + host + "/x");
        EXPECT_EQ(url.host, host);
        EXPECT_EQ(url.Text(), "http://"s + host + "/x");
        EXPECT_FALSE(IsLoopback(url)) << host;
        EXPECT_FALSE(IsSecure(url)) << host;
    }
    const Url url = UrlOf("http://[0:0:0:0:0:0:0:1]/x");
    EXPECT_EQ(url.host, "0:0:0:0:0:0:0:1");
    EXPECT_FALSE(IsLoopback(url));
    EXPECT_FALSE(SameOrigin(UrlOf("https://h./"), UrlOf("https://h/")));
}

TEST(ParseUrl, LeavesPathAndQueryAsTheyAreWritten)
{
    for (const char *target :
         {"/?", "/a?", "/a/../b", "/./a", "//a", "/a%2fb?c=%2F&d=a/../b",
          "/?a?b", "/\xC3\xBC?\xC3\xBC", "/%2e%2e/a", "/a:b@c"})
        EXPECT_EQ(UrlOf("https://h"s + target + "#f").target, target);
}

TEST(ParseUrl, APortIsComparedByItsNumber)
{
    EXPECT_EQ(UrlOf("https://h:0443/").Origin(), "https://h");
    EXPECT_EQ(UrlOf("https://h:65535/").port, 65535);
}

TEST(ParseUrl, MessagesDontRepeatTheUrl)
{
    const auto url = ParseUrl("https://user:PLANTED@host/");
    ASSERT_FALSE(url);
    EXPECT_THAT(url.GetError().message,
                testing::Not(testing::HasSubstr("PLANTED")));
}

TEST(ResolveLocation, AllForms)
{
    const std::string base = "https://h:8443/folder/page?q";
    EXPECT_EQ(Resolved(base, "https://other/x"), "https://other/x");
    EXPECT_EQ(Resolved(base, "//other/x"), "https://other/x");
    EXPECT_EQ(Resolved(base, "/x?y=http://z"), "https://h:8443/x?y=http://z");
    EXPECT_EQ(Resolved(base, "x"), "https://h:8443/folder/x");
    EXPECT_EQ(Resolved(base, "?y"), "https://h:8443/folder/page?y");
    EXPECT_EQ(Resolved(base, "javascript:alert(1)"), "refused");
    EXPECT_EQ(Resolved(base, "https://h/\nx"), "refused");
}

TEST(ResolveLocation, LeavesPathAndQueryAsTheyAreWritten)
{
    const std::string base = "https://h/folder/sub/page?q";
    EXPECT_EQ(Resolved(base, "../x"), "https://h/folder/sub/../x");
    EXPECT_EQ(Resolved(base, "/a/../b?"), "https://h/a/../b?");
    EXPECT_EQ(Resolved(base, "x//y%2F"), "https://h/folder/sub/x//y%2F");
    EXPECT_EQ(Resolved(base, "x#f"), "https://h/folder/sub/x");
}

// libcurl follows most of these, and rewrites others.
TEST(ResolveLocation, IsStricterThanLibcurl)
{
    for (const char *location :
         {"https:/evil/x", "https:evil/x", "https:///evil/x", "///evil/x",
          "//user@evil/x", "//evil:/x", "//e%76il/x", "\\\\evil/x", "/\\evil/x",
          "x y", "x\ty", "ftp://evil/x", "file:///x", "//[::1%25lo]/x"})
        EXPECT_EQ(Resolved("https://h/folder/page", location), "refused")
            << location;
    EXPECT_EQ(Resolved("https://h/", "/x\0y"s), "refused");
}

TEST(ResolveLocation, WithoutAHostTheOriginStaysAsItIsWritten)
{
    for (const char *origin :
         {"https://127.1:8443", "https://0x7f.1", "http://[0:0:0:0:0:0:0:1]",
          "https://h.", "http://localhost:80"})
        for (const char *location : {"/x", "x", "?x"})
        {
            const Url base = UrlOf(origin + "/"s);
            const auto url = ResolveLocation(base, location);
            ASSERT_TRUE(url) << origin;
            EXPECT_TRUE(SameOrigin(*url, base)) << url->Text();
        }
    EXPECT_EQ(Resolved("https://h/", "//0x7f.1/x"), "https://0x7f.1/x");
}

TEST(SameOrigin, NeedsSchemeHostAndPort)
{
    const Url url = UrlOf("https://h/a");
    EXPECT_TRUE(SameOrigin(url, UrlOf("https://H:443/b")));
    EXPECT_FALSE(SameOrigin(url, UrlOf("http://h/a")));
    EXPECT_FALSE(SameOrigin(url, UrlOf("http://h:443/a")));
    EXPECT_FALSE(SameOrigin(url, UrlOf("https://h:444/a")));
    EXPECT_FALSE(SameOrigin(url, UrlOf("https://h.evil/a")));
    EXPECT_FALSE(SameOrigin(url, UrlOf("https://evil-h/a")));
}

TEST(IsLoopback, OnlySpelledOut)
{
    for (const char *text : {"http://localhost/", "http://127.0.0.1:80/",
                             "http://127.255.1.9/", "http://[::1]/"})
        EXPECT_TRUE(IsLoopback(UrlOf(text))) << text;
    for (const char *text :
         {"http://127.0.0.1.evil.com/", "http://127.evil.com/",
          "http://localhost.evil.com/", "http://127.0.0/", "http://0.0.0.0/",
          "http://10.0.0.1/", "http://169.254.169.254/", "http://127.0.0.1a/",
          "http://127.0.0.1.2/", "http://[::ffff:127.0.0.1]/"})
        EXPECT_FALSE(IsLoopback(UrlOf(text))) << text;
}

TEST(IsSecure, PlainHttpOnlyToThisMachine)
{
    EXPECT_TRUE(IsSecure(UrlOf("https://h/")));
    EXPECT_TRUE(IsSecure(UrlOf("http://127.0.0.1/")));
    EXPECT_FALSE(IsSecure(UrlOf("http://h/")));
}

TEST(EncodePercent, LeavesUnreservedCharactersAlone)
{
    EXPECT_EQ(EncodePercent("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(EncodePercent("a b/c%+&=\xC3\xBC"),
              "a%20b%2Fc%25%2B%26%3D%C3%BC");
    EXPECT_EQ(EncodePercent("a\0b"s), "a%00b");
    EXPECT_EQ(EncodePercent(""), "");
    EXPECT_EQ(EncodePercent(std::string_view("abc", 0)), "");
    EXPECT_EQ(EncodePercent(std::string_view("abc", 1)), "a");
}

TEST(EncodeKey, LeavesSlashes)
{
    EXPECT_EQ(EncodeKey("/a b//c%2F~/"), "/a%20b//c%252F~/");
    EXPECT_EQ(EncodeKey(""), "");
    // In a time in proportion to the length: this many take minutes otherwise.
    const std::string slashes(4 * 1024 * 1024, '/');
    EXPECT_TRUE(EncodeKey(slashes) == slashes);
}

TEST(DecodeKey, IsTheInverseOfEncodeKey)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
    {
        if (byte != '\\')
            all += static_cast<char>(byte);
    }
    for (const auto &key : {""s, "a/b"s, "100%25 a+b?c#d"s, all})
        EXPECT_EQ(DecodeKey(EncodeKey(key)), key);
    EXPECT_EQ(DecodeKey("a+b%2b%C3%bc"), "a+b+\xC3\xBC");
    EXPECT_EQ(DecodeKey(std::string_view("ab", 1)), "a");
}

TEST(DecodeKey, RefusesBrokenEscapesAndHiddenSeparators)
{
    for (const char *path :
         {"%", "a%", "a%2", "a%2g", "a%%41", "%2F", "%2f", "a%5Cb", "%5c"})
        EXPECT_FALSE(DecodeKey(path)) << path;
    EXPECT_FALSE(DecodeKey(std::string_view("a%41", 3)));
}
