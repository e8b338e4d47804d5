// SPDX-License-Identifier: MIT
// Paths and URLs, as far as deciding where a secret may go needs them.

#include "tests/fuzz/fuzz.h"
#include "vsi/names/daac.h"
#include "vsi/names/path.h"
#include "vsi/names/url.h"
#include "vsi/side_car.h"

namespace
{

using namespace hlsts;

void CheckUrl(const Url &url, std::string_view from)
{
    Require(url.port > 0 && url.port <= 65535 && !url.host.empty() &&
                url.host == ToLower(url.host) && StartsWith(url.target, "/"),
            "a URL is normal", from);
    const auto again = ParseUrl(url.Text());
    Require(again && SameOrigin(url, *again) && again->target == url.target,
            "a URL is read as it was written", url.Text());
    Require(!MayPathGetLogin(url) || IsSecure(url),
            "a login goes to secure places only", url.Text());
    FindDaacByHost(url.host);
}

void CheckPath(std::string_view text)
{
    const auto path = ParseEarthdataPath(text);
    if (!path)
        return RequireMessage(path.GetError().message);
    if (path->kind == EarthdataPath::Kind::Https)
    {
        const auto url = ParseUrl(path->url);
        Require(static_cast<bool>(url), "the URL of a path is one", text);
        return CheckUrl(*url, text);
    }
    Require(IsBucketName(path->bucket) && !HasDotSegment(path->key) &&
                !HasControlCharacter(path->key),
            "a path names one object", text);
    FindDaacByBucket(path->bucket);
}

void CheckKey(std::string_view key)
{
    const auto decoded = DecodeKey(EncodeKey(key));
    // A decoded backslash would hide a separator.
    Require(key.find('\\') != key.npos || (decoded && *decoded == key),
            "a key is read as it was written", key);
    DecodeKey(key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string_view text = TextOf(data, size);
    CheckPath(text);
    CheckPath(kVsiearthdataPrefix + std::string(text));
    CheckKey(text);
    IsSideCarName(text);
    IsSelfContainedName(text);
    const auto url = ParseUrl(text);
    if (url)
        CheckUrl(*url, text);
    else
        RequireMessage(url.GetError().message);
    static const Url base = *ParseUrl("https://example.com/a/b?c");
    const auto next = ResolveLocation(base, text);
    if (next)
        CheckUrl(*next, text);
    else
        RequireMessage(next.GetError().message);
    return 0;
}
