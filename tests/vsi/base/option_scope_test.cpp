// SPDX-License-Identifier: MIT
// Options around a request: set for its thread alone, and restored afterwards.

#include "vsi/base/option_scope.h"

#include "cpl_conv.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace hlsts
{
namespace
{

std::string Option(const char *name)
{
    return CPLGetConfigOption(name, "(unset)");
}

class OptionScopeTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        CPLSetThreadLocalConfigOptions(nullptr);
    }

    void TearDown() override
    {
        CPLSetThreadLocalConfigOptions(nullptr);
        CPLSetConfigOption("AWS_SESSION_TOKEN", nullptr);
    }
};

TEST_F(OptionScopeTest, SetsInsideAndRestoresOutside)
{
    CPLSetThreadLocalConfigOption("AWS_SESSION_TOKEN", "users");
    {
        const OptionScope scope({{"AWS_SESSION_TOKEN", Secret("ours")},
                                 {"AWS_REGION", Secret("us-west-2")}});
        EXPECT_EQ(Option("AWS_SESSION_TOKEN"), "ours");
        EXPECT_EQ(Option("AWS_REGION"), "us-west-2");
    }
    EXPECT_EQ(Option("AWS_SESSION_TOKEN"), "users");
    EXPECT_EQ(Option("AWS_REGION"), "(unset)");
    EXPECT_EQ(CPLGetThreadLocalConfigOption("AWS_REGION", nullptr), nullptr);
}

TEST_F(OptionScopeTest, DoesntTurnAGlobalOptionIntoAThreadLocalOne)
{
    CPLSetConfigOption("AWS_SESSION_TOKEN", "global");
    {
        const OptionScope scope({{"AWS_SESSION_TOKEN", Secret("ours")}});
        EXPECT_EQ(Option("AWS_SESSION_TOKEN"), "ours");
        // Other threads never see it.
        std::thread([] { EXPECT_EQ(Option("AWS_SESSION_TOKEN"), "global"); })
            .join();
    }
    EXPECT_EQ(Option("AWS_SESSION_TOKEN"), "global");
    EXPECT_EQ(CPLGetThreadLocalConfigOption("AWS_SESSION_TOKEN", nullptr),
              nullptr);
}

TEST_F(OptionScopeTest, CanBeNested)
{
    const OptionScope outer({{"AWS_REGION", Secret("a")}});
    {
        const OptionScope inner({{"AWS_REGION", Secret("b")}});
        EXPECT_EQ(Option("AWS_REGION"), "b");
    }
    EXPECT_EQ(Option("AWS_REGION"), "a");
}

}  // namespace
}  // namespace hlsts
