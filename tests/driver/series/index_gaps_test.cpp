// SPDX-License-Identifier: MIT

#include "driver/series/index_gaps.h"

#include "tests/support/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace hlsts;
using hlsts_test::CollectionOf;
using hlsts_test::InputOf;
using hlsts_test::MakeLinks;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> GapsOf(const std::vector<std::string> &names,
                                const Band *onlyArray = nullptr)
{
    const auto collection = CollectionOf(InputOf(MakeLinks(names)));
    std::vector<const TileSeries *> tiles;
    for (const TileSeries &tile : collection->GetTiles())
        tiles.push_back(&tile);
    return DescribeIndexGaps(*collection, tiles, onlyArray);
}

const std::string kFirst = "L30.T13TGF.2021133T172406.v2.0.";
const std::string kSecond = "L30.T13TGF.2021149T172406.v2.0.";

TEST(IndexGapsTest, GranuleThatCouldBeComputedIsCounted)
{
    const std::vector<std::string> names{
        "HLS." + kFirst + "B04.tif", "HLS." + kFirst + "B05.tif",
        "HLS-VI." + kFirst + "NDVI.tif", "HLS." + kSecond + "B04.tif",
        "HLS." + kSecond + "B05.tif"};
    EXPECT_THAT(GapsOf(names),
                ElementsAre(AllOf(HasSubstr("files of ndvi for 1 "),
                                  HasSubstr("of 1 others"))));
    EXPECT_THAT(GapsOf(names, FindBandByName("red")), IsEmpty());
}

TEST(IndexGapsTest, GranuleThatCannotBeComputedIsNone)
{
    EXPECT_THAT(
        GapsOf({"HLS-VI." + kFirst + "NDVI.tif", "HLS." + kSecond + "B04.tif"}),
        IsEmpty());
    EXPECT_THAT(
        GapsOf({"HLS." + kSecond + "B04.tif", "HLS." + kSecond + "B05.tif"}),
        IsEmpty());
}

}  // namespace
