// SPDX-License-Identifier: MIT
// From a /vsiearthdata/ path to the things that answer for it.

#include "vsi/remote_access.h"

#include "vsi/utc_text.h"

namespace hlsts
{

Result<RemoteAccess, AccessError> ResolveRemote(const std::string &path)
{
    const auto parsed = ParseEarthdataPath(path);
    if (!parsed)
        return AccessError{AccessErrorKind::Terminal,
                           parsed.GetError().message};
    if (parsed->kind != EarthdataPath::Kind::Bucket)
        return AccessError{AccessErrorKind::Terminal,
                           "Cannot read " + path +
                               ": HTTPS hosts aren't supported yet. Name the "
                               "object as /vsiearthdata/<bucket>/<key>."};
    auto access = ResolveAccess(path);
    if (!access)
        return access.GetError();
    RemoteAccess remote;
    remote.path = *parsed;
    remote.access = *access;
    remote.cache = CredentialCacheFor(*access);
    remote.provider = MakeS3GrantProvider(path, *parsed, *access, remote.cache);
    return remote;
}

std::vector<std::pair<std::string, std::string>>
DescribeAccess(const RemoteAccess &remote)
{
    const CredentialStatus status = remote.cache->GetStatus();
    std::vector<std::pair<std::string, std::string>> lines;
    lines.emplace_back("ACCESS", "S3");
    lines.emplace_back("BUCKET", remote.access.bucket);
    lines.emplace_back("REGION", remote.access.region);
    lines.emplace_back("S3_HOST", S3Host(remote.access));
    lines.emplace_back("CREDENTIALS_ENDPOINT", status.endpoint);
    lines.emplace_back("FETCHES", std::to_string(status.fetches));
    lines.emplace_back("FAILURES", std::to_string(status.failures));
    if (!status.lastError.empty())
        lines.emplace_back("LAST_ERROR", status.lastError);
    if (!status.hasCredential)
        return lines;
    lines.emplace_back("KEY_ID", status.keyId);
    lines.emplace_back("GENERATION", std::to_string(status.generation));
    if (status.statedExpiry != 0)
        lines.emplace_back("EXPIRES", UtcText(status.statedExpiry));
    lines.emplace_back("SECONDS_LEFT",
                       std::to_string(static_cast<long>(status.secondsLeft)));
    return lines;
}

}  // namespace hlsts
