// SPDX-License-Identifier: MIT
// What GDAL says about a request is heard by us alone.

#include "vsi/transport/quiet_errors.h"

#include "cpl_error.h"
#include "cpl_vsi_error.h"

#include <gtest/gtest.h>

namespace hlsts
{
namespace
{

TEST(QuietErrors, NothingReachesTheUser)
{
    CPLErrorReset();
    VSIErrorReset();
    VSIError(VSIE_FileError, "earlier");
    {
        const QuietErrors quiet;
        CPLError(CE_Failure, CPLE_AppDefined,
                 "Request for 0-9 failed with response_code=503");
        VSIError(VSIE_AWSError, "secret");
        EXPECT_EQ(quiet.GetFailure().httpStatus, 503);
        EXPECT_EQ(quiet.GetFailure().vsiError, VSIE_AWSError);
    }
    EXPECT_EQ(CPLGetLastErrorType(), CE_None);
    EXPECT_EQ(VSIGetLastErrorNo(), VSIE_FileError);
    EXPECT_STREQ(VSIGetLastErrorMsg(), "earlier");
    VSIErrorReset();
}

}  // namespace
}  // namespace hlsts
