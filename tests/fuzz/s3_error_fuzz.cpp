// SPDX-License-Identifier: MIT
// S3's refusals: their documents, and GDAL's debug lines about them.

#include "tests/fuzz/fuzz.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/s3_error.h"

#include "cpl_vsi_error.h"

namespace
{

using namespace hlsts;

void Judge(const RequestFailure &failure)
{
    S3ErrorContext context;
    context.path = "/vsiearthdata/bucket/key.tif";
    context.bucket = "bucket";
    context.region = "us-west-2";
    context.credentialsEndpoint = "https://daac.example/s3credentials";
    context.host = "s3.us-west-2.amazonaws.com";
    context.loginSource = "EARTHDATA_TOKEN";
    const FailureVerdict verdict = JudgeS3Failure(failure, context);
    // The host that S3 names in place of its own is told.
    const auto check = failure.reroutedTo.empty() ? RequireMessageWithoutSecret
                                                  : RequireMessage;
    check(verdict.error.message);
    Require(verdict.error.retryAfter.count() >= 0, "a pause isn't negative");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view bytes = TextOf(data, size);
    IsS3ErrorDocument(bytes);
    IsErrorAnswer(bytes, "key.tif");
    Judge(FailureOfDocument(bytes));

    const std::string line(bytes);
    IsAmazonS3Host(line);
    for (const int error : {VSIE_AWSError, VSIE_HttpError, 0})
    {
        RequestFailure failure;
        failure.vsiError = error;
        failure.vsiMessage = line;
        Judge(failure);
    }
    const QuietErrors quiet;
    CPLDebug("S3", "%s", line.c_str());
    CPLError(CE_Failure, CPLE_AppDefined, "%s", line.c_str());
    Judge(quiet.GetFailure());
    return 0;
}
