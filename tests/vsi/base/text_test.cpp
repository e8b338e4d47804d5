// SPDX-License-Identifier: MIT
// ASCII and UTF-8 helpers.

#include "vsi/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace hlsts
{
namespace
{

using namespace std::string_view_literals;

TEST(Text, ComparesBeginningsAndEnds)
{
    EXPECT_TRUE(StartsWith("abc", "ab"));
    EXPECT_TRUE(StartsWith("abc", ""));
    EXPECT_FALSE(StartsWith("ab", "abc"));
    EXPECT_TRUE(EndsWith("abc", "bc"));
    EXPECT_FALSE(EndsWith("c", "bc"));
    EXPECT_TRUE(StartsWithIgnoringCase("HTTPS://x", "https://"));
    EXPECT_FALSE(StartsWithIgnoringCase("HTT", "https://"));
    EXPECT_TRUE(EndsWithIgnoringCase("a.TIF", ".tif"));
    EXPECT_FALSE(EndsWithIgnoringCase("tif", ".tif"));
    EXPECT_FALSE(EqualsIgnoringCase("[", "{"));  // not letters
}

TEST(Text, ToLowerKnowsAsciiAlone)
{
    EXPECT_EQ(ToLower("AZ[@a1"), "az[@a1");
    EXPECT_EQ(ToLower("\xC3\x84"), "\xC3\x84");
    EXPECT_EQ(ToLower(""), "");
}

TEST(Text, TrimsBlanks)
{
    EXPECT_EQ(TrimBlanks(" \t a b\t "), "a b");
    EXPECT_EQ(TrimBlanks(" \t"), "");
    EXPECT_EQ(TrimBlanks(""), "");
}

TEST(Text, IsAllDigitsWantsOne)
{
    EXPECT_TRUE(IsAllDigits("0123456789"));
    EXPECT_FALSE(IsAllDigits(""));
    EXPECT_FALSE(IsAllDigits("1 "));
    EXPECT_FALSE(IsAllDigits("-1"));
}

TEST(Text, KnowsPlainUtf8)
{
    for (const std::string_view text :
         {""sv, "a b"sv, "\xC3\xA9"sv, "\xE2\x82\xAC"sv, "\xF0\x9F\x8C\x8D"sv,
          "\xEF\xBF\xBF"sv})
        EXPECT_TRUE(IsPlainUtf8(text)) << text;
}

TEST(Text, KnowsWhatIsNot)
{
    for (const std::string_view text : {
             "\x80"sv,              // continuation alone
             "\xC3"sv,              // cut off
             "\xE2\x82"sv,          // cut off
             "\xC3\x28"sv,          // wrong continuation
             "\xC0\xAF"sv,          // overlong slash
             "\xC1\xBF"sv,          // overlong
             "\xE0\x80\xAF"sv,      // overlong
             "\xF0\x80\x80\xAF"sv,  // overlong
             "\xED\xA0\x80"sv,      // surrogate
             "\xF4\x90\x80\x80"sv,  // past Unicode
             "\xF5\x80\x80\x80"sv,  // past Unicode
             "\xFF\xFE"sv,          // UTF-16
             "a\0b"sv,              // NUL
             "a\tb"sv,
             "a\rb"sv,
             "a\x1b"sv,
             "a\x7f"sv,
         })
        EXPECT_FALSE(IsPlainUtf8(text)) << EscapeForMessage(text);
}

TEST(Text, KnowsPrintableAscii)
{
    EXPECT_TRUE(IsPrintableAscii(""));
    EXPECT_TRUE(IsPrintableAscii("a ~"));
    for (const char *text : {"a\tb", "\n", "\x7F", "\xC3\xA4"})
        EXPECT_FALSE(IsPrintableAscii(text)) << EscapeForMessage(text);
}

TEST(EscapeForMessage, LeavesReadableTextAlone)
{
    EXPECT_EQ(EscapeForMessage("a \xC3\xA9 \xE2\x82\xAC"),
              "a \xC3\xA9 \xE2\x82\xAC");
}

TEST(EscapeForMessage, EscapesWhatDisturbsATerminal)
{
    EXPECT_EQ(EscapeForMessage("a\nb\0c\x7f"sv), "a\\x0Ab\\x00c\\x7F");
    EXPECT_EQ(EscapeForMessage("\xFF\xC3"), "\\xFF\\xC3");
    // A C1 control and the mark that turns the writing direction.
    EXPECT_EQ(EscapeForMessage("\xC2\x9B\xE2\x80\xAE"),
              "\\xC2\\x9B\\xE2\\x80\\xAE");
}

TEST(EscapeForMessage, LeavesTheMiddleOfALongTextOut)
{
    const std::string text =
        "begin" + std::string(10000, 'x') + "HLS.L30.end.tif";
    const std::string shown = EscapeForMessage(text);
    EXPECT_LT(shown.size(), 260u);
    EXPECT_THAT(shown, testing::StartsWith("beginxxx"));
    EXPECT_THAT(shown, testing::HasSubstr("x...x"));
    EXPECT_THAT(shown, testing::EndsWith("HLS.L30.end.tif"));
}

TEST(EscapeForMessage, CutsNoCharacterInTwo)
{
    for (int shift = 0; shift < 4; ++shift)
    {
        std::string text(static_cast<std::size_t>(shift), 'x');
        for (int i = 0; i < 100; ++i)
            text += "\xF0\x9F\x8C\x8D";
        EXPECT_TRUE(IsPlainUtf8(EscapeForMessage(text)));
        EXPECT_THAT(EscapeForMessage(text),
                    testing::Not(testing::HasSubstr("\\x")));
    }
}

}  // namespace
}  // namespace hlsts
