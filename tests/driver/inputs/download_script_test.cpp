// SPDX-License-Identifier: MIT
// Of a download script only the links between its markers count.

#include "driver/inputs/download_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#define FOLDER                                                                 \
    "https://data.lpdaac.earthdatacloud.nasa.gov/lp-prod-protected/"           \
    "HLSL30.020/HLS.L30.T13TGF.2021133T172406.v2.0/"
#define RED FOLDER "HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif"
#define NIR FOLDER "HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif"

using namespace hlsts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace
{

/** What stands above the links, in the order and of about the length of the
 * real ones. */
const std::string kHead = "#!/bin/bash\n\n"
                          "jar=$(mktemp jar.XXXX)\nlogin=$(mktemp login.XXXX)\n"
                          "trap clean EXIT\n"
                          "ask() {\n"
                          "    echo \"Enter your Earthdata Login\"\n"
                          "    read -p \"Username (someone): \" username\n"
                          "}\n"
                          "fail() {\n    echo \"" RED "\"\n    exit 1\n}\n"
                          "probe() {\n    curl " RED " | tail -1\n}\n"
                          "# fetch_urls <<'EDSCEOF'\n"
                          "say \"fetch_urls <<'EDSCEOF'\"\n";

std::vector<std::string> LinksOf(const std::string &script)
{
    const auto input = ParseDownloadScript(script);
    if (!input)
        return {input.GetError().message};
    std::vector<std::string> links;
    for (const LinkCandidate &candidate : input->candidates)
        links.push_back(std::to_string(candidate.line) + " " + candidate.text);
    return links;
}

}  // namespace

TEST(DownloadScript, HasTheLinksBetweenItsMarkers)
{
    EXPECT_THAT(LinksOf("#!/bin/bash\nget " NIR "\nfetch_urls <<'EDSCEOF'\n" RED
                        "\n\n" NIR "\nEDSCEOF\necho " RED "\n"),
                ElementsAre("4 " RED, "6 " NIR));
    for (const char *opening :
         {"<<EDSCEOF", "fetch_urls << \"EDSCEOF\"", "fetch_urls <<-'EDSCEOF' "})
        EXPECT_THAT(LinksOf(kHead + opening + "\r\n" NIR "\r\nEDSCEOF\r\n"),
                    ElementsAre(StartsWith("2")))
            << opening;
    EXPECT_THAT(LinksOf(kHead + "a <<'EDSCEOF'\n" RED
                                "\nEDSCEOF\nb <<'EDSCEOF'\n" NIR "\nEDSCEOF"),
                ElementsAre(HasSubstr(RED), HasSubstr(NIR)));
}

TEST(DownloadScript, ThatIsCutOffIsRefused)
{
    EXPECT_THAT(LinksOf(kHead + "fetch_urls <<'EDSCEOF'\n" RED "\n" NIR "\n"),
                ElementsAre(HasSubstr("ends too early")));
    EXPECT_THAT(LinksOf(kHead),
                ElementsAre(HasSubstr("none of Earthdata Search")));
}

TEST(DownloadScript, IsRecognised)
{
    EXPECT_TRUE(LooksLikeDownloadScript(kHead));
    // As GDAL reads the first bytes: they may end within the link.
    EXPECT_TRUE(LooksLikeDownloadScript(
        kHead.substr(0, kHead.find("HLS.L30.T13TGF") + 20)));
    EXPECT_TRUE(LooksLikeDownloadScript(
        "#!/usr/bin/env bash\r\nfetch_urls <<'EDSCEOF'\r\n" RED));
    for (const std::string &other :
         {std::string(), std::string("#!/bin/bash\n"),
          std::string("#!/bin/sh\naws s3 cp " RED " .\n"),
          std::string("#!/usr/bin/python3\nfetch_urls('" RED "')\n"),
          std::string("#!/bin/bash\n# Earthdata Login\nget "
                      "https://x.org/MOD13Q1.A2021133.hdf\n"),
          kHead.substr(1)})
        EXPECT_FALSE(LooksLikeDownloadScript(other)) << other;
}
