// SPDX-License-Identifier: MIT
// Grants for the stand-in of GDAL's network file system.

#ifndef HLSTS_TESTS_SUPPORT_FAKE_GRANT_PROVIDER_H
#define HLSTS_TESTS_SUPPORT_FAKE_GRANT_PROVIDER_H

#include "tests/support/fake_clock.h"
#include "tests/support/inner_filesystem.h"
#include "vsi/access/grant.h"
#include "vsi/base/mutex.h"
#include "vsi/transport/s3_error.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace hlsts
{

/** Hands out the token "token<n>", where n is the generation of the grant, and
 * counts the calls. Safe for concurrent use; the public members are set while
 * no other thread reads. */
class FakeGrantProvider final : public GrantProvider
{
  public:
    explicit FakeGrantProvider(FakeClock &clock) : m_clock(clock)
    {
    }

    Result<Grant, AccessError> Get() override
    {
        const MutexLock lock(m_mutex);
        ++gets;
        if (error)
            return *error;
        Grant grant;
        // The process remembers sizes by path, so each test has a path of its
        // own.
        grant.innerPath = std::string(kInnerPrefix) + host;
        grant.generation = m_generation;
        grant.options = {{"AWS_SESSION_TOKEN",
                          Secret("token" + std::to_string(m_generation))}};
        grant.refreshFrom = m_begin + std::chrono::minutes(45);
        grant.renewFrom = m_begin + std::chrono::minutes(58);
        grant.expiry = m_begin + std::chrono::minutes(60);
        return grant;
    }

    void Invalidate(std::uint64_t generation) override
    {
        const MutexLock lock(m_mutex);
        ++invalidations;
        if (generation == m_generation)
        {
            m_refused = generation;
            ++m_generation;
        }
    }

    /** What the credential cache does when the credential nears its end. */
    void Rotate()
    {
        const MutexLock lock(m_mutex);
        ++m_generation;
        m_begin = m_clock.Now();
    }

    bool IsRefused(std::uint64_t generation) const override
    {
        return generation <= m_refused;
    }

    FailureVerdict Judge(const RequestFailure &failure,
                         const Grant &) const override
    {
        S3ErrorContext context;
        context.path = Describe();
        context.host = GetHost();
        return JudgeS3Failure(failure, context);
    }

    std::string Describe() const override
    {
        return "/vsiearthdata/bucket/object";
    }

    std::string GetHost() const override
    {
        return host;
    }

    std::atomic<int> gets{0};
    std::atomic<int> invalidations{0};
    std::optional<AccessError> error{};
    /** Also the name of the object: its path is kInnerPrefix + host. */
    std::string host = "s3.example";

  private:
    FakeClock &m_clock;
    Mutex m_mutex{};
    /** When the grant of this generation began. */
    SteadyTime m_begin HLSTS_GUARDED_BY(m_mutex) = m_clock.Now();
    std::uint64_t m_generation HLSTS_GUARDED_BY(m_mutex) = 1;
    std::atomic<std::uint64_t> m_refused{0};
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_FAKE_GRANT_PROVIDER_H
