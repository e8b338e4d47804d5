// SPDX-License-Identifier: MIT
// From a /vsiearthdata/ path to the things that answer for it.

#include "vsi/access/object_access.h"

#include "vsi/access/credential_caches.h"
#include "vsi/names/daac.h"
#include "vsi/keys/https_exchange.h"
#include "vsi/access/https_grant.h"
#include "vsi/base/utc_time.h"

namespace hlsts
{

namespace
{

using Lines = std::vector<std::pair<std::string, std::string>>;

// What AUTO remembers a data centre by.
std::string RegionKey(const RemoteAccess &remote)
{
    return remote.access.cacheKey + " " + remote.access.s3Endpoint;
}

std::string RegionName(const RemoteAccess &remote)
{
    return "access " + remote.access.credentialsUrl + " " +
           remote.access.s3Endpoint;
}

// The way by HTTPS, in `remote` and as the result.
Result<std::shared_ptr<GrantProvider>, AccessError>
AddHttps(RemoteAccess &remote, const std::string &path)
{
    const auto object = FindHttpsObject(path, remote.path);
    if (!object)
        return object.GetError();
    const auto login = FindLogin(path);
    if (!login)
        return login.GetError();
    const std::string key =
        "https " + object->url.Text() + " " + IdentityKey(*login);
    remote.httpsUrl = object->url.Text();
    remote.loginSource = login->source;
    remote.signedUrls =
        SignedUrlCacheFor(key,
                          [&object, &login]() -> SignedUrlCache::Fetcher
                          {
                              const auto exchange =
                                  std::make_shared<HttpsExchange>(
                                      *object, *login, BearersOf, SessionOf,
                                      MakeCurlClient, SystemClock());
                              return [exchange](SteadyTime deadline)
                              { return exchange->Fetch(deadline); };
                          });
    if (remote.key.empty())
        remote.key = key;
    return MakeHttpsGrantProvider(path, key, object->url.Origin(),
                                  login->source, remote.signedUrls);
}

Result<RemoteAccess, AccessError> ResolveHttps(RemoteAccess remote,
                                               const std::string &path)
{
    auto provider = AddHttps(remote, path);
    if (!provider)
        return provider.GetError();
    remote.mode = AccessMode::Https;
    remote.provider = std::move(*provider);
    return remote;
}

// S3, and for AUTO also HTTPS.
Result<RemoteAccess, AccessError> ResolveS3(RemoteAccess remote,
                                            const std::string &path)
{
    auto access = ResolveAccess(path);
    if (!access)
        return access.GetError();
    remote.access = std::move(*access);
    remote.key = remote.access.cacheKey;
    remote.loginSource = remote.access.loginSource;
    remote.cache = CredentialCacheFor(remote.access);
    remote.provider =
        MakeS3GrantProvider(path, remote.path, remote.access, remote.cache);
    if (remote.mode == AccessMode::S3)
        return remote;
    AutoAccess both;
    both.path = path;
    both.s3 = remote.provider;
    auto https = AddHttps(remote, path);
    if (https)
        both.https = std::move(*https);
    else
        both.noHttps = https.GetError();
    both.key = RegionKey(remote);
    both.name = RegionName(remote);
    both.facts = remote.access.facts;
    remote.provider = MakeAutoGrantProvider(std::move(both));
    return remote;
}

// The data centre by its name in CMR, or the host that stands for it where the
// table doesn't know.
std::string DaacOf(const RemoteAccess &remote)
{
    const DaacBucket *daac = FindDaacByBucket(remote.path.bucket);
    const std::string &address = remote.access.credentialsUrl.empty()
                                     ? remote.httpsUrl
                                     : remote.access.credentialsUrl;
    const auto url = ParseUrl(address);
    if (!daac && url)
        daac = FindDaacByHost(url->host);
    if (daac)
        return std::string(daac->provider);
    return url ? url->host : std::string();
}

void DescribeS3(const RemoteAccess &remote, Lines &lines)
{
    const CredentialStatus status = remote.cache->GetStatus();
    lines.emplace_back("REGION", remote.access.region);
    lines.emplace_back("S3_HOST", S3Host(remote.access));
    lines.emplace_back("CREDENTIALS_ENDPOINT", status.endpoint);
    lines.emplace_back("FETCHES", std::to_string(status.fetches));
    lines.emplace_back("FAILURES", std::to_string(status.failures));
    if (!status.lastError.empty())
        lines.emplace_back("LAST_ERROR", status.lastError);
    if (!status.hasCredential)
        return;
    lines.emplace_back("KEY_ID", status.keyId);
    lines.emplace_back("GENERATION", std::to_string(status.generation));
    if (status.statedExpiry != 0)
        lines.emplace_back("EXPIRES", FormatIsoTime(status.statedExpiry));
    lines.emplace_back("SECONDS_LEFT",
                       std::to_string(static_cast<long>(status.secondsLeft)));
}

void DescribeHttps(const RemoteAccess &remote, Lines &lines)
{
    const SignedUrlStatus status = remote.signedUrls->GetStatus();
    lines.emplace_back("HTTPS_URL",
                       remote.httpsUrl.substr(0, remote.httpsUrl.find('?')));
    lines.emplace_back("FETCHES", std::to_string(status.fetches));
    lines.emplace_back("FAILURES", std::to_string(status.failures));
    if (!status.lastError.empty())
        lines.emplace_back("LAST_ERROR", status.lastError);
    if (!status.hasUrl)
        return;
    lines.emplace_back("DATA_HOST", status.host);
    // Without the bit that keeps them apart from S3's.
    lines.emplace_back("GENERATION", std::to_string(status.generation &
                                                    ~(std::uint64_t(1) << 63)));
    lines.emplace_back("EXPIRES", FormatIsoTime(status.statedExpiry));
    lines.emplace_back("SECONDS_LEFT",
                       std::to_string(static_cast<long>(status.secondsLeft)));
}

}  // namespace

bool RemoteAccess::IsByHttps() const
{
    if (mode == AccessMode::Auto)
        return signedUrls &&
               RegionNotes::IsOutOfRegion(RegionKey(*this), RegionName(*this),
                                          access.facts.get());
    return mode == AccessMode::Https;
}

Result<RemoteAccess, AccessError> ResolveRemote(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    if (!parsed)
        return AccessError{AccessErrorKind::Terminal,
                           parsed.GetError().message};
    const auto mode = FindAccessMode(path);
    if (!mode)
        return mode.GetError();
    RemoteAccess remote;
    remote.path = *parsed;
    remote.mode = *mode;
    // A path that names its host has said how it is read.
    if (*mode == AccessMode::Https ||
        parsed->kind == EarthdataPath::Kind::Https)
        return ResolveHttps(std::move(remote), path);
    return ResolveS3(std::move(remote), path);
}

std::vector<std::pair<std::string, std::string>>
DescribeAccess(const RemoteAccess &remote)
{
    Lines lines;
    lines.emplace_back("ACCESS", remote.IsByHttps() ? "HTTPS" : "S3");
    if (!remote.path.bucket.empty())
        lines.emplace_back("BUCKET", remote.path.bucket);
    lines.emplace_back("DAAC", DaacOf(remote));
    lines.emplace_back("LOGIN", remote.loginSource);
    if (remote.IsByHttps())
        DescribeHttps(remote, lines);
    else
        DescribeS3(remote, lines);
    return lines;
}

}  // namespace hlsts
