// SPDX-License-Identifier: MIT
// How one object is reached, from its /vsiearthdata/ path and the settings.

#include "vsi/access/object_access.h"

#include "vsi/access/credential_caches.h"
#include "vsi/access/https_grant.h"
#include "vsi/access/https_location.h"
#include "vsi/access/login_registry.h"
#include "vsi/access/region_denial.h"
#include "vsi/base/settings.h"
#include "vsi/base/utc_time.h"
#include "vsi/keys/https_exchange.h"
#include "vsi/names/daac.h"

namespace hlsts
{

namespace
{

using Lines = std::vector<std::pair<std::string, std::string>>;

/** What is remembered about the region of the endpoint that S3 is reached by.
 */
RegionDenial RegionDenialOf(const S3Access &s3)
{
    return RegionDenial(s3.cacheKey + " " + s3.s3Endpoint,
                        "access " + s3.credentialsUrl + " " + s3.s3Endpoint,
                        s3.facts);
}

/** Fetches signed URLs of one object for one login. */
SignedUrlCache::Fetcher MakeFetcher(const HttpsObject &object,
                                    const Login &login)
{
    const auto exchange = std::make_shared<HttpsExchange>(
        object, login, BearerSourceFor, LoginSessionFor, MakeCurlClient,
        SystemClock());
    return [exchange](SteadyTime deadline)
    { return exchange->Fetch(deadline); };
}

/** Adds to `access` what HTTPS takes, and returns the grants by HTTPS. */
Result<std::shared_ptr<GrantProvider>, AccessError>
AddHttps(ObjectAccess &access, const std::string &path)
{
    const auto object = FindHttpsObject(path, access.path);
    if (!object)
        return object.GetError();
    const auto login = FindLogin(path);
    if (!login)
        return login.GetError();
    const std::string key =
        "https " + object->url.Text() + " " + IdentityKey(*login);
    access.httpsUrl = object->url.Text();
    access.loginSource = login->source;
    access.signedUrls = SignedUrlCacheFor(
        key, [&object, &login] { return MakeFetcher(*object, *login); });
    if (access.key.empty())
        access.key = key;
    return MakeHttpsGrantProvider(path, key, object->url.Origin(),
                                  login->source, access.signedUrls);
}

Result<ObjectAccess, AccessError> ResolveHttps(ObjectAccess access,
                                               const std::string &path)
{
    auto provider = AddHttps(access, path);
    if (!provider)
        return provider.GetError();
    access.mode = AccessMode::Https;
    access.provider = std::move(*provider);
    return access;
}

/** S3, and for AUTO also HTTPS. */
Result<ObjectAccess, AccessError> ResolveS3(ObjectAccess access,
                                            const std::string &path)
{
    auto s3 = ResolveS3Access(path);
    if (!s3)
        return s3.GetError();
    access.s3 = std::move(*s3);
    access.key = access.s3.cacheKey;
    access.loginSource = access.s3.loginSource;
    access.credentials = CredentialCacheFor(access.s3);
    access.provider =
        MakeS3GrantProvider(path, access.path, access.s3, access.credentials);
    if (access.mode == AccessMode::S3)
        return access;
    AutoGrantParts parts;
    parts.path = path;
    parts.s3 = access.provider;
    auto https = AddHttps(access, path);
    if (https)
        parts.https = std::move(*https);
    else
        parts.noHttps = https.GetError();
    parts.denial = RegionDenialOf(access.s3);
    access.provider = MakeAutoGrantProvider(std::move(parts));
    return access;
}

/** The data centre by its name in CMR; by its host where the table of data
 * centres doesn't have it. */
std::string DaacOf(const ObjectAccess &access)
{
    const DaacBucket *daac = FindDaacByBucket(access.path.bucket);
    const std::string &address = access.s3.credentialsUrl.empty()
                                     ? access.httpsUrl
                                     : access.s3.credentialsUrl;
    const auto url = ParseUrl(address);
    if (!daac && url)
        daac = FindDaacByHost(url->host);
    if (daac)
        return std::string(daac->provider);
    return url ? url->host : std::string();
}

/** @param status of a cache of credentials or of signed URLs. */
template <class CacheStatus>
void DescribeFetches(const CacheStatus &status, Lines &lines)
{
    lines.emplace_back("FETCHES", std::to_string(status.fetches));
    lines.emplace_back("FAILURES", std::to_string(status.failures));
    if (!status.lastError.empty())
        lines.emplace_back("LAST_ERROR", status.lastError);
}

void DescribeS3(const ObjectAccess &access, Lines &lines)
{
    const CredentialStatus status = access.credentials->GetStatus();
    lines.emplace_back("REGION", access.s3.region);
    lines.emplace_back("S3_HOST", S3Host(access.s3));
    lines.emplace_back("CREDENTIALS_ENDPOINT", status.endpoint);
    DescribeFetches(status, lines);
    if (!status.hasCredential)
        return;
    lines.emplace_back("KEY_ID", status.keyId);
    lines.emplace_back("GENERATION", std::to_string(status.generation));
    if (status.statedExpiry != 0)
        lines.emplace_back("EXPIRES", FormatIsoTime(status.statedExpiry));
    lines.emplace_back("SECONDS_LEFT",
                       std::to_string(static_cast<long>(status.secondsLeft)));
}

void DescribeHttps(const ObjectAccess &access, Lines &lines)
{
    const SignedUrlStatus status = access.signedUrls->GetStatus();
    lines.emplace_back("HTTPS_URL",
                       access.httpsUrl.substr(0, access.httpsUrl.find('?')));
    DescribeFetches(status, lines);
    if (!status.hasUrl)
        return;
    lines.emplace_back("DATA_HOST", status.host);
    // The topmost bit only tells generations of HTTPS from those of S3.
    lines.emplace_back("GENERATION", std::to_string(status.generation &
                                                    ~(std::uint64_t(1) << 63)));
    lines.emplace_back("EXPIRES", FormatIsoTime(status.statedExpiry));
    lines.emplace_back("SECONDS_LEFT",
                       std::to_string(static_cast<long>(status.secondsLeft)));
}

}  // namespace

bool ObjectAccess::IsByHttps() const
{
    if (mode == AccessMode::Auto)
        return signedUrls && RegionDenialOf(s3).IsKnown();
    return mode == AccessMode::Https;
}

Result<AccessMode, AccessError> FindAccessMode(const std::string &path)
{
    constexpr char kOption[] = "VSIEARTHDATA_ACCESS";
    const std::string value = ReadSetting(path, kOption);
    if (value.empty())
        return AccessMode::Auto;
    if (const NamedAccessMode *named = ParseAccessMode(value))
        return named->mode;
    return TerminalError(std::string(kOption) + " must be " +
                         kAccessModeChoices);
}

Result<ObjectAccess, AccessError> ResolveObjectAccess(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    if (!parsed)
        return TerminalError(parsed.GetError().message);
    const auto mode = FindAccessMode(path);
    if (!mode)
        return mode.GetError();
    ObjectAccess access;
    access.path = *parsed;
    access.mode = *mode;
    // A path that names an HTTPS host is read by HTTPS, whatever the mode.
    if (*mode == AccessMode::Https ||
        parsed->kind == EarthdataPath::Kind::Https)
        return ResolveHttps(std::move(access), path);
    return ResolveS3(std::move(access), path);
}

std::vector<std::pair<std::string, std::string>>
DescribeAccess(const ObjectAccess &access)
{
    Lines lines;
    lines.emplace_back("ACCESS", access.IsByHttps() ? "HTTPS" : "S3");
    if (!access.path.bucket.empty())
        lines.emplace_back("BUCKET", access.path.bucket);
    lines.emplace_back("DAAC", DaacOf(access));
    lines.emplace_back("LOGIN", access.loginSource);
    if (access.IsByHttps())
        DescribeHttps(access, lines);
    else
        DescribeS3(access, lines);
    return lines;
}

}  // namespace hlsts
