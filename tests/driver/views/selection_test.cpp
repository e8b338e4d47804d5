// SPDX-License-Identifier: MIT
// What the parts of a connection string name.

#include "driver/views/selection.h"

#include "tests/support/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using namespace hlsts_test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/** Red in three tiles of two zones; in one of them near infrared too. */
class SelectionTest : public testing::Test
{
  protected:
    std::vector<std::string> TilesOf(const std::vector<std::string> &parts)
    {
        const auto selection = SelectParts(*m_collection, parts);
        EXPECT_TRUE(selection)
            << (selection ? "" : selection.GetError().message);
        std::vector<std::string> tiles;
        for (const TileSeries *tile : selection->tiles)
            tiles.push_back(tile->tile);
        m_array = selection->array ? selection->array->name : "";
        m_time = selection->time;
        return tiles;
    }

    std::string ErrorOf(const std::vector<std::string> &parts)
    {
        const auto selection = SelectParts(*m_collection, parts);
        EXPECT_FALSE(selection);
        return selection ? "" : selection.GetError().message;
    }

    const std::shared_ptr<const Collection> m_collection = CollectionOf(
        InputOf(MakeLinks({"HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif",
                           "HLS.L30.T13TGF.2021133T172406.v2.0.B05.tif",
                           "HLS.S30.T13TGE.2021133T172406.v2.0.B04.tif",
                           "HLS.S30.T13TGE.2021133T172406.v2.0.B05.tif",
                           "HLS.L30.T14TKL.2021133T172406.v2.0.B04.tif"})));
    std::string m_array{};
    std::string m_time{};
};

}  // namespace

TEST_F(SelectionTest, WithoutPartsAllIsSelected)
{
    EXPECT_THAT(TilesOf({}), ElementsAre("13TGE", "13TGF", "14TKL"));
    EXPECT_EQ(m_array, "");
    EXPECT_EQ(m_time, "");
}

TEST_F(SelectionTest, TilesAreNamedByIdsOrByTheirZone)
{
    EXPECT_THAT(TilesOf({"13TGF"}), ElementsAre("13TGF"));
    EXPECT_THAT(TilesOf({"t13tge,13TGF"}), ElementsAre("13TGE", "13TGF"));
    EXPECT_THAT(TilesOf({"13TGF,T13TGF"}), ElementsAre("13TGF"));
    EXPECT_THAT(TilesOf({"13"}), ElementsAre("13TGE", "13TGF"));
    EXPECT_THAT(TilesOf({"14"}), ElementsAre("14TKL"));
    EXPECT_EQ(m_array, "");
}

TEST_F(SelectionTest, ArrayStandsAloneOrAfterTiles)
{
    EXPECT_THAT(TilesOf({"red"}), ElementsAre("13TGE", "13TGF", "14TKL"));
    EXPECT_EQ(m_array, "red");
    EXPECT_THAT(TilesOf({"13TGE,13TGF", "B04"}), ElementsAre("13TGE", "13TGF"));
    EXPECT_EQ(m_array, "red");
    EXPECT_THAT(TilesOf({"13", "ndvi"}), ElementsAre("13TGE", "13TGF"));
    EXPECT_EQ(m_array, "ndvi");
    // B05 is another band in each sensor, and here a tile has but one.
    EXPECT_THAT(TilesOf({"13TGF", "B05"}), ElementsAre("13TGF"));
    EXPECT_EQ(m_array, "nir");
    TilesOf({"13TGE", "B05"});
    EXPECT_EQ(m_array, "rededge1");
    EXPECT_THAT(ErrorOf({"13", "B05"}),
                AllOf(HasSubstr("nir (L30)"), HasSubstr("rededge1 (S30)")));
}

TEST_F(SelectionTest, TimeStandsAloneOrAfterTiles)
{
    for (const std::string time :
         {"2021-05-13", "2021-05-13T17:24:06Z", "2021-05-13T17:24:06.001Z"})
    {
        EXPECT_THAT(TilesOf({time}), ElementsAre("13TGE", "13TGF", "14TKL"));
        EXPECT_EQ(m_time, time);
        EXPECT_EQ(m_array, "");
        EXPECT_THAT(TilesOf({"13TGE,13TGF", time}),
                    ElementsAre("13TGE", "13TGF"));
        EXPECT_EQ(m_time, time);
    }
}

TEST_F(SelectionTest, WhatIsNotThereIsNamed)
{
    EXPECT_THAT(ErrorOf({"13TGD", "red"}),
                AllOf(HasSubstr("links.txt"), HasSubstr("no tile 13TGD")));
    EXPECT_THAT(ErrorOf({"13TGF,13TGD", "red"}), HasSubstr("13TGD"));
    EXPECT_THAT(ErrorOf({"15", "red"}), HasSubstr("no tile 15"));
    EXPECT_THAT(ErrorOf({"thermal"}),
                AllOf(HasSubstr("no band thermal"), HasSubstr("rededge1")));
    // Only these tiles' bands count.
    EXPECT_THAT(ErrorOf({"14", "nir"}), HasSubstr("It has: red"));
}
