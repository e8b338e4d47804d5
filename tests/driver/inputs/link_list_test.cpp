// SPDX-License-Identifier: MIT
// Lists in every usual layout are read; what a list may not name, and what is
// too large, is an error with its line. No other text is taken for a list.

#include "driver/inputs/link_list.h"

#include "driver/inputs/candidates.h"
#include "driver/inputs/input_forms.h"
#include "vsi/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

#define HLS_NAME "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
#define S3_LINK "s3://lp-prod-protected/HLSL30.020/" HLS_NAME

// Counts allocations, because Identify() promises none.
static thread_local std::size_t allocationCount = 0;

[[gnu::noinline]] void *operator new(std::size_t size)
{
    ++allocationCount;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void *memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace hlsts
{
namespace
{

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::string_view_literals;

InputContext LocalList()
{
    return {"links.txt", "/data", true, false};
}

InputContext RemoteList()
{
    return {"/vsicurl/https://example.com/l.txt?sig=SECRET",
            "/vsicurl/https://example.com", false, false};
}

Result<std::vector<Link>> ReadLinks(std::string_view bytes,
                                    const InputContext &context)
{
    auto input = ReadInputBytes(bytes, context);
    if (!input)
        return input.GetError();
    return std::move(input->links);
}

std::string WhyRefused(std::string_view bytes,
                       const InputContext &context = LocalList())
{
    const auto links = ReadLinks(bytes, context);
    return links ? "not refused" : links.GetError().message;
}

TEST(LinkList, HasALinkForEveryEntry)
{
    const auto links =
        ReadLinks("# May 2021\n" S3_LINK "\n\n  \t\n\t" S3_LINK " \n  # sub/x\n"
                  "sub/HLS.S30.T13TGF.2021133T173859.v2.0.B8A.tif",
                  LocalList());
    ASSERT_TRUE(links) << links.GetError().message;
    ASSERT_EQ(links->size(), 3u);
    const Link &first = (*links)[0];
    EXPECT_EQ(first.text, S3_LINK);
    EXPECT_EQ(first.line, 2);
    EXPECT_EQ(first.path,
              "/vsiearthdata/lp-prod-protected/HLSL30.020/" HLS_NAME);
    EXPECT_FALSE(first.isLocal);
    EXPECT_EQ(first.asset.tile, "13TGF");
    EXPECT_EQ(first.asset.productBand, "B04");
    EXPECT_EQ((*links)[1].text, S3_LINK);
    EXPECT_EQ((*links)[1].line, 5);
    const Link &last = (*links)[2];
    EXPECT_EQ(last.line, 7);
    EXPECT_EQ(last.path,
              "/data/sub/HLS.S30.T13TGF.2021133T173859.v2.0.B8A.tif");
    EXPECT_TRUE(last.isLocal);
    EXPECT_EQ(last.asset.sensor, Sensor::S30);
}

TEST(LinkList, AcceptsEveryUsualLayout)
{
    for (const std::string_view bytes :
         {"" S3_LINK ""sv, "" S3_LINK "\n"sv, "" S3_LINK "\r\n"sv,
          "\xEF\xBB\xBF" S3_LINK "\r\n"sv, "\n\r\n \r\n" S3_LINK "\n\n"sv,
          "#\n#x\r\n" S3_LINK ""sv, "\xEF\xBB\xBF# x\n\t" S3_LINK "\t\n"sv})
    {
        const auto links = ReadLinks(bytes, LocalList());
        ASSERT_TRUE(links) << links.GetError().message;
        ASSERT_EQ(links->size(), 1u);
        EXPECT_EQ((*links)[0].text, S3_LINK);
        EXPECT_TRUE(LooksLikeLinkList(bytes, true));
    }
}

TEST(LinkList, WithoutALinkIsRefused)
{
    for (const std::string_view bytes :
         {""sv, "\n"sv, "\xEF\xBB\xBF"sv, "# only\n#comments"sv, " \r\n\t"sv})
    {
        EXPECT_THAT(WhyRefused(bytes), AllOf(StartsWith("HLSTS: links.txt: "),
                                             HasSubstr("no link in it")));
        EXPECT_FALSE(LooksLikeLinkList(bytes, true));
    }
}

TEST(LinkList, ErrorNamesListLineLinkReasonAndWayOut)
{
    EXPECT_THAT(WhyRefused("" S3_LINK "\r\n\r\ns3://bucket/"
                           "HLS.L30.39TVF.2020158.165.v1.5.B04.tif\r\n"),
                StartsWith("HLSTS: links.txt, line 3: "
                           "HLS.L30.39TVF.2020158.165.v1.5.B04.tif: only HLS "
                           "v2.0 files are understood; "));
    EXPECT_THAT(WhyRefused("" S3_LINK "\nhttp://example.com/" HLS_NAME),
                StartsWith("HLSTS: links.txt, line 2: "
                           "http://example.com/" HLS_NAME ": "));
    EXPECT_THAT(WhyRefused("" S3_LINK "\nlook at these"),
                StartsWith("HLSTS: links.txt, line 2: look at these: not the "
                           "link of a file; "));
}

TEST(LinkList, HasSeveralLinksOnALine)
{
    const auto links = ReadLinks(
        "" HLS_NAME " " S3_LINK "," HLS_NAME ",\t my data/" HLS_NAME
        " ,\nhttps://x.org/" HLS_NAME "?sig=a,b https://x.org/" HLS_NAME
        "?sig=c,https://x.org/" HLS_NAME "\n",
        LocalList());
    ASSERT_TRUE(links) << links.GetError().message;
    std::vector<std::string> texts;
    for (const Link &link : *links)
        texts.push_back(std::to_string(link.line) + " " + link.text);
    EXPECT_THAT(texts,
                testing::ElementsAre("1 " HLS_NAME, "1 " S3_LINK, "1 " HLS_NAME,
                                     "1 my data/" HLS_NAME,
                                     "2 https://x.org/" HLS_NAME "?sig=a,b",
                                     "2 https://x.org/" HLS_NAME "?sig=c",
                                     "2 https://x.org/" HLS_NAME));
}

TEST(LinkList, WithATableOrASentenceIsRefused)
{
    for (const char *line :
         {"1," S3_LINK, S3_LINK ",2021-05-13", "red\t" S3_LINK, "see " HLS_NAME,
          HLS_NAME " is red", "see " S3_LINK " for details",
          "https://x.org/" HLS_NAME "?a b"})
        EXPECT_THAT(WhyRefused(std::string(S3_LINK "\n") + line),
                    AllOf(StartsWith("HLSTS: links.txt, line 2: "),
                          HasSubstr("not the link of a file")))
            << line;
}

TEST(LinkList, IsReadInATimeThatGrowsWithItsLength)
{
    // Lines of 8 MiB that could be cut at every blank. Anything quadratic takes
    // hours.
    for (const std::string_view part : {"a "sv, "HLS.x "sv, "/ "sv, ", "sv})
    {
        std::string line = "b";
        while (line.size() < 8 * 1024 * 1024)
            line += part;
        EXPECT_FALSE(ReadLinks(line, LocalList()));
    }
}

TEST(LinkList, TakesTheNameOfASignedUrlBeforeTheQuery)
{
    const std::string url = "https://example.com/" HLS_NAME "?sig=a/b.tif";
    const auto links = ReadLinks(url, RemoteList());
    ASSERT_TRUE(links) << links.GetError().message;
    EXPECT_EQ((*links)[0].path, "/vsicurl/" + url);
    EXPECT_EQ((*links)[0].asset.productBand, "B04");
    // A name in the query isn't the file's.
    EXPECT_THAT(WhyRefused("https://example.com/x?f=/" HLS_NAME),
                HasSubstr("not the name"));
}

TEST(LinkList, FromElsewhereNamesNothingOfThisMachine)
{
    for (const char *link :
         {HLS_NAME, "/data/" HLS_NAME, "https://127.0.0.1/" HLS_NAME,
          "https://[::1]/" HLS_NAME, "/vsicurl/https://10.1/" HLS_NAME})
    {
        EXPECT_TRUE(ReadLinks(link, LocalList())) << link;
        EXPECT_THAT(WhyRefused(link, RemoteList()),
                    StartsWith("HLSTS: /vsicurl/https://example.com/l.txt?..., "
                               "line 1: "));
    }
    InputContext trusted = RemoteList();
    trusted.allowLocalFromRemote = true;
    EXPECT_TRUE(ReadLinks("/data/" HLS_NAME, trusted));
    EXPECT_FALSE(ReadLinks("https://127.0.0.1/" HLS_NAME, trusted));
}

TEST(LinkList, InMemoryNamesItsNeighbours)
{
    const InputContext context{"/vsimem/t/l.txt", "/vsimem/t", true, false};
    const auto links = ReadLinks(HLS_NAME, context);
    ASSERT_TRUE(links) << links.GetError().message;
    EXPECT_EQ((*links)[0].path, "/vsimem/t/" HLS_NAME);
    EXPECT_TRUE((*links)[0].isLocal);
    EXPECT_FALSE(ReadLinks("/vsimem/t/" HLS_NAME, context));
}

TEST(LinkList, ThatIsNotPlainUtf8IsRefusedByLine)
{
    for (const std::string_view line :
         {"s3://bucket/\xFF/" HLS_NAME ""sv, "s3://bucket/\0/" HLS_NAME ""sv,
          "s3://bucket/\x1b/" HLS_NAME ""sv, "s3://bucket/a\rb/" HLS_NAME ""sv,
          "s3://bucket/a\tb/" HLS_NAME ""sv, "# \xE4"sv, "\0"sv})
        EXPECT_THAT(WhyRefused("" S3_LINK "\n" + std::string(line)),
                    AllOf(StartsWith("HLSTS: links.txt, line 2: "),
                          HasSubstr("UTF-8")));
    EXPECT_THAT(WhyRefused("\xFF\xFEs\0"sv), HasSubstr("UTF-8"));
}

TEST(LinkList, HasALimitOfBytesALine)
{
    const std::string begin = "s3://bucket/";
    const std::string end = "/" HLS_NAME;
    const std::string longest =
        begin + std::string(kMaxLinkBytes - begin.size() - end.size(), 'x') +
        end;
    EXPECT_TRUE(ReadLinks(longest + "\n", LocalList()));
    const std::string why = WhyRefused("\n" + longest + "x\n");
    EXPECT_THAT(why, AllOf(HasSubstr(", line 2: "), HasSubstr("8193"),
                           HasSubstr("limit of 8192")));
    EXPECT_LT(why.size(), 500u);
    EXPECT_THAT(WhyRefused("#" + std::string(kMaxLinkBytes, 'x')),
                HasSubstr("limit of 8192"));
}

TEST(LinkList, RefusesAHugeLineWithoutCopyingIt)
{
    constexpr std::size_t kHuge = 64 * 1024 * 1024;
    const std::string bytes(kHuge, 'x');
    const InputContext context = LocalList();
    const std::size_t before = allocationCount;
    EXPECT_FALSE(ReadLinks(bytes, context));
    EXPECT_LT(allocationCount - before, 30u);
}

TEST(LinkList, HasALimitOfLinks)
{
    std::string bytes;
    bytes.reserve((kMaxLinks + 1) * sizeof(HLS_NAME));
    for (std::size_t i = 0; i < kMaxLinks; ++i)
        bytes += HLS_NAME "\n";
    {
        const auto links = ReadLinks(bytes, LocalList());
        ASSERT_TRUE(links) << links.GetError().message;
        EXPECT_EQ(links->size(), kMaxLinks);
        EXPECT_EQ(links->back().line, 1000000);
    }
    bytes += HLS_NAME;
    EXPECT_THAT(WhyRefused(bytes), AllOf(HasSubstr(", line 1000001: "),
                                         HasSubstr("limit of 1000000")));
}

TEST(LinkList, ErrorHoldsNoSecret)
{
    for (const char *link :
         {"https://u:SECRET@example.com/" HLS_NAME,
          "https://example.com/x.tif?sig=SECRET",
          "https://example.com/HLS.L30.x.tif?sig=SECRET",
          "s3://bucket/HLS.L30.x.tif?X-Amz-Signature=SECRET",
          "/data/HLS.L30.x.tif?SECRET", "PG:password=SECRET"})
    {
        const std::string why = WhyRefused(link, RemoteList());
        EXPECT_THAT(why, StartsWith("HLSTS: "));
        EXPECT_THAT(why, Not(HasSubstr("SECRET"))) << link;
    }
}

TEST(LooksLikeLinkList, ClaimsEveryForm)
{
    for (const std::string_view bytes : {
             "" S3_LINK "\n"sv,
             "https://example.com/" HLS_NAME "\n"sv,
             "https://example.com/" HLS_NAME "?sig=a,b/c;d\n"sv,
             "/vsis3/bucket/" HLS_NAME "\n"sv,
             "/vsicurl/https://example.com/" HLS_NAME "\n"sv,
             "/vsicurl/https://example.com/" HLS_NAME "?s=1\n"sv,
             "/vsiearthdata/bucket/" HLS_NAME "\n"sv,
             "/data/" HLS_NAME "\n"sv,
             "/my data/" HLS_NAME "\n"sv,
             "./my data/" HLS_NAME "\n"sv,
             "../" HLS_NAME "\n"sv,
             "s3://bucket/my key/" HLS_NAME "\n"sv,
             "C:\\my data\\" HLS_NAME "\n"sv,
             "d:/data/" HLS_NAME "\n"sv,
             "sub/" HLS_NAME "\n"sv,
             "" HLS_NAME "\n"sv,
             "HLS-VI.S30.T13RCN.2024128T173909.v2.0.NDVI.TIF\n"sv,
             "\xEF\xBB\xBF# c\r\n\r\n \t\r\n\t" HLS_NAME " \r\n"sv,
             "with space/" HLS_NAME "\n"sv,
             "My HLS data/2021/" HLS_NAME "\n# and\nMy HLS data/" HLS_NAME
             "\n"sv,
             // several on a line
             "" S3_LINK "," S3_LINK "\n"sv,
             "" S3_LINK " " S3_LINK "\n"sv,
             "" HLS_NAME ",\t" HLS_NAME " " HLS_NAME ",\n"sv,
             "/my data/" HLS_NAME " /my data/" HLS_NAME "\n"sv,
             "s3://b/x.jpg " S3_LINK "\n"sv,
             // other files first
             "s3://b/HLS.L30.T13TGF.2021133T172406.v2.0.jpg\n" S3_LINK "\n"sv,
             "https://example.com/readme.txt\nchecksums.md5\n" S3_LINK "\n"sv,
             // names that another tool has made
             "HLS.L30.T13TGF.2021133T172406.v2.0.RED.subset.tif\n"sv,
             // another product, for the message
             "HLS.M30.T14TPN.2020183.2020213.v2.0.EVI.tif\n"sv,
             "" HLS_NAME "\nwhatever, \"follows\" \xFF\n"sv,
             // refused by the reader, with its message
             "s3://b/HLS.L30.39TVF.2020158.165.v1.5.B04.tif\n"sv,
             "/data/HLS.S30.T11SLT.2018123.v1.4.hdf\n"sv,
             "http://example.com/" HLS_NAME "\n"sv,
             "/vsizip/a.zip/" HLS_NAME "\n"sv,
         })
    {
        EXPECT_TRUE(LooksLikeLinkList(bytes, true)) << bytes;
        EXPECT_TRUE(LooksLikeLinkList(bytes, false)) << bytes;
    }
}

TEST(LooksLikeLinkList, ClaimsNoOtherText)
{
    for (const std::string_view bytes : {
             ""sv,
             "\n"sv,
             "#\n"sv,
             "x"sv,
             "HLS\n"sv,
             "HLS.L30.\n"sv,
             "hello\n" HLS_NAME "\n"sv,
             // tables
             "id,link\n1," S3_LINK "\n"sv,
             "1," HLS_NAME "\n"sv,
             "1," S3_LINK "\n"sv,
             "1;/data/" HLS_NAME "\n"sv,
             "a\t/data/" HLS_NAME "\n"sv,
             "" HLS_NAME ",1\n"sv,
             "a,data/" HLS_NAME "\n"sv,
             "/a/b /data/" HLS_NAME "\n"sv,
             "POINT(1 2),/x/" HLS_NAME "\n"sv,
             // JSON, XML, HTML, Markdown, YAML, Python
             "\"" S3_LINK "\"\n"sv,
             "[\"" S3_LINK "\"]\n"sv,
             "[\"https://a/x\",\"" S3_LINK "\n"sv,
             "{\"href\":\"" S3_LINK "\"}\n"sv,
             "{\"a\":\"/" HLS_NAME "\n"sv,
             "<VRTDataset>/" HLS_NAME "\n"sv,
             "<a href=https://x.org/" HLS_NAME ">\n"sv,
             "<a href=/" HLS_NAME "\n"sv,
             "- " S3_LINK "\n"sv,
             "* /data/" HLS_NAME "\n"sv,
             "> /data/" HLS_NAME "\n"sv,
             "[file](https://x.org/" HLS_NAME ")\n"sv,
             "1. https://x.org/" HLS_NAME "\n"sv,
             "href: " S3_LINK "\n"sv,
             "url=" S3_LINK "\n"sv,
             "`/data/" HLS_NAME "`\n"sv,
             "open('/data/" HLS_NAME "')\n"sv,
             // sentences
             "see " HLS_NAME " for details\n"sv,
             "see " HLS_NAME "\n"sv,
             "see /data/" HLS_NAME "\n"sv,
             "see https://x/" HLS_NAME "\n"sv,
             "" HLS_NAME " is red\n"sv,
             "" HLS_NAME ".\n"sv,
             "" HLS_NAME "?\n"sv,
             "" HLS_NAME " is /data/" HLS_NAME "\n"sv,
             "https://x.org is /at/" HLS_NAME "\n"sv,
             "https://x.org/" HLS_NAME "?a b\n"sv,
             "/data/" HLS_NAME " is red\n"sv,
             "$ cat /data/" HLS_NAME "\n"sv,
             // scripts
             "#!/bin/sh\ncp data/" HLS_NAME "\n"sv,
             "#!/bin/sh\n" HLS_NAME "\n"sv,
             // sentences that end in a relative path
             "- data/" HLS_NAME "\n"sv,
             "1. data/" HLS_NAME "\n"sv,
             "The red band of May is data/" HLS_NAME "\n"sv,
             "see data/" HLS_NAME "\nfor the red band\n"sv,
             "" HLS_NAME ", " HLS_NAME " and more\n"sv,
             // connection strings
             "HLSTS:/data/" HLS_NAME "\n"sv,
             "NETCDF:/data/" HLS_NAME "\n"sv,
             "C:" HLS_NAME "\n"sv,
             // not text
             "/data\0/" HLS_NAME "\n"sv,
             "/\xFF/" HLS_NAME "\n"sv,
             "II*\0\0\0\0\0/" HLS_NAME "\n"sv,
             "\xFF\xFE/\0"sv,
         })
    {
        EXPECT_FALSE(LooksLikeLinkList(bytes, true)) << bytes;
        EXPECT_FALSE(LooksLikeLinkList(bytes, false)) << bytes;
    }
}

TEST(LooksLikeLinkList, TakesOtherFilesOfGranulesForTheBeginningOfAList)
{
    for (const std::string_view bytes :
         {"/data/HLS.L30.T13TGF.2021133T172406.v2.0.jpg\n"sv,
          "/data/" HLS_NAME ".aux.xml\n"sv,
          "s3://b/HLS.L30.T13TGF.2021133T172406.v2.0_stac.json\ns3://cut"sv})
    {
        EXPECT_TRUE(LooksLikeLinkList(bytes, false)) << bytes;
        EXPECT_FALSE(LooksLikeLinkList(bytes, true)) << bytes;
    }
    EXPECT_FALSE(LooksLikeLinkList("s3://b/x.jpg\ns3://cut", false));
}

TEST(LooksLikeLinkList, CountsNoEntryThatIsCutOff)
{
    EXPECT_TRUE(LooksLikeLinkList(S3_LINK ", " S3_LINK ", s3://cut", false));
    EXPECT_FALSE(LooksLikeLinkList(S3_LINK " is the first, s3://cut", false));
    EXPECT_TRUE(LooksLikeLinkList(S3_LINK, true));
    EXPECT_FALSE(LooksLikeLinkList(S3_LINK, false));
    EXPECT_TRUE(LooksLikeLinkList(S3_LINK "\ns3://cut", false));
    EXPECT_FALSE(LooksLikeLinkList("# c\n" S3_LINK, false));
}

TEST(LooksLikeLinkList, AllocatesNothing)
{
    const std::string list = "# c\n" S3_LINK "\n" + std::string(100000, 'x');
    const std::string sentence = "see " HLS_NAME "\n";
    const std::string bytes(1 << 20, '\n');
    const std::size_t before = allocationCount;
    bool result = LooksLikeLinkList(list, false);
    result &= !LooksLikeLinkList(sentence, true);
    result &= !LooksLikeLinkList(bytes, true);
    EXPECT_EQ(allocationCount, before);
    EXPECT_TRUE(result);
}

// Random lists, the same in every run

constexpr std::string_view kCorpus[] = {
    S3_LINK,
    "/vsis3/my-bucket/" HLS_NAME,
    "https://data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/" HLS_NAME,
    "/vsicurl/https://example.com/a%20b/" HLS_NAME "?sig=x",
    "https://[::ffff:127.0.0.1]:443/" HLS_NAME,
    "https://169.254.169.254/../" HLS_NAME,
    "/vsicurl?url=http://example.com/" HLS_NAME,
    "/vsimem/../" HLS_NAME,
    "/data/" HLS_NAME,
    "C:\\data\\" HLS_NAME,
    "../" HLS_NAME,
    "\xEF\xBB\xBF# comment\r\n\r\n" HLS_NAME "\r\n",
    "PG:host=h\n|cmd\n//server/share/" HLS_NAME,
};

constexpr std::string_view kFragments[] = {
    "/vsi",  "/vsizip/", "://",      "@",        "..",  "/../",   "%2e",
    "%2F",   "%00",      "\\",       "?",        "#",   ":",      "[",
    "]",     "\r",       "\n",       " ",        "|",   "0x7f.1", "localhost",
    "s3://", "https://", "HLS.L30.", "\xC3\xA9", "\xFF"};

template <std::size_t N>
std::string_view Pick(const std::string_view (&from)[N], std::mt19937 &random)
{
    return from[random() % N];
}

std::string MakeNoise(std::mt19937 &random)
{
    std::string bytes(Pick(kCorpus, random));
    if (random() % 3 == 0)
        bytes.append("\n").append(Pick(kCorpus, random));
    for (unsigned i = random() % 5; i > 0; --i)
    {
        const auto place = random() % (bytes.size() + 1);
        switch (random() % 4)
        {
            case 0:
                bytes.insert(place, Pick(kFragments, random));
                break;
            case 1:
                bytes.erase(place, random() % 8);
                break;
            case 2:
                bytes.insert(place, Pick(kCorpus, random));
                break;
            default:
                if (place < bytes.size())
                    bytes[place] = static_cast<char>(random() % 256);
        }
    }
    return bytes;
}

/** What holds for every link of a list from elsewhere. */
void ExpectHarmless(const Link &link)
{
    constexpr std::string_view kHttps = "/vsicurl/https://";
    const std::string_view path = link.path;
    ASSERT_FALSE(link.isLocal) << path;
    ASSERT_TRUE(IsPlainUtf8(path)) << path;
    const std::string_view place = path.substr(0, path.find('?'));
    if (path.substr(0, 9) == "/vsicurl/")
    {
        ASSERT_EQ(path.substr(0, kHttps.size()), kHttps);
        const std::string_view rest = place.substr(kHttps.size());
        const std::string host(rest.substr(0, rest.find('/')));
        ASSERT_THAT(host, Not(HasSubstr("@"))) << path;
        ASSERT_THAT(host, Not(HasSubstr("127.0.0.1"))) << path;
        ASSERT_THAT(host, Not(HasSubstr("169.254.169.254"))) << path;
        ASSERT_THAT(host, Not(HasSubstr("%"))) << path;
    }
    else
    {
        ASSERT_TRUE(path.substr(0, 14) == "/vsiearthdata/" ||
                    path.substr(0, 7) == "/vsis3/")
            << path;
        ASSERT_THAT(path, Not(HasSubstr("\\"))) << path;
    }
    ASSERT_THAT(place, Not(HasSubstr("/../"))) << path;
}

TEST(LinkList, SurvivesNoiseAndObeysThePolicy)
{
    std::mt19937 random(24);
    int accepted = 0;
    for (int round = 0; round < 20000; ++round)
    {
        const std::string bytes = MakeNoise(random);
        (void)LooksLikeLinkList(bytes, random() % 2 == 0);
        const auto local = ReadLinks(bytes, LocalList());
        const auto remote = ReadLinks(bytes, RemoteList());
        if (!remote)
        {
            ASSERT_TRUE(IsPlainUtf8(remote.GetError().message));
            continue;
        }
        ++accepted;
        // A remote list may never do what a local one may not.
        ASSERT_TRUE(local) << bytes;
        ASSERT_FALSE(remote->empty());
        for (const Link &link : *remote)
            ExpectHarmless(link);
    }
    EXPECT_GT(accepted, 1000);
}

// Lists as users have them

class SharedLists : public testing::TestWithParam<const char *>
{
};

TEST_P(SharedLists, AreRecognisedAndRead)
{
    const char *shared = std::getenv("HLSTS_SHARED_DIR");
    if (shared == nullptr)
        GTEST_SKIP() << "HLSTS_SHARED_DIR is not set";
    const auto file =
        std::filesystem::path(shared) / "hls-samples" / "links" / GetParam();
    std::ifstream stream(file, std::ios::binary);
    ASSERT_TRUE(stream) << file;
    std::ostringstream content;
    content << stream.rdbuf();
    const std::string bytes = content.str();
    EXPECT_TRUE(LooksLikeLinkList(bytes.substr(0, 1024), false));
    const auto links = ReadLinks(bytes, RemoteList());
    ASSERT_TRUE(links) << links.GetError().message;
    EXPECT_EQ(links->size(), static_cast<std::size_t>(
                                 std::count(bytes.begin(), bytes.end(), '\n')));
    for (const Link &link : *links)
        EXPECT_THAT(link.path,
                    testing::StartsWith("/vsiearthdata/lp-prod-protected/HLS"));
}

INSTANTIATE_TEST_SUITE_P(Real, SharedLists,
                         testing::Values("seed-13TGF-B04.txt", "cmr-s3.txt",
                                         "cmr-https.txt"),
                         [](const auto &info)
                         {
                             std::string name = info.param;
                             for (char &c : name)
                             {
                                 if (!IsLetterOrDigit(c))
                                     c = '_';
                             }
                             return name;
                         });

}  // namespace
}  // namespace hlsts
