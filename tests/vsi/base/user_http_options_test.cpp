// SPDX-License-Identifier: MIT
// Which options of the user are blanked, and how.

#include "vsi/base/user_http_options.h"

#include "tests/support/option_list.h"

#include "cpl_conv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(OptionsToBlank, OnlyThoseThatTheUserHasSet)
{
    EXPECT_THAT(OptionsToBlank(), IsEmpty());
    CPLSetConfigOption("GDAL_HTTP_HEADERS", "Authorization: Bearer users");
    CPLSetThreadLocalConfigOption("GDAL_HTTP_AUTH", "BEARER");
    CPLSetThreadLocalConfigOption("GDAL_HTTP_UNSAFESSL", "YES");
    const auto blanks = AsMap(OptionsToBlank());
    CPLSetThreadLocalConfigOptions(nullptr);
    CPLSetConfigOption("GDAL_HTTP_HEADERS", nullptr);
    EXPECT_THAT(blanks, ElementsAre(Pair("GDAL_HTTP_AUTH", "BASIC"),
                                    Pair("GDAL_HTTP_HEADERS", ""),
                                    Pair("GDAL_HTTP_UNSAFESSL", "NO")));
}

}  // namespace
}  // namespace hlsts
