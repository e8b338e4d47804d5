// SPDX-License-Identifier: MIT
// Each form of input goes to its parser, and a message says what others are.

#include "driver/inputs/input_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace hlsts;
using namespace std::string_view_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace
{

constexpr std::string_view kRed =
    "s3://bucket/HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif";

std::string WhyRefused(std::string_view bytes)
{
    InputContext context;
    context.path = "links.txt";
    const auto input = ReadInputBytes(bytes, context);
    return input ? "not refused" : input.GetError().message;
}

}  // namespace

TEST(InputForms, AreTakenFromTheirFirstBytes)
{
    const std::string red(kRed);
    for (const std::string &text :
         {red, "['" + red + "']",
          "Collection: {}\nSpatial coverage: {}\nData: ['" + red + "']\n",
          "#!/bin/bash\nfetch_urls <<'EDSCEOF'\n" + red + "\nEDSCEOF\n"})
    {
        EXPECT_TRUE(LooksLikeInput(text, true)) << text;
        const auto input = ReadInputBytes(text, {});
        ASSERT_TRUE(input) << input.GetError().message;
        EXPECT_EQ(input->links.size(), 1u);
        EXPECT_EQ(input->links.front().text, kRed);
    }
}

TEST(InputForms, ErrorNamesTheInputAndTheLine)
{
    EXPECT_THAT(WhyRefused("['" + std::string(kRed) + "',\n x]"),
                StartsWith("HLSTS: links.txt, line 2: x]: "));
    EXPECT_THAT(WhyRefused("#!/bin/bash\n"),
                StartsWith("HLSTS: links.txt: it is a script"));
}

TEST(InputForms, OthersAreNamed)
{
    const std::pair<std::string_view, const char *> cases[] = {
        {"\n<!DOCTYPE html>\n<title>Login</title>"sv, "web page (HTML)"},
        {"<HTML><body>"sv, "web page (HTML)"},
        {"\xEF\xBB\xBF<?xml version='1.0'?><html xmlns=''>"sv, "(HTML)"},
        {"<?xml version='1.0'?><Granules/>"sv, "it is XML"},
        {"II*\0\x08\0\0\0"sv, "TIFF"},
        {"\x89HDF\r\n"sv, "HDF5"},
        {"PK\x03\x04"sv, "ZIP archive; name the list in it: /vsizip/"},
        {"\x1F\x8B\x08"sv, "gzip; name it /vsigzip/"},
        {"\xFF\xFEs\0"sv, "UTF-16"},
    };
    for (const auto &[bytes, what] : cases)
    {
        EXPECT_THAT(
            WhyRefused(bytes),
            AllOf(StartsWith("HLSTS: links.txt: it is "), HasSubstr(what)));
        EXPECT_FALSE(LooksLikeInput(bytes, true));
    }
}
