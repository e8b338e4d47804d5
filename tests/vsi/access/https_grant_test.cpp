// SPDX-License-Identifier: MIT
// What signed URLs answer, and when AUTO goes on by HTTPS.

#include "vsi/access/https_grant.h"

#include "cpl_vsi_error.h"

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <set>

namespace hlsts
{
namespace
{

/** Grants by S3 or HTTPS, with the outcomes that a test wants. */
class FakeProvider final : public GrantProvider
{
  public:
    FakeProvider(std::uint64_t generation, AccessErrorKind verdict)
        : m_generation(generation), m_verdict(verdict)
    {
    }

    Result<Grant, AccessError> Get() override
    {
        if (failure)
            return *failure;
        Grant grant;
        grant.generation = m_generation;
        return grant;
    }

    void Invalidate(std::uint64_t generation) override
    {
        invalidated.insert(generation);
    }

    bool IsRefused(std::uint64_t generation) const override
    {
        return invalidated.count(generation) > 0;
    }

    FailureVerdict Judge(const RequestFailure &, const Grant &) const override
    {
        FailureVerdict verdict;
        verdict.error = {m_verdict, "judged"};
        return verdict;
    }

    std::string Describe() const override
    {
        return "path";
    }

    std::string GetHost() const override
    {
        return std::to_string(m_generation);
    }

    std::set<std::uint64_t> invalidated{};
    std::optional<AccessError> failure{};

  private:
    const std::uint64_t m_generation;
    const AccessErrorKind m_verdict;
};

constexpr std::uint64_t kHttps = (std::uint64_t(1) << 63) + 1;

AutoGrantParts Both(const char *key, AccessErrorKind verdict)
{
    AutoGrantParts both;
    both.path = "/vsiearthdata/b/k";
    both.s3 = std::make_shared<FakeProvider>(1, verdict);
    both.https = std::make_shared<FakeProvider>(kHttps, verdict);
    both.denial = RegionDenial(key, key, nullptr);
    return both;
}

TEST(AutoGrant, MovesOnTheDenialByRegionAlsoWhatIsOpen)
{
    const AutoGrantParts both = Both("moves", AccessErrorKind::OutOfRegion);
    const auto provider = MakeAutoGrantProvider(both);
    const Grant s3 = *provider->Get();
    EXPECT_EQ(s3.generation, 1u);
    EXPECT_FALSE(provider->IsRefused(1));
    EXPECT_EQ(provider->Judge({}, s3).error.kind,
              AccessErrorKind::StaleCredential);
    EXPECT_TRUE(provider->IsRefused(1));
    EXPECT_EQ(provider->Get()->generation, kHttps);
    EXPECT_FALSE(provider->IsRefused(kHttps));
    provider->Invalidate(1);
    provider->Invalidate(kHttps);
    EXPECT_TRUE(
        static_cast<const FakeProvider &>(*both.s3).invalidated.empty());
    EXPECT_TRUE(provider->IsRefused(kHttps));
    // Others of the same data centre and login know it.
    const auto other = MakeAutoGrantProvider(both);
    EXPECT_EQ(other->Get()->generation, kHttps);
}

TEST(AutoGrant, StaysWithAPlainDenial)
{
    const auto provider =
        MakeAutoGrantProvider(Both("stays", AccessErrorKind::Terminal));
    EXPECT_EQ(provider->Judge({}, *provider->Get()).error.kind,
              AccessErrorKind::Terminal);
    EXPECT_EQ(provider->Get()->generation, 1u);
}

TEST(AutoGrant, WithoutAMirrorBothReasonsAreTold)
{
    AutoGrantParts access = Both("mirrorless", AccessErrorKind::OutOfRegion);
    access.https = nullptr;
    access.noHttps.message = "No mirror.";
    const auto provider = MakeAutoGrantProvider(access);
    const auto verdict = provider->Judge({}, *provider->Get());
    EXPECT_EQ(verdict.error.kind, AccessErrorKind::OutOfRegion);
    EXPECT_EQ(verdict.error.message, "judged No mirror.");
    EXPECT_EQ(provider->Get()->generation, 1u);
}

TEST(AutoGrant, WhenHttpsFailsTooBothAreNamed)
{
    AutoGrantParts access = Both("both", AccessErrorKind::OutOfRegion);
    auto https =
        std::make_shared<FakeProvider>(kHttps, AccessErrorKind::Terminal);
    https->failure = AccessError{AccessErrorKind::Terminal, "HTTPS fails"};
    access.https = https;
    const auto provider = MakeAutoGrantProvider(access);
    provider->Judge({}, *provider->Get());
    const std::string message = provider->Get().GetError().message;
    EXPECT_THAT(message, testing::HasSubstr("HTTPS fails"));
    EXPECT_THAT(message, testing::HasSubstr("us-west-2"));
}

TEST(HttpsFailure, WhatSignedUrlsAnswer)
{
    const auto judge = [](int vsiError, const char *message)
    {
        RequestFailure failure;
        failure.vsiError = vsiError;
        failure.vsiMessage = message;
        return JudgeHttpsFailure(failure, "/p", "daac.test", "EARTHDATA_TOKEN",
                                 "s3.test");
    };
    const auto expired = judge(VSIE_AWSAccessDenied, "Request has expired");
    EXPECT_EQ(expired.error.kind, AccessErrorKind::StaleCredential);
    EXPECT_FALSE(expired.isRefreshedOnce);
    const auto token = judge(VSIE_AWSError, "The provided token has expired.");
    EXPECT_EQ(token.error.kind, AccessErrorKind::StaleCredential);
    EXPECT_FALSE(token.isRefreshedOnce);
    const auto refused = judge(VSIE_HttpError, "HTTP response code: 403");
    EXPECT_EQ(refused.error.kind, AccessErrorKind::StaleCredential);
    EXPECT_TRUE(refused.isRefreshedOnce);
    EXPECT_EQ(judge(VSIE_HttpError, "HTTP response code: 404").error.kind,
              AccessErrorKind::NotFound);
    EXPECT_EQ(judge(VSIE_HttpError, "HTTP response code: 503").error.kind,
              AccessErrorKind::Transient);
    EXPECT_EQ(judge(VSIE_HttpError, "CURL error: certificate").error.kind,
              AccessErrorKind::Terminal);
    EXPECT_EQ(judge(VSIE_HttpError, "Broken answer: x").error.kind,
              AccessErrorKind::Transient);
}

}  // namespace
}  // namespace hlsts
