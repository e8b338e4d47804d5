// SPDX-License-Identifier: MIT
#include "driver/hls/fmask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace hlsts;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

namespace
{

using Bytes = std::vector<std::uint8_t>;

FmaskSelection Select(std::string_view text)
{
    const auto selection = ParseFmaskSelection(text);
    EXPECT_TRUE(selection) << selection.GetError().message;
    return selection ? *selection : FmaskSelection{};
}

Bytes Find(std::string_view mask, int dilate, const Bytes &fmask,
           const FmaskWindow &window)
{
    Bytes wanted(static_cast<std::size_t>(window.wantedWidth) *
                     static_cast<std::size_t>(window.wantedHeight),
                 7);
    FindWantedPixels(Select(mask), dilate, fmask.data(), window, wanted.data());
    return wanted;
}

/** The same, by looking at the whole square around each pixel. */
Bytes FindByDefinition(std::string_view mask, int dilate, const Bytes &fmask,
                       const FmaskWindow &window)
{
    const FmaskSelection selection = Select(mask);
    const auto at = [&](int x, int y)
    {
        return fmask[static_cast<std::size_t>(y) *
                         static_cast<std::size_t>(window.width) +
                     static_cast<std::size_t>(x)];
    };
    Bytes wanted;
    for (int y = window.wantedY; y < window.wantedY + window.wantedHeight; ++y)
        for (int x = window.wantedX; x < window.wantedX + window.wantedWidth;
             ++x)
        {
            bool isWanted = at(x, y) != kFmaskFill;
            for (int v = std::max(0, y - dilate);
                 v <= std::min(window.height - 1, y + dilate); ++v)
                for (int u = std::max(0, x - dilate);
                     u <= std::min(window.width - 1, x + dilate); ++u)
                    isWanted = isWanted && !selection.Masks(at(u, v));
            wanted.push_back(isWanted);
        }
    return wanted;
}

/** All of a window is asked for. */
FmaskWindow Whole(int width, int height)
{
    return {width, height, 0, 0, width, height};
}

}  // namespace

TEST(FmaskTest, EachNameMasksItsBit)
{
    EXPECT_EQ(Select("CIRRUS").bits, 1);
    EXPECT_EQ(Select("CLOUD").bits, 2);
    EXPECT_EQ(Select("ADJACENT").bits, 4);
    EXPECT_EQ(Select("CLOUD_SHADOW").bits, 8);
    EXPECT_EQ(Select("SNOW").bits, 16);
    EXPECT_EQ(Select("WATER").bits, 32);
    EXPECT_EQ(Select("AEROSOL_HIGH").bits, 192);
    EXPECT_EQ(Select(" cloud ,\tCloud_Shadow,CLOUD").bits, 10);
    EXPECT_TRUE(Select("").IsEmpty());
    EXPECT_TRUE(Select(" \t").IsEmpty());
    EXPECT_FALSE(Select("WATER").IsEmpty());
}

TEST(FmaskTest, RefusesAllElseAndListsTheNames)
{
    for (const char *text :
         {"CLOUDS", "CLOUD SNOW", "CLOUD;SNOW", "ALL", "NONE", "14", "CLOUD,",
          ",CLOUD", "CLOUD,,SNOW", ",", "CLOUD,AEROSOL", "-CLOUD"})
    {
        const auto selection = ParseFmaskSelection(text);
        ASSERT_FALSE(selection) << text;
        EXPECT_THAT(selection.GetError().message,
                    AllOf(HasSubstr(std::string("HLSTS: open option MASK=") +
                                    text + " "),
                          HasSubstr("CIRRUS, CLOUD, ADJACENT, CLOUD_SHADOW, "
                                    "SNOW, WATER, AEROSOL_HIGH")));
    }
}

TEST(FmaskTest, OnlyTheHighestAerosolLevelIsHigh)
{
    const FmaskSelection high = Select("AEROSOL_HIGH");
    EXPECT_FALSE(high.Masks(0));
    EXPECT_FALSE(high.Masks(64));
    EXPECT_FALSE(high.Masks(128));
    EXPECT_FALSE(high.Masks(63));
    EXPECT_TRUE(high.Masks(192));
    EXPECT_TRUE(high.Masks(254));
    EXPECT_FALSE(Select("CLOUD").Masks(192));
    EXPECT_TRUE(Select("CLOUD,AEROSOL_HIGH").Masks(2));
}

TEST(FmaskTest, FillIsNoSetOfBits)
{
    const Bytes fmask = {64, 255, 66, 64};
    EXPECT_EQ(Find("SNOW", 0, fmask, Whole(4, 1)), (Bytes{1, 0, 1, 1}));
    EXPECT_EQ(Find("CLOUD", 0, fmask, Whole(4, 1)), (Bytes{1, 0, 0, 1}));
    EXPECT_EQ(Find("", 3, fmask, Whole(4, 1)), (Bytes{1, 0, 1, 1}));
    // Widened is the cloud, the fill isn't.
    EXPECT_EQ(Find("CLOUD", 1, fmask, Whole(4, 1)), (Bytes{1, 0, 0, 0}));
    EXPECT_EQ(Find("SNOW", 1, fmask, Whole(4, 1)), (Bytes{1, 0, 1, 1}));
}

TEST(FmaskTest, WidensByASquare)
{
    Bytes fmask(9 * 7);
    fmask[3 * 9 + 4] = 2;
    Bytes expected(9 * 7, 1);
    for (int y = 1; y <= 5; ++y)
        std::fill_n(expected.begin() + y * 9 + 2, 5, std::uint8_t{0});
    EXPECT_EQ(Find("CLOUD", 2, fmask, Whole(9, 7)), expected);
    EXPECT_THAT(Find("CLOUD", 2'000'000'000, fmask, Whole(9, 7)), Each(0));
    // What the margin holds reaches into the wanted rectangle.
    EXPECT_EQ(Find("CLOUD", 2, fmask, {9, 7, 6, 5, 3, 2}),
              (Bytes{0, 1, 1, 1, 1, 1}));
}

TEST(FmaskTest, AgreesWithTheDefinitionOnRandomImages)
{
    std::mt19937 random(2021);
    const auto upTo = [&](int most)
    { return std::uniform_int_distribution<int>(0, most)(random); };
    const std::string masks[] = {"CLOUD", "AEROSOL_HIGH",
                                 "CIRRUS,CLOUD_SHADOW,WATER", ""};
    for (int round = 0; round < 400; ++round)
    {
        FmaskWindow window{1 + upTo(30), 1 + upTo(30), 0, 0, 0, 0};
        window.wantedX = upTo(window.width - 1);
        window.wantedY = upTo(window.height - 1);
        window.wantedWidth = upTo(window.width - window.wantedX);
        window.wantedHeight = upTo(window.height - window.wantedY);
        Bytes fmask(static_cast<std::size_t>(window.width) *
                    static_cast<std::size_t>(window.height));
        // Few pixels are masked, or hardly one would be wanted.
        const int clearPercent = upTo(100);
        for (auto &value : fmask)
            value = upTo(99) < clearPercent
                        ? std::uint8_t{64}
                        : static_cast<std::uint8_t>(upTo(255));
        const std::string &mask = masks[round % 4];
        const int dilate = upTo(round % 3 == 0 ? 40 : 3);
        ASSERT_EQ(Find(mask, dilate, fmask, window),
                  FindByDefinition(mask, dilate, fmask, window))
            << "round " << round;
    }
}

TEST(FmaskTest, FlagsDescribeEveryValue)
{
    std::istringstream text(kFmaskFlagMeanings);
    const std::vector<std::string> meanings{
        std::istream_iterator<std::string>(text), {}};
    ASSERT_EQ(meanings.size(), kFmaskFlagMasks.size());
    const auto meaningsOf = [&](int fmask)
    {
        std::string found;
        for (std::size_t i = 0; i < meanings.size(); ++i)
            if ((fmask & kFmaskFlagMasks[i]) == kFmaskFlagValues[i])
                found += (found.empty() ? "" : " ") + meanings[i];
        return found;
    };
    EXPECT_EQ(meaningsOf(0), "aerosol_climatology");
    EXPECT_EQ(meaningsOf(64 + 32), "water aerosol_low");
    EXPECT_EQ(meaningsOf(128 + 16 + 1),
              "cirrus_cloud snow_or_ice aerosol_average");
    EXPECT_EQ(meaningsOf(192 + 8 + 4 + 2),
              "cloud adjacent_to_cloud_or_shadow cloud_shadow aerosol_high");
}
