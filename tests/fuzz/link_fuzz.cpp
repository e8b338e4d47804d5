// SPDX-License-Identifier: MIT
// Hostile links: where they lead, and what messages show of them.

#include "driver/hls/fmask_name.h"
#include "driver/inputs/judge_links.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/remote_host.h"
#include "driver/inputs/written_link.h"
#include "tests/fuzz/fuzz.h"

namespace
{

using namespace hlsts;

/** A link that a list from elsewhere names leads to a public host, or to a
 * bucket. */
void ResolveRemote(std::string_view link)
{
    LinkRules rules;
    rules.isLocalList = false;
    rules.allowLocalPaths = false;
    const auto target = ResolveLink(link, rules);
    if (!target)
        return RequireMessage(target.GetError().message);
    constexpr std::string_view kWeb = "/vsicurl/https://";
    const std::string &path = target->path;
    Require(!target->isLocal &&
                (StartsWith(path, "/vsiearthdata/") ||
                 StartsWith(path, "/vsis3/") || StartsWith(path, kWeb)),
            "a list from elsewhere names no local file", path);
    if (!StartsWith(path, kWeb))
        return;
    std::string_view host = std::string_view(path).substr(kWeb.size());
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.rfind(':') > host.rfind(']') || host.find(']') == host.npos)
        host = host.substr(0, host.rfind(':'));
    Require(ClassifyHost(host) == HostKind::Public,
            "a list from elsewhere names no private host", path);
}

/** What a manifest has for a link leads to the same file. */
void WriteLink(std::string_view link)
{
    LinkRules rules;
    rules.folder = "/data";
    const auto target = ResolveLink(link, rules);
    if (!target)
        return RequireMessage(target.GetError().message);
    Require(target->nameBegin + target->nameLength <= target->path.size(),
            "the file's name is a part of the path", target->path);
    FmaskPathOf(target->path);
    const auto written = WrittenLink(target->path);
    if (!written)
        return RequireMessage(written.GetError().message);
    const auto again = ResolveLink(*written, LinkRules{});
    Require(again && again->path == target->path,
            "a written link leads to the same file", target->path);
}

/** No message shows what may be a secret in a link. */
void JudgeSecret(const std::string &link)
{
    ParsedInput parsed;
    parsed.candidates.push_back({link, 1});
    for (const bool isLocal : {false, true})
    {
        InputContext context;
        context.path = link;
        context.isLocal = isLocal;
        const auto input = JudgeLinks(parsed, context);
        if (!input)
            RequireMessageWithoutSecret(input.GetError().message);
        else
            for (const std::string &warning : input->warnings)
                RequireMessageWithoutSecret(warning);
    }
    Require(DescribeLink(link).find(kSecret) == std::string::npos,
            "no secret of a link is described", link);
    if (ResolveLink(link, LinkRules{}))
        Require(WithoutSecrets(link).find(kSecret) == std::string::npos,
                "no secret of a link is kept", link);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view link = TextOf(data, size);
    ClassifyHost(link);
    ResolveRemote(link);
    WriteLink(link);
    if (link.find(kSecret) != link.npos)
        return 0;
    const std::string secret(kSecret);
    for (const char *scheme : {"https://", "/vsicurl/https://", "http://"})
    {
        JudgeSecret(scheme + std::string(link) + "?X-Amz-Signature=" + secret);
        JudgeSecret(scheme + ("user:" + secret + "@") + std::string(link));
    }
    return 0;
}
