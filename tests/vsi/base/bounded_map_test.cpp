// SPDX-License-Identifier: MIT
// A map that forgets what was used longest ago.

#include "vsi/base/bounded_map.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hlsts
{
namespace
{

TEST(BoundedMap, TheEntryUsedLongestAgoGivesWay)
{
    BoundedMap<std::string, int, 2> map;
    map.Put("a", 1);
    map.Put("b", 2);
    EXPECT_EQ(map.Find("a"), 1);
    map.Put("c", 3);
    EXPECT_EQ(map.Find("a"), 1);
    EXPECT_FALSE(map.Find("b"));
    EXPECT_EQ(map.Find("c"), 3);
}

TEST(BoundedMap, SettingAValueCountsAsUse)
{
    BoundedMap<std::string, int, 2> map;
    map.Put("a", 1);
    map.Put("b", 2);
    map.Put("a", 3);
    map.Put("c", 4);
    EXPECT_EQ(map.Find("a"), 3);
    EXPECT_FALSE(map.Find("b"));
}

TEST(BoundedMap, AValueIsMadeOnce)
{
    BoundedMap<int, std::shared_ptr<int>, 4> map;
    int made = 0;
    const auto make = [&made] { return std::make_shared<int>(++made); };
    EXPECT_EQ(map.FindOrMake(1, make), map.FindOrMake(1, make));
    EXPECT_NE(map.FindOrMake(1, make), map.FindOrMake(2, make));
    EXPECT_EQ(made, 2);
}

TEST(BoundedMap, AddingKeepsAValueThatIsThere)
{
    BoundedMap<std::string, int, 2> map;
    EXPECT_TRUE(map.Add("a", 1));
    EXPECT_FALSE(map.Add("a", 2));
    EXPECT_EQ(map.Find("a"), 1);
}

TEST(BoundedMap, AValueThatCantBeMadeLeavesNothingBehind)
{
    BoundedMap<int, int, 4> map;
    const auto fail = []() -> int { throw std::runtime_error("no"); };
    EXPECT_THROW(map.FindOrMake(1, fail), std::runtime_error);
    EXPECT_FALSE(map.Find(1));
    EXPECT_EQ(map.FindOrMake(1, [] { return 7; }), 7);
}

TEST(BoundedMap, Erases)
{
    BoundedMap<int, int, 8> map;
    for (int i = 0; i < 6; ++i)
        map.Put(i, i * i);
    map.Erase(5);
    map.Erase(99);
    map.EraseIf([](int key, int value) { return key == 2 || value == 9; });
    for (int i = 0; i < 6; ++i)
        EXPECT_EQ(map.Find(i).has_value(), i != 2 && i != 3 && i != 5) << i;
    for (int i = 10; i < 18; ++i)
        map.Put(i, i);
    EXPECT_FALSE(map.Find(0));
    EXPECT_EQ(map.Find(10), 10);
}

TEST(BoundedMap, ManyThreads)
{
    BoundedMap<int, std::shared_ptr<int>, 16> map;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back(
            [&map, t]
            {
                for (int i = 0; i < 5000; ++i)
                {
                    const int key = (i * 7 + t) % 40;
                    EXPECT_EQ(
                        *map.FindOrMake(key, [key]
                                        { return std::make_shared<int>(key); }),
                        key);
                }
            });
    for (auto &thread : threads)
        thread.join();
}

}  // namespace
}  // namespace hlsts
