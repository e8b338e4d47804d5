// SPDX-License-Identifier: MIT
// How a bucket is reached by S3, from an object's path and the user's settings.

#include "vsi/access/s3_access.h"

#include "vsi/access/login_registry.h"
#include "vsi/base/settings.h"
#include "vsi/keys/s3_exchange.h"
#include "vsi/keys/shared_credentials.h"
#include "vsi/login/login.h"
#include "vsi/names/daac.h"
#include "vsi/names/path.h"
#include "vsi/sharing/shared_place.h"
#include "vsi/transport/http.h"

#include <utility>

namespace hlsts
{

namespace
{

/** The s3credentials endpoint that the user names, or the data centre's. */
Result<Endpoint, AccessError> FindEndpoint(const std::string &path,
                                           const std::string &bucket)
{
    constexpr char kOption[] = "VSIEARTHDATA_CREDENTIALS_URL";
    Endpoint endpoint;
    std::string text = ReadSetting(path, kOption);
    if (!text.empty())
        endpoint.setting = kOption;
    else if (const DaacBucket *daac = FindDaacByBucket(bucket))
        text = daac->CredentialsUrl();
    else
        return TerminalError(
            path + ": the bucket '" + bucket +
            "' is not known. Name the URL of its s3credentials "
            "endpoint by VSIEARTHDATA_CREDENTIALS_URL, such as "
            "https://<host of the data centre>/s3credentials");
    const Result<Url> url = ParseUrl(text);
    if (!url)
        return TerminalError(std::string(kOption) + ": " +
                             url.GetError().message);
    if (!IsSecure(*url))
        return TerminalError(std::string(kOption) + ": plain http to " +
                             url->host +
                             " is refused, because the login goes there; use "
                             "https://");
    endpoint.url = *url;
    return endpoint;
}

/** The S3-compatible store that the user names; "" for AWS. */
Result<std::string, AccessError> FindS3Endpoint(const std::string &path)
{
    constexpr char kOption[] = "VSIEARTHDATA_S3_ENDPOINT";
    const std::string text = ReadSetting(path, kOption);
    if (text.empty())
        return std::string();
    const Result<Url> url = ParseUrl(text);
    if (!url || url->target != "/")
        return TerminalError(std::string(kOption) +
                             " is not of the form scheme://host:port");
    if (!IsSecure(*url))
        return TerminalError(
            std::string(kOption) + ": plain http to " + url->host +
            " is refused, because the session token goes there; "
            "use https://");
    return url->Origin();
}

/** @param isShared whether `store` has a folder. */
std::shared_ptr<S3CredentialsSource>
MakeSource(const Endpoint &endpoint, const Login &login,
           const std::shared_ptr<const SharedStore> &store, bool isShared)
{
    auto exchange = std::make_shared<S3Exchange>(
        endpoint, login, BearerSourceFor, MakeCurlClient, SystemClock());
    if (!isShared)
        return exchange;
    return std::make_shared<SharedCredentials>(std::move(exchange), store,
                                               endpoint.url.Text(), login);
}

/** Gives the access its key, its source and the shared facts. */
void AddSource(S3Access &access, const Endpoint &endpoint, const Login &login,
               const SharedPlace &place)
{
    const auto store = std::make_shared<const SharedStore>(
        place, SystemClock(), MachineTimeOf(SystemClock()));
    access.facts = std::make_shared<const SharedFacts>(store);
    access.cacheKey = access.credentialsUrl + " " + IdentityKey(login) +
                      " shared in '" + place.folder + "'";
    access.source = CredentialsSourceFor(
        login, access.cacheKey,
        [&]
        { return MakeSource(endpoint, login, store, !place.folder.empty()); });
}

}  // namespace

Result<S3Access, AccessError> ResolveS3Access(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    if (!parsed)
        return TerminalError(parsed.GetError().message);
    if (parsed->kind != EarthdataPath::Kind::Bucket)
        return TerminalError(path +
                             ": objects are reached by their bucket; write "
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
    AddSource(access, *endpoint, *login, FindSharedPlace(path));
    return access;
}

}  // namespace hlsts
