// SPDX-License-Identifier: MIT
// Grants by signed URLs, and the choice between them and S3.

#include "vsi/access/https_grant.h"

#include "vsi/transport/range_client.h"
#include "vsi/transport/s3_error.h"

#include "cpl_error.h"

#include <utility>

namespace hlsts
{

namespace
{

/** Grants by the signed URLs of a cache. */
class HttpsGrantProvider final : public GrantProvider
{
  public:
    HttpsGrantProvider(std::string path, std::string key, std::string host,
                       std::string loginSource,
                       std::shared_ptr<SignedUrlCache> cache)
        : m_path(std::move(path)), m_key(std::move(key)),
          m_host(std::move(host)), m_loginSource(std::move(loginSource)),
          m_cache(std::move(cache))
    {
    }

    Result<Grant, AccessError> Get() override
    {
        const auto got = m_cache->Get();
        if (!got)
        {
            AccessError error = got.GetError();
            error.message = "Cannot read " + m_path + ": " + error.message;
            // A passing trouble may be one of this object alone.
            error.isLogin = error.kind == AccessErrorKind::Terminal;
            return error;
        }
        const SignedUrlCache::Entry &entry = **got;
        Grant grant;
        grant.innerPath = m_key;
        grant.url = entry.signedUrl.url;
        grant.header = entry.signedUrl.header;
        grant.dataHost = entry.signedUrl.host;
        grant.generation = entry.generation;
        grant.refreshFrom = entry.renewFrom;
        grant.renewFrom = entry.renewFrom;
        grant.expiry = entry.signedUrl.expiry;
        grant.serverAhead = entry.signedUrl.serverAhead;
        return grant;
    }

    void Invalidate(std::uint64_t generation) override
    {
        m_cache->Invalidate(generation);
    }

    bool IsRefused(std::uint64_t generation) const override
    {
        return m_cache->IsRefused(generation);
    }

    FailureVerdict Judge(const RequestFailure &failure,
                         const Grant &grant) const override
    {
        return JudgeHttpsFailure(failure, m_path, m_host, m_loginSource,
                                 grant.dataHost);
    }

    std::string Describe() const override
    {
        return m_path;
    }

    std::string GetHost() const override
    {
        return m_host;
    }

  private:
    const std::string m_path;
    const std::string m_key;
    const std::string m_host;
    const std::string m_loginSource;
    const std::shared_ptr<SignedUrlCache> m_cache;
};

/** Grants by S3 or HTTPS, as the answers of S3 decide. */
class AutoGrantProvider final : public GrantProvider
{
  public:
    explicit AutoGrantProvider(AutoGrantParts parts) : m_parts(std::move(parts))
    {
    }

    Result<Grant, AccessError> Get() override
    {
        if (!IsByHttps())
            return m_parts.s3->Get();
        auto grant = m_parts.https->Get();
        if (grant)
            return grant;
        AccessError error = grant.GetError();
        NameS3DenialToo(error);
        return error;
    }

    void Invalidate(std::uint64_t generation) override
    {
        if (IsHttpsGeneration(generation))
        {
            if (m_parts.https)
                m_parts.https->Invalidate(generation);
        }
        // A denial by region says nothing against the credential.
        else if (!IsByHttps())
            m_parts.s3->Invalidate(generation);
    }

    bool IsRefused(std::uint64_t generation) const override
    {
        if (IsHttpsGeneration(generation))
            return m_parts.https && m_parts.https->IsRefused(generation);
        return IsByHttps() || m_parts.s3->IsRefused(generation);
    }

    /** A denial by region is remembered and becomes "stale": the file then asks
     * for another grant and gets one by HTTPS. */
    FailureVerdict Judge(const RequestFailure &failure,
                         const Grant &grant) const override
    {
        if (IsHttpsGeneration(grant.generation))
        {
            FailureVerdict verdict = m_parts.https->Judge(failure, grant);
            NameS3DenialToo(verdict.error);
            return verdict;
        }
        FailureVerdict verdict = m_parts.s3->Judge(failure, grant);
        if (verdict.error.kind != AccessErrorKind::OutOfRegion)
            return verdict;
        if (!m_parts.https)
        {
            verdict.error.message += " " + m_parts.noHttps.message;
            return verdict;
        }
        CPLDebug("EARTHDATA", "%s: out of S3's region, going on by HTTPS",
                 m_parts.path.c_str());
        m_parts.denial.Remember();
        verdict.error.kind = AccessErrorKind::StaleCredential;
        return verdict;
    }

    std::string Describe() const override
    {
        return m_parts.path;
    }

    std::string GetHost() const override
    {
        return IsByHttps() ? m_parts.https->GetHost() : m_parts.s3->GetHost();
    }

  private:
    /** Adds to an error of HTTPS why S3 isn't used; not where the object itself
     * is what is wrong. */
    static void NameS3DenialToo(AccessError &error)
    {
        if (error.kind != AccessErrorKind::NotFound &&
            error.kind != AccessErrorKind::Replaced)
            error.message += " (Direct S3 isn't possible either: it works "
                             "only in AWS us-west-2.)";
    }

    /** Whether S3 has denied by region, so that HTTPS serves from now on. */
    bool IsByHttps() const
    {
        return m_parts.https && m_parts.denial.IsKnown();
    }

    const AutoGrantParts m_parts;
};

/** An error about a path, with its kind. */
FailureVerdict Verdict(AccessErrorKind kind, const std::string &path,
                       const std::string &why)
{
    FailureVerdict verdict;
    verdict.error.kind = kind;
    verdict.error.message = "Cannot read " + path + ": " + why;
    return verdict;
}

}  // namespace

FailureVerdict JudgeHttpsFailure(const RequestFailure &failure,
                                 const std::string &path,
                                 const std::string &endpointHost,
                                 const std::string &loginSource,
                                 const std::string &dataHost)
{
    if (failure.vsiMessage.find(kOtherVersion) != std::string::npos)
    {
        FailureVerdict verdict;
        verdict.error = ReplacedSinceOpened(path);
        return verdict;
    }
    if (failure.vsiMessage.find(kBrokenRange) != std::string::npos)
        return Verdict(AccessErrorKind::Transient, path,
                       dataHost + " answers not with the bytes that were "
                                  "asked for. Try again later.");
    S3ErrorContext context;
    context.path = path;
    context.host = dataHost;
    FailureVerdict verdict = JudgeS3Failure(failure, context);
    const int status = verdict.error.httpStatus;
    // A signed URL holds no keys of ours: whatever S3 says against keys, region
    // or licence, it says against the URL's signature. Only a new URL can help.
    const bool isRefusal =
        verdict.error.kind == AccessErrorKind::StaleCredential ||
        verdict.error.kind == AccessErrorKind::OutOfRegion ||
        (verdict.error.kind == AccessErrorKind::Terminal &&
         (status == 400 || status == 401 || status == 403));
    if (!isRefusal)
        return verdict;
    // A URL that has ended may be replaced any number of times, because the
    // next one may end as well. For any other refusal one new URL is tried: if
    // S3 refuses that too, more of them won't help.
    const bool hasEnded =
        (verdict.error.kind == AccessErrorKind::StaleCredential &&
         !verdict.isRefreshedOnce) ||
        failure.vsiMessage.find("Request has expired") != std::string::npos;
    verdict = Verdict(AccessErrorKind::StaleCredential, path,
                      dataHost +
                          " refuses the signed URL, although it is "
                          "fresh from " +
                          endpointHost + " (login: " + loginSource +
                          "). Check this machine's clock, and that the "
                          "licence (EULA) of this collection is accepted; "
                          "else try again later.");
    verdict.error.httpStatus = 403;
    verdict.isRefreshedOnce = !hasEnded;
    return verdict;
}

std::shared_ptr<GrantProvider>
MakeHttpsGrantProvider(const std::string &path, const std::string &key,
                       const std::string &host, const std::string &loginSource,
                       std::shared_ptr<SignedUrlCache> cache)
{
    return std::make_shared<HttpsGrantProvider>(path, key, host, loginSource,
                                                std::move(cache));
}

std::shared_ptr<GrantProvider> MakeAutoGrantProvider(AutoGrantParts parts)
{
    return std::make_shared<AutoGrantProvider>(std::move(parts));
}

}  // namespace hlsts
