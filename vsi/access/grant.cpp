// SPDX-License-Identifier: MIT
// What it takes to open an object through GDAL: where, with which options, and
// for how long.

#include "vsi/access/grant.h"

#include "vsi/base/text.h"
#include "vsi/names/url.h"
#include "vsi/transport/s3_error.h"
#include "vsi/base/user_http_options.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi.h"

namespace hlsts
{

namespace
{

void Add(OptionList &options, const char *name, const std::string &value)
{
    options.emplace_back(name, Secret(value));
}

bool IsPlainHttp(const S3Access &access)
{
    return StartsWith(access.s3Endpoint, "http://");
}

/** Whether the bucket is part of the host name. AWS's certificate is for
 * *.s3.<region>.amazonaws.com, and * stands for a name without a dot: a bucket
 * with a dot is addressed by the path instead. */
bool IsVirtualHosting(const S3Access &access)
{
    return access.s3Endpoint.empty() &&
           access.bucket.find('.') == std::string::npos;
}

/** Time-outs where the user has set none: GDAL itself has none and waits for
 * ever for a server that has gone silent. */
void AddTimeouts(OptionList &options)
{
    constexpr const char *kDefaults[][2] = {{"GDAL_HTTP_CONNECTTIMEOUT", "20"},
                                            {"GDAL_HTTP_LOW_SPEED_TIME", "30"},
                                            {"GDAL_HTTP_LOW_SPEED_LIMIT", "1"}};
    for (const auto &option : kDefaults)
    {
        if (CPLGetConfigOption(option[0], nullptr) == nullptr)
            Add(options, option[0], option[1]);
    }
}

std::string PathOption(const std::string &path, const char *name)
{
    const char *value = VSIGetPathSpecificOption(path.c_str(), name, nullptr);
    return value ? value : "";
}

bool IsYes(const std::string &value)
{
    return !value.empty() && CPLTestBool(value.c_str());
}

/** The value that counts where a name stands more than once: the last. */
std::string ValueOf(const OptionList &options, const std::string &wanted)
{
    std::string last;
    for (const auto &[name, value] : options)
    {
        if (name == wanted)
            last = value.Reveal();
    }
    return last;
}

/** @param endpoint host and port. */
bool IsThisMachine(const std::string &endpoint)
{
    const auto url = ParseUrl("http://" + endpoint);
    return url && IsLoopback(*url);
}

/** Grants by the credentials of a cache. */
class S3GrantProvider final : public GrantProvider
{
  public:
    S3GrantProvider(const std::string &path, const EarthdataPath &parsed,
                    const S3Access &access,
                    std::shared_ptr<CredentialCache> cache)
        : m_path(path),
          m_innerPath("/vsis3/" + parsed.bucket + "/" + parsed.key),
          m_access(access), m_cache(std::move(cache))
    {
    }

    Result<Grant, AccessError> Get() override
    {
        const auto got = m_cache->Get();
        if (!got)
            return AsLoginError(WithPath(got.GetError()));
        const CredentialCache::Entry &entry = **got;
        Grant grant;
        grant.innerPath = m_innerPath;
        grant.options = S3Options(m_access, entry.credentials);
        grant.generation = entry.generation;
        grant.refreshFrom = entry.advisoryFrom;
        grant.renewFrom = entry.mandatoryFrom;
        grant.expiry = entry.credentials.expiry;
        grant.serverAhead = entry.serverAhead;
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
        S3ErrorContext context;
        context.path = m_path;
        context.bucket = m_access.bucket;
        context.region = m_access.region;
        context.credentialsEndpoint = m_cache->Describe();
        context.host = GetHost();
        context.loginSource = m_access.loginSource;
        context.serverAhead = grant.serverAhead;
        return JudgeS3Failure(failure, context);
    }

    std::string Describe() const override
    {
        return m_path;
    }

    std::string GetHost() const override
    {
        return S3Host(m_access);
    }

  private:
    /** The cache serves many files, so its errors name none. */
    AccessError WithPath(AccessError error) const
    {
        error.message = "Cannot read " + m_path + ": " + error.message;
        return error;
    }

    const std::string m_path;
    const std::string m_innerPath;
    const S3Access m_access;
    const std::shared_ptr<CredentialCache> m_cache;
};

}  // namespace

std::string S3Host(const S3Access &access)
{
    if (access.s3Endpoint.empty())
        return "s3." + access.region + ".amazonaws.com";
    const auto scheme = access.s3Endpoint.find("://");
    std::string host = scheme == std::string::npos
                           ? access.s3Endpoint
                           : access.s3Endpoint.substr(scheme + 3);
    return host.substr(0, host.find('/'));
}

OptionList S3LocationOptions(const S3Access &access)
{
    OptionList options;
    Add(options, "AWS_NO_SIGN_REQUEST", "YES");
    Add(options, "AWS_REQUEST_PAYER", "");
    Add(options, "AWS_REGION", access.region);
    Add(options, "AWS_DEFAULT_REGION", access.region);
    Add(options, "AWS_S3_ENDPOINT", S3Host(access));
    Add(options, "AWS_HTTPS", IsPlainHttp(access) ? "NO" : "YES");
    Add(options, "AWS_VIRTUAL_HOSTING",
        IsVirtualHosting(access) ? "TRUE" : "FALSE");
    Add(options, "AWS_S3SESSION_TOKEN", "");
    // Plain http is allowed for this machine only, and a proxy is another
    // machine: it would see the session token.
    if (IsPlainHttp(access))
    {
        Add(options, "GDAL_HTTP_PROXY", "");
        Add(options, "GDAL_HTTPS_PROXY", "");
    }
    return options;
}

OptionList S3Options(const S3Access &access, const S3Credentials &credentials)
{
    OptionList options = S3LocationOptions(access);
    Add(options, "AWS_NO_SIGN_REQUEST", "NO");
    options.emplace_back("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
    options.emplace_back("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
    options.emplace_back("AWS_SESSION_TOKEN", credentials.sessionToken);
    // Without this GDAL lists the file's folder at each open.
    Add(options, "GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
    // By default GDAL looks into the netrc file for a login of the data's host.
    Add(options, "GDAL_HTTP_NETRC", "NO");
    // RemoteFile repeats requests by its own rules. With GDAL's repeats inside
    // each of them the two numbers would multiply.
    Add(options, "GDAL_HTTP_MAX_RETRY", "0");
    // GDAL's cached file has no PRead(), which RemoteFile reads by.
    Add(options, "VSI_CACHE", "NO");
    AddTimeouts(options);
    return options;
}

OptionList ScopeOf(const Grant &grant)
{
    OptionList options = OptionsToBlank();
    options.insert(options.end(), grant.options.begin(), grant.options.end());
    return options;
}

std::optional<AccessError> FindDiversion(const Grant &grant,
                                         const std::string &path)
{
    const auto effective = [&grant](const char *name)
    { return PathOption(grant.innerPath, name); };
    const std::string endpoint = effective("AWS_S3_ENDPOINT");
    const char *culprit = nullptr;
    if (endpoint != ValueOf(grant.options, "AWS_S3_ENDPOINT") &&
        endpoint == PathOption("/vsis3/", "AWS_S3_ENDPOINT"))
        culprit = "AWS_S3_ENDPOINT";
    else if (!CPLTestBool(effective("AWS_HTTPS").c_str()) &&
             !IsThisMachine(endpoint))
        culprit = "AWS_HTTPS";
    else if (IsYes(effective("GDAL_HTTP_UNSAFESSL")))
        culprit = "GDAL_HTTP_UNSAFESSL";
    if (!culprit)
        return std::nullopt;
    return AccessError{
        AccessErrorKind::Terminal,
        "Cannot read " + path + ": the path-specific option " + culprit +
            " that is set for /vsis3/ would send its temporary credential to " +
            "where it doesn't belong (" + endpoint +
            "). Set it for the buckets that it is meant for only, such as "
            "/vsis3/my-bucket, or use VSIEARTHDATA_ACCESS=HTTPS."};
}

std::shared_ptr<GrantProvider>
MakeS3GrantProvider(const std::string &path, const EarthdataPath &parsed,
                    const S3Access &access,
                    std::shared_ptr<CredentialCache> cache)
{
    return std::make_shared<S3GrantProvider>(path, parsed, access,
                                             std::move(cache));
}

}  // namespace hlsts
