// SPDX-License-Identifier: MIT
// The failure that counts, and no signature in any text.

#include "driver/cube/error_ledger.h"

#include "vsi/base/error_capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace hlsts;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace
{

/** An asset of a signed URL. */
Asset Signed()
{
    Asset asset;
    asset.path =
        "/vsicurl/https://host/a.tif?X-Amz-Signature=PLANTED/SECRETSECRET";
    asset.link = "https://host/a.tif";
    return asset;
}

}  // namespace

TEST(ErrorLedgerTest, FailureOfTheLowestJobCounts)
{
    ErrorLedger ledger;
    EXPECT_TRUE(ledger.Replay());
    for (const std::size_t job : {5u, 2u, 9u, 2u})
        ledger.AddFailure(job, "job " + std::to_string(job), "it failed", {});
    const Status status = ledger.Replay();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.GetError().message, "job 2: it failed");
}

TEST(ErrorLedgerTest, WarningsAreRaisedOnceAndFailuresAmongThemNot)
{
    ErrorLedger ledger;
    ledger.AddWarnings({{CE_Warning, CPLE_AppDefined, "odd"},
                        {CE_Failure, CPLE_AppDefined, "bad"},
                        {CE_Warning, CPLE_AppDefined, "odd"}},
                       {});
    ledger.AddMissing("a granule", "it is gone", {});
    const ErrorCapture capture;
    EXPECT_TRUE(ledger.Replay());
    ASSERT_EQ(capture.GetErrors().size(), 2u);
    EXPECT_THAT(capture.GetErrors()[0].message,
                AllOf(HasSubstr("HLSTS: a granule"), HasSubstr("ON_ERROR"),
                      HasSubstr("it is gone")));
    EXPECT_EQ(capture.GetErrors()[1].message, "odd");
}

TEST(ErrorLedgerTest, SignatureIsInNoText)
{
    ErrorLedger ledger;
    const std::string text =
        "no " + Signed().path +
        ", nor a.tif?X-Amz-Signature=PLANTED/SECRETSECRET, "
        "nor SECRETSECRET";
    ledger.AddMissing("a granule", text, Signed());
    ledger.AddWarnings({{CE_Warning, CPLE_AppDefined, text}}, Signed());
    ledger.AddFailure(1, "a job", text, Signed());
    const ErrorCapture capture;
    const Status status = ledger.Replay();
    ASSERT_FALSE(status);
    std::string all = status.GetError().message;
    ASSERT_EQ(capture.GetErrors().size(), 2u);
    for (const CapturedError &error : capture.GetErrors())
        all += error.message;
    EXPECT_THAT(all, AllOf(Not(HasSubstr("PLANTED")), Not(HasSubstr("SECRETS")),
                           HasSubstr("a.tif")));
    EXPECT_THAT(WithoutSignature(text, Signed()), Not(HasSubstr("PLANTED")));
}
