// SPDX-License-Identifier: MIT
// The folder that VSIEARTHDATA_CACHE and XDG_RUNTIME_DIR mean.

#include "vsi/sharing/shared_place.h"

#include "tests/support/option_guard.h"

#include "cpl_error.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include <unistd.h>

using namespace hlsts;

namespace
{

constexpr char kPath[] = "/vsiearthdata/lp-prod-protected/a.tif";

SharedPlace Find()
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    const SharedPlace place = FindSharedPlace(kPath);
    CPLPopErrorHandler();
    return place;
}

}  // namespace

TEST(SharedPlaceTest, DefaultIsTheRuntimeFolder)
{
    OptionGuard options;
    EXPECT_EQ(Find().folder, "");
    options.Set("XDG_RUNTIME_DIR", "/run/user/1000");
    EXPECT_EQ(Find().folder, "/run/user/1000");
    EXPECT_FALSE(Find().isNamed);
    options.Set("XDG_RUNTIME_DIR", "relative");
    EXPECT_EQ(Find().folder, "") << "the specification: ignore it";
}

TEST(SharedPlaceTest, EveryValueAppliesByThreadAndByPath)
{
    for (const bool byPath : {false, true})
    {
        OptionGuard options;
        options.Set("XDG_RUNTIME_DIR", "/run/user/1000");
        const auto find = [&](const std::string &value)
        {
            if (!byPath)
            {
                OptionGuard inner;
                inner.Set("XDG_RUNTIME_DIR", "/run/user/1000");
                inner.Set("VSIEARTHDATA_CACHE", value);
                return Find();
            }
            const PathOptionGuard option("/vsiearthdata/lp-prod-protected",
                                         "VSIEARTHDATA_CACHE", value);
            return Find();
        };
        for (const char *no : {"NO", "no", "OFF", "FALSE", "0"})
            EXPECT_EQ(find(no).folder, "") << no;
        for (const char *yes : {"YES", "on", "true", "1"})
        {
            EXPECT_EQ(find(yes).folder, "/run/user/1000") << yes;
            EXPECT_FALSE(find(yes).isNamed);
        }
        EXPECT_EQ(find("/home/x/cache").folder, "/home/x/cache");
        EXPECT_TRUE(find("/home/x/cache").isNamed);
        for (const char *other : {"cache", "Yess", "../x", "/vsimem/x"})
            EXPECT_EQ(find(other).folder, "") << other;
    }
}

TEST(SharedPlaceTest, YesThatCannotBeObeyedWarnsOnce)
{
    // In a process of its own, because an earlier test may have had the
    // warning, which comes once per process.
    const auto warnings = []
    {
        OptionGuard options;
        options.Set("VSIEARTHDATA_CACHE", "YES");
        static int count;
        count = 0;
        CPLPushErrorHandler(
            [](CPLErr kind, CPLErrorNum, const char *text) {
                count += kind == CE_Warning && strstr(text, "XDG_RUNTIME_DIR");
            });
        for (int i = 0; i < 3; ++i)
            FindSharedPlace(kPath);
        CPLPopErrorHandler();
        _exit(count);
    };
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(warnings(), testing::ExitedWithCode(1), "");
}
