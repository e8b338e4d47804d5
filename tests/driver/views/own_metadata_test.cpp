// SPDX-License-Identifier: MIT
// Our metadata beside that which GDAL keeps.

#include "driver/views/own_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

using namespace hlsts;
using testing::ElementsAre;
using testing::IsEmpty;

namespace
{

CPLStringList Items(const std::vector<const char *> &items)
{
    CPLStringList list;
    for (const char *item : items)
        list.AddString(item);
    return list;
}

std::vector<std::string> Words(CSLConstList list)
{
    std::vector<std::string> words;
    for (; list && *list; ++list)
        words.emplace_back(*list);
    return words;
}

}  // namespace

TEST(OwnMetadataTest, OursComeFirstAndWin)
{
    OwnMetadata own;
    own.Set("", Items({"TILE=13TGF", "SENSOR=L30"}));
    const CPLStringList kept(
        Items({"STATISTICS_MEAN=5", "TILE=old", "tile=older", "novalue"}));
    EXPECT_THAT(Words(own.Join("", kept.List())),
                ElementsAre("TILE=13TGF", "SENSOR=L30", "STATISTICS_MEAN=5"));
    EXPECT_THAT(Words(own.Join("", nullptr)),
                ElementsAre("TILE=13TGF", "SENSOR=L30"));
    EXPECT_THAT(Words(own.Join("OTHER", kept.List())),
                ElementsAre("STATISTICS_MEAN=5", "TILE=old"));
    EXPECT_EQ(own.Join("OTHER", nullptr), nullptr);
}

TEST(OwnMetadataTest, ListStaysWhereItIsUntilItChanges)
{
    OwnMetadata own;
    own.Set("HLSTS", Items({"LINKS=5"}));
    const auto first = own.Join("HLSTS", nullptr);
    EXPECT_EQ(own.Join("HLSTS", nullptr), first);
    own.Join("", Items({"A=1"}).List());
    EXPECT_THAT(Words(first), ElementsAre("LINKS=5"));
}

TEST(OwnMetadataTest, ChangingItemsAreToldAnew)
{
    OwnMetadata own;
    EXPECT_THAT(Words(own.JoinWith(Items({"a=1"}), "HLSTS_ERRORS", nullptr)),
                ElementsAre("a=1"));
    EXPECT_THAT(
        Words(own.JoinWith(Items({"a=1", "b=2"}), "HLSTS_ERRORS", nullptr)),
        ElementsAre("a=1", "b=2"));
    EXPECT_THAT(Words(own.JoinWith({}, "HLSTS_ERRORS", nullptr)), IsEmpty());
}

TEST(OwnMetadataTest, ItemsAreFoundByDomainAndName)
{
    OwnMetadata own;
    own.Set("", Items({"TILE=13TGF"}));
    own.Set("HLSTS", Items({"LINKS=5"}));
    EXPECT_STREQ(own.Find("tile", ""), "13TGF");
    EXPECT_STREQ(own.Find("LINKS", "HLSTS"), "5");
    EXPECT_EQ(own.Find("LINKS", ""), nullptr);
    EXPECT_EQ(own.Find("LINKS", "OTHER"), nullptr);
    CPLStringList names(Items({"HLSTS", "KEPT"}));
    own.AddDomains(names);
    EXPECT_THAT(Words(names.List()), ElementsAre("HLSTS", "KEPT", ""));
}
