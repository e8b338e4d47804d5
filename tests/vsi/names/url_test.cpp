// SPDX-License-Identifier: MIT
#include "vsi/names/url.h"

#include "tests/support/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

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
