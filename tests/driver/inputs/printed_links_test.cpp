// SPDX-License-Identifier: MIT
// Printed lists and granules give their links, all of them or none.

#include "driver/inputs/printed_links.h"

#include "driver/inputs/candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#define RED "https://x.org/HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
#define NIR "https://x.org/HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif"
#define JPG "https://x.org/HLS.L30.T13TGF.2021133T172406.v2.0.jpg"

using namespace hlsts;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace
{

std::vector<std::string> LinksOf(const std::string &text)
{
    const auto input = ParsePrintedLinks(text);
    if (!input)
        return {input.GetError().message};
    std::vector<std::string> links;
    for (const LinkCandidate &candidate : input->candidates)
        links.push_back(std::to_string(candidate.line) + " " + candidate.text);
    return links;
}

std::string Granule(const std::string &data)
{
    return "Collection: {'ShortName': 'HLSL30', 'Version': '2.0'}\n"
           "Spatial coverage: {'Name': \"L'Aquila, Data: ['x']\", 'Url': '" NIR
           "'}\n"
           "Temporal coverage: {'Beginning': '2021-05-13T17:24:06Z'}\n"
           "Size(MB): 27.1\n"
           "Data: " +
           data;
}

}  // namespace

TEST(PrintedLinks, HasTheQuotedTextsOfLists)
{
    EXPECT_THAT(LinksOf("['" RED "', '" NIR "']"),
                ElementsAre("1 " RED, "1 " NIR));
    EXPECT_THAT(LinksOf("\xEF\xBB\xBF\r\n[['" RED "',\r\n '" NIR
                        "'],\r\n [\"" RED "\"], []]\r\n['" NIR "']\n"),
                ElementsAre("2 " RED, "3 " NIR, "4 " RED, "5 " NIR));
    EXPECT_THAT(LinksOf("['a b, c]/x', 'C:\\\\d\\\\it\\'s']"),
                ElementsAre("1 a b, c]/x", "1 C:\\d\\it's"));
    EXPECT_THAT(LinksOf("['" RED "'\n '" NIR "']"),  // an array of NumPy
                ElementsAre("1 " RED, "2 " NIR));
}

TEST(PrintedLinks, HasTheDataOfGranulesAndNothingElse)
{
    EXPECT_THAT(LinksOf(Granule("['" RED "', '" JPG "']\n\n")),
                ElementsAre("5 " RED, "5 " JPG));
    EXPECT_THAT(LinksOf(Granule("['" RED "']\n\n\n") + Granule("[]\n") +
                        Granule("['" NIR "']")),
                ElementsAre("5 " RED, HasSubstr(NIR)));
    EXPECT_THAT(LinksOf("[" + Granule("['" RED "']\n\n, ") +
                        Granule("['" NIR "']") + "]\n"),
                ElementsAre("5 " RED, "11 " NIR));
}

TEST(PrintedLinks, AreNeverAPartOfAPrint)
{
    const std::string list = "['" RED "', '" NIR "']";
    for (std::size_t length = 1; length < list.size(); ++length)
        EXPECT_THAT(LinksOf(list.substr(0, length)),
                    ElementsAre(StartsWith("line 1: ")))
            << length;
    EXPECT_THAT(LinksOf("['" RED "', ..., '" NIR "']"),
                ElementsAre(HasSubstr("abbreviated")));
    EXPECT_THAT(LinksOf("['" RED "',\n None]"),
                ElementsAre(StartsWith("line 2: None]: ")));
    EXPECT_THAT(LinksOf("['" RED "']\nand more"),
                ElementsAre(StartsWith("line 2: and more: ")));
    const std::string granules =
        Granule("['" RED "']\n\n") + Granule("['" NIR "']\n\n");
    const std::size_t complete = granules.size() - 2;
    for (std::size_t length = granules.size() / 2 + 12; length < complete;
         ++length)
        EXPECT_THAT(LinksOf(granules.substr(0, length)),
                    ElementsAre(StartsWith("line ")))
            << granules.substr(0, length);
    EXPECT_THAT(LinksOf("Collection: {}\n" + Granule("['" RED "']")),
                ElementsAre(AllOf(StartsWith("line 1: "),
                                  HasSubstr("no \"Data: [...]\""))));
}

TEST(PrintedLinks, HaveALimitALink)
{
    const std::string longest(kMaxLinkBytes, 'x');
    EXPECT_THAT(LinksOf("['" + longest + "', '" + longest + "']"),
                testing::SizeIs(2));
    EXPECT_THAT(LinksOf("['" + longest + "x']"),
                ElementsAre(HasSubstr("limit of 8192")));
}

TEST(PrintedLinks, AreReadInATimeThatGrowsWithTheirLength)
{
    for (const std::string part :
         {"\\'", "'\\", "\"'", "'a'", "[", "Collection: "})
    {
        std::string text = "Collection: {";
        while (text.size() < 8 * 1024 * 1024)
            text += part;
        EXPECT_FALSE(ParsePrintedLinks(text));
        EXPECT_FALSE(ParsePrintedLinks("['" + text));
    }
}

TEST(PrintedLinks, AreRecognised)
{
    for (const std::string &text :
         {std::string("['" RED "']"), std::string("[[\n '" RED "', '"),
          std::string("\n['" JPG "', '" RED "']\n"), Granule("['" RED "']"),
          Granule("['" RED "']").substr(0, 120),
          "\xEF\xBB\xBF[" + Granule("['" RED "']"),
          std::string("Collection: {}\nSpatial coverage: {}\nData: ['" RED)})
    {
        EXPECT_TRUE(IsPrint(text)) << text;
        EXPECT_TRUE(LooksLikePrintedLinks(text, false)) << text;
    }
    EXPECT_TRUE(LooksLikePrintedLinks("['" JPG "', '", false));
    EXPECT_FALSE(LooksLikePrintedLinks("['" JPG "']", true));
    for (const std::string &text :
         {std::string(), std::string("["), std::string("[]"),
          std::string("[\"" RED "\"]"), std::string("['" RED),
          std::string("['a', '" RED "']"), std::string("[1, '" RED "']"),
          std::string("'" RED "'"), std::string("links = ['" RED "']"),
          std::string("Collection: HLSL30\nData: ['" RED "']\n"),
          std::string("Collection: {'ShortName': 'MOD13Q1'}\nSpatial coverage: "
                      "{}\nData: ['https://x.org/a.hdf']\n")})
        EXPECT_FALSE(LooksLikePrintedLinks(text, false)) << text;
}
