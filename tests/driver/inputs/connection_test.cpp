// SPDX-License-Identifier: MIT
// Connection strings, also with quotes and colons in paths.

#include "driver/inputs/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConnectionTest, EveryFormHasItsPathAndParts)
{
    const auto plain = ParseConnection("HLSTS:C:\\data\\links.txt");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->path, "C:\\data\\links.txt");
    EXPECT_THAT(plain->parts, IsEmpty());

    const auto array = ParseConnection("hlsts:\"a:b.txt\":red");
    ASSERT_TRUE(array);
    EXPECT_EQ(array->path, "a:b.txt");
    EXPECT_THAT(array->parts, ElementsAre("red"));

    const auto tile = ParseConnection("HLSTS:\"a.txt\":13TGF:red");
    ASSERT_TRUE(tile);
    EXPECT_THAT(tile->parts, ElementsAre("13TGF", "red"));
    EXPECT_EQ(FormatConnection(tile->path, tile->parts),
              "HLSTS:\"a.txt\":13TGF:red");
}

TEST(ConnectionTest, PathsWithQuotesMakeTheRoundTrip)
{
    for (const char *path : {"q\"t.txt", "\"", "\"q\".txt", "a\":b.txt",
                             "a\":red", "\":", "C:\\\"q\":x\\l.txt"})
        for (const std::vector<std::string> &parts :
             {std::vector<std::string>{}, {"red"}, {"13TGF", "red"}})
        {
            const std::string text = FormatConnection(path, parts);
            const auto connection = ParseConnection(text);
            ASSERT_TRUE(connection) << text;
            EXPECT_EQ(connection->path, path) << text;
            EXPECT_EQ(connection->parts, parts) << text;
        }
}

TEST(ConnectionTest, MalformedIsAnErrorThatShowsTheForms)
{
    for (const char *text :
         {"HLSTS:", "HLSTS:\"a.txt", "HLSTS:\"\"", "HLSTS:\"a.txt\"red",
          "HLSTS:\"a.txt\":", "HLSTS:\"a.txt\":a:", "HLSTS:\"a.txt\"::a",
          "HLSTS:\"a.txt\":a:b:c"})
    {
        const auto connection = ParseConnection(text);
        ASSERT_FALSE(connection) << text;
        EXPECT_THAT(connection.GetError().message,
                    HasSubstr("HLSTS:\"<path>\":<array>"));
    }
}

TEST(ConnectionTest, ErrorsShowNoSecretAndNoControlCharacter)
{
    for (const char *text :
         {"HLSTS:\"https://host/list?sig=SECRET\":", "HLSTS:\"a\n\":"})
    {
        const auto connection = ParseConnection(text);
        ASSERT_FALSE(connection) << text;
        const std::string &message = connection.GetError().message;
        EXPECT_THAT(message, testing::StartsWith("HLSTS: \"HLSTS:\""));
        EXPECT_EQ(message.find_first_of("\n"), std::string::npos);
        EXPECT_THAT(message, testing::Not(HasSubstr("SECRET")));
    }
}

TEST(ConnectionTest, PartsAreTakenFromTheEndOfAnUnquotedPath)
{
    auto connection = *ParseConnection("HLSTS:C:/a.txt:13TGF:red");
    EXPECT_TRUE(TakePartFromPath(connection));
    EXPECT_EQ(connection.path, "C:/a.txt:13TGF");
    EXPECT_THAT(connection.parts, ElementsAre("red"));
    EXPECT_TRUE(TakePartFromPath(connection));
    EXPECT_EQ(connection.path, "C:/a.txt");
    EXPECT_THAT(connection.parts, ElementsAre("13TGF", "red"));
    EXPECT_FALSE(TakePartFromPath(connection));

    for (const char *text : {"HLSTS:C:/a.txt", "HLSTS:a.txt", "HLSTS:a.txt:"})
    {
        auto plain = *ParseConnection(text);
        EXPECT_FALSE(TakePartFromPath(plain)) << text;
    }
}

TEST(ConnectionTest, TimeIsOnePartThoughItHasColons)
{
    for (const std::string time :
         {"2021-05-13", "2021-05-13T17:24:06Z", "2021-05-13T17:24:06.001Z",
          "2021-05-13T19:24:06+02:00"})
    {
        const auto alone = ParseConnection("HLSTS:\"C:/a.txt\":" + time);
        ASSERT_TRUE(alone) << time;
        EXPECT_EQ(alone->path, "C:/a.txt");
        EXPECT_THAT(alone->parts, ElementsAre(time));

        const std::string text =
            FormatConnection("C:/a.txt", {"13TGE,13TGF", time});
        const auto ofTiles = ParseConnection(text);
        ASSERT_TRUE(ofTiles) << text;
        EXPECT_THAT(ofTiles->parts, ElementsAre("13TGE,13TGF", time));
    }
    EXPECT_FALSE(ParseConnection("HLSTS:\"a.txt\":13TGF:red:2021-05-13"));
    // Nothing follows a time: its colons are its own.
    const auto last = ParseConnection("HLSTS:\"a.txt\":2021-05-13:red");
    ASSERT_TRUE(last);
    EXPECT_THAT(last->parts, ElementsAre("2021-05-13:red"));
}

TEST(ConnectionTest, TimesAreTakenFromTheEndOfAnUnquotedPath)
{
    for (const std::string time :
         {"2021-05-13", "2021-05-13T17:24:06Z", "2021-05-13T17:24:06.001Z",
          "2021-05-13T19:24:06+02:00"})
    {
        auto connection = *ParseConnection("HLSTS:C:/a.txt:13TGF:" + time);
        ASSERT_TRUE(TakePartFromPath(connection)) << time;
        EXPECT_EQ(connection.path, "C:/a.txt:13TGF");
        EXPECT_THAT(connection.parts, ElementsAre(time));
        ASSERT_TRUE(TakePartFromPath(connection)) << time;
        EXPECT_EQ(connection.path, "C:/a.txt");
        EXPECT_THAT(connection.parts, ElementsAre("13TGF", time));
        EXPECT_FALSE(TakePartFromPath(connection));
    }
    // No times, and so no parts, for their dots.
    for (const char *text :
         {"HLSTS:a.txt:2021-5-13T17.5Z", "HLSTS:a:20210513.txt",
          "HLSTS:a.txt:2021-05-13/b"})
    {
        auto plain = *ParseConnection(text);
        EXPECT_FALSE(TakePartFromPath(plain)) << text;
        EXPECT_THAT(plain.parts, IsEmpty());
    }
}

TEST(ConnectionTest, PrefixIsRecognisedInAnyCase)
{
    EXPECT_TRUE(HasConnectionPrefix("HLSTS:x"));
    EXPECT_TRUE(HasConnectionPrefix("hlsts:x"));
    EXPECT_FALSE(HasConnectionPrefix("HLSTS"));
    EXPECT_FALSE(HasConnectionPrefix("HLSTSX:"));
    EXPECT_FALSE(HasConnectionPrefix(""));
}
