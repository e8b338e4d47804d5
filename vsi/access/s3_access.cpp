// SPDX-License-Identifier: MIT
// From an object's path and the user's settings to where its access comes from.

#include "vsi/access/s3_access.h"

#include "vsi/base/mutex.h"
#include "vsi/keys/bearer.h"
#include "vsi/names/daac.h"
#include "vsi/transport/http.h"
#include "vsi/login/login.h"
#include "vsi/names/path.h"
#include "vsi/base/per_process.h"
#include "vsi/keys/s3_exchange.h"
#include "vsi/base/settings.h"
#include "vsi/keys/shared_credentials.h"
#include "vsi/sharing/shared_place.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <utility>

namespace hlsts
{

namespace
{

// A service that signs in many users must not grow without bound.
constexpr std::size_t kMaxIdentities = 256;

/** One login and everything that is shared by those who use it. */
struct Identity
{
    Login login{};
    std::uint64_t number = 0;
    std::shared_ptr<BearerSource> bearers{};
    std::map<std::string, std::shared_ptr<S3CredentialsSource>> sources{};
    /** By the origin of the host. */
    std::map<std::string, std::shared_ptr<LoginSession>> sessions{};
};

/** All logins in use, the latest used first. Their numbers stand for them in
 * cache keys: unlike a digest, a number tells nothing and two never meet. */
struct Registry
{
    Mutex mutex{};
    std::uint64_t lastNumber = 0;
    std::list<Identity> identities{};
};

Registry &TheRegistry()
{
    static const auto *registry = new PerProcess<Registry>();
    return registry->Get();
}

// With the registry's lock held.
Identity &FindIdentity(Registry &registry, const Login &login)
{
    auto &all = registry.identities;
    const auto found =
        std::find_if(all.begin(), all.end(),
                     [&login](const Identity &identity)
                     { return IsSameIdentity(identity.login, login); });
    if (found != all.end())
    {
        all.splice(all.begin(), all, found);
        return all.front();
    }
    Identity identity;
    identity.login = login;
    identity.number = ++registry.lastNumber;
    identity.bearers =
        std::make_shared<BearerSource>(login, MakeCurlClient, SystemClock());
    all.push_front(std::move(identity));
    if (all.size() > kMaxIdentities)
        all.pop_back();
    return all.front();
}

AccessError Refusal(std::string message)
{
    AccessError error;
    error.message = std::move(message);
    return error;
}

Result<Endpoint, AccessError> FindEndpoint(const std::string &path,
                                           const std::string &bucket)
{
    constexpr char option[] = "VSIEARTHDATA_CREDENTIALS_URL";
    Endpoint endpoint;
    std::string text = ReadSetting(path, option);
    if (!text.empty())
        endpoint.setting = option;
    else if (const DaacBucket *daac = FindDaacByBucket(bucket))
        text = daac->CredentialsUrl();
    else
        return Refusal(path + ": the bucket '" + bucket +
                       "' is not known. Name the URL of its s3credentials "
                       "endpoint by VSIEARTHDATA_CREDENTIALS_URL, such as "
                       "https://<host of the data centre>/s3credentials");
    const Result<Url> url = ParseUrl(text);
    if (!url)
        return Refusal(std::string(option) + ": " + url.GetError().message);
    if (!IsSecure(*url))
        return Refusal(std::string(option) + ": plain http to " + url->host +
                       " is refused, because the login goes there; use "
                       "https://");
    endpoint.url = *url;
    return endpoint;
}

Result<std::string, AccessError> FindS3Endpoint(const std::string &path)
{
    constexpr char option[] = "VSIEARTHDATA_S3_ENDPOINT";
    const std::string text = ReadSetting(path, option);
    if (text.empty())
        return std::string();
    const Result<Url> url = ParseUrl(text);
    if (!url || url->target != "/")
        return Refusal(std::string(option) +
                       " is not of the form scheme://host:port");
    if (!IsSecure(*url))
        return Refusal(std::string(option) + ": plain http to " + url->host +
                       " is refused, because the session token goes there; "
                       "use https://");
    return url->Origin();
}

std::shared_ptr<S3CredentialsSource>
MakeSource(const Endpoint &endpoint, const Login &login,
           const std::shared_ptr<const SharedStore> &store, bool isShared)
{
    auto exchange = std::make_shared<S3Exchange>(endpoint, login, BearersOf,
                                                 MakeCurlClient, SystemClock());
    if (!isShared)
        return exchange;
    return std::make_shared<SharedCredentials>(std::move(exchange), store,
                                               endpoint.url.Text(), login);
}

// Gives the access its key and its source, which all with this key share.
void Attach(S3Access &access, const Endpoint &endpoint, const Login &login,
            const SharedPlace &place)
{
    const auto store = std::make_shared<const SharedStore>(
        place, SystemClock(), MachineTimeOf(SystemClock()));
    access.facts = std::make_shared<const SharedFacts>(store);

    Registry &registry = TheRegistry();
    const MutexLock lock(registry.mutex);
    Identity &identity = FindIdentity(registry, login);
    access.cacheKey = access.credentialsUrl + " " + login.host.Origin() +
                      " identity " + std::to_string(identity.number) +
                      " shared in '" + place.folder + "'";
    auto &source = identity.sources[access.cacheKey];
    if (!source)
        source = MakeSource(endpoint, login, store, !place.folder.empty());
    access.source = source;
}

}  // namespace

std::string IdentityKey(const Login &login)
{
    Registry &registry = TheRegistry();
    const MutexLock lock(registry.mutex);
    return login.host.Origin() + " identity " +
           std::to_string(FindIdentity(registry, login).number);
}

std::shared_ptr<BearerSource> BearersOf(const Login &login)
{
    Registry &registry = TheRegistry();
    const MutexLock lock(registry.mutex);
    return FindIdentity(registry, login).bearers;
}

std::shared_ptr<LoginSession> SessionOf(const Login &login, const Url &host)
{
    Registry &registry = TheRegistry();
    const MutexLock lock(registry.mutex);
    auto &session = FindIdentity(registry, login).sessions[host.Origin()];
    if (!session)
        session = std::make_shared<LoginSession>();
    return session;
}

Result<S3Access, AccessError> ResolveS3Access(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    if (!parsed)
        return Refusal(parsed.GetError().message);
    if (parsed->kind != EarthdataPath::Kind::Bucket)
        return Refusal(path + ": objects are reached by their bucket; write "
                              "/vsiearthdata/<bucket>/<key>");
    const auto endpoint = FindEndpoint(path, parsed->bucket);
    if (!endpoint)
        return endpoint.GetError();
    auto s3Endpoint = FindS3Endpoint(path);
    if (!s3Endpoint)
        return s3Endpoint.GetError();
    const auto login = FindLogin(path);
    if (!login)
        return login.GetError();

    S3Access access;
    access.bucket = parsed->bucket;
    access.credentialsUrl = endpoint->url.Text();
    access.s3Endpoint = std::move(*s3Endpoint);
    access.loginSource = login->source;
    Attach(access, *endpoint, *login, FindSharedPlace(path));
    return access;
}

}  // namespace hlsts
