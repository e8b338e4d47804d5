// SPDX-License-Identifier: MIT
// A manifest gives links and open options; other versions are refused.

#include "driver/inputs/json_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#define GRANULE "HLS.L30.T13TGF.2021133T172406.v2.0"

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string Manifest(const std::string &hlsts)
{
    return R"({"type": "FeatureCollection", "hlsts": )" + hlsts +
           R"(, "features": [{"type": "Feature", "id": ")" GRANULE
           R"(", "properties": {"eo:cloud_cover": 12}, "assets": {
           "B04": {"href": "s3://b/)" GRANULE R"(.B04.tif"},
           "Fmask": {"href": ")" GRANULE R"(.Fmask.tif"}}}]})";
}

std::string WhyRefused(const std::string &json)
{
    const auto input = ParseJsonInput(json);
    return input ? "not refused" : input.GetError().message;
}

TEST(Manifest, HasLinksFactsAndOpenOptions)
{
    const auto input = ParseJsonInput(
        Manifest(R"({"version": 1, "open_options": {"BANDS": "red,nir",
                     "MASK_DILATE": 3, "x": 0.5, "NUM_THREADS": 4.0}})"));
    ASSERT_TRUE(input) << input.GetError().message;
    ASSERT_EQ(input->candidates.size(), 2u);
    EXPECT_EQ(input->candidates[0].text, "s3://b/" GRANULE ".B04.tif");
    EXPECT_EQ(input->candidates[1].text, GRANULE ".Fmask.tif");
    EXPECT_EQ(input->scenes.at(GRANULE).cloudCover, 12);
    EXPECT_THAT(input->openOptions,
                ElementsAre(Pair("BANDS", "red,nir"), Pair("MASK_DILATE", "3"),
                            Pair("x", "0.5"), Pair("NUM_THREADS", "4")));
}

TEST(Manifest, NeedsNoOpenOptions)
{
    for (const char *hlsts :
         {R"({"version": 1})", R"({"version": 1, "open_options": {}})",
          R"({"version": 1, "open_options": null, "created_by": "x"})"})
    {
        const auto input = ParseJsonInput(Manifest(hlsts));
        ASSERT_TRUE(input) << input.GetError().message;
        EXPECT_THAT(input->openOptions, IsEmpty());
    }
}

TEST(Manifest, OfAnotherVersionIsRefused)
{
    EXPECT_EQ(WhyRefused(Manifest(R"({"version": 2})")),
              "it is a manifest of version 2, but only version 1 is "
              "understood. Take a newer release of this driver");
    EXPECT_THAT(WhyRefused(Manifest(R"({"version": 1.5})")),
                HasSubstr("version 1.5"));
    for (const char *hlsts : {"{}", R"({"version": "1"})"})
        EXPECT_THAT(WhyRefused(Manifest(hlsts)),
                    HasSubstr("has no number \"version\"; version 1 is "
                              "understood"));
}

TEST(Manifest, WrongTypesAreNamed)
{
    EXPECT_THAT(WhyRefused(Manifest("1")),
                HasSubstr("its \"hlsts\" is no object; a manifest begins "
                          "like"));
    EXPECT_THAT(WhyRefused(R"({"type": "Feature", "hlsts": {"version": 1}})"),
                HasSubstr("its type is not FeatureCollection"));
    EXPECT_THAT(WhyRefused("[" + Manifest(R"({"version": 1})") + "]"),
                HasSubstr("element 1 is a manifest, which has to be a file of "
                          "its own"));
    const auto withOptions = [](const char *options)
    {
        return Manifest(R"({"version": 1, "open_options": )" +
                        std::string(options) + "}");
    };
    EXPECT_THAT(WhyRefused(withOptions(R"(["BANDS=red"])")),
                HasSubstr("the \"open_options\" of the manifest are an array"));
    EXPECT_THAT(WhyRefused(withOptions(R"({"BANDS": ["red"]})")),
                HasSubstr("\"BANDS\" of the manifest is an array; write a text "
                          "of one line or a number"));
    EXPECT_THAT(WhyRefused(withOptions(R"({"BANDS": "a\nb"})")),
                HasSubstr("\"BANDS\" of the manifest is a text"));
    std::string many = R"({"A": 1)";
    for (int i = 0; i < 100; ++i)
        many += ", \"A" + std::to_string(i) + "\": 1";
    EXPECT_EQ(WhyRefused(withOptions((many + "}").c_str())),
              "the manifest has 101 open options, more than the limit of 100");
    for (const char *options :
         {R"({"": "x"})", R"({"A=B": "x"})", R"({"A\u0000": "x"})"})
        EXPECT_THAT(WhyRefused(withOptions(options)),
                    HasSubstr("in the manifest is not the name of an open "
                              "option"));
}

}  // namespace
}  // namespace hlsts
