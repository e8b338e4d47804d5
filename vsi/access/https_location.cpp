// SPDX-License-Identifier: MIT
// Where an object is by HTTPS.

#include "vsi/access/https_location.h"

#include "vsi/base/settings.h"
#include "vsi/names/daac.h"

namespace hlsts
{

namespace
{

constexpr char kHttpsUrl[] = "VSIEARTHDATA_HTTPS_URL";

/** The object of a path that names its host. */
Result<HttpsObject, AccessError> NamedObject(const std::string &path,
                                             const EarthdataPath &parsed)
{
    const Result<Url> url = ParseUrl(parsed.url);
    if (!url)
        return TerminalError(path + ": " + url.GetError().message);
    if (!MayPathGetLogin(*url))
        return TerminalError(
            "Cannot read " + path + ": " + url->Origin() +
            " is no host of NASA Earthdata, so your login isn't "
            "sent there. Read it by /vsicurl/ instead");
    HttpsObject object;
    object.url = *url;
    return object;
}

/** The error for a bucket without an HTTPS address: says which form of path
 * reaches the object all the same. */
AccessError NoMirror(const std::string &path, const EarthdataPath &parsed)
{
    const DaacBucket *daac = FindDaacByBucket(parsed.bucket);
    std::string text = "Cannot read " + path + " by HTTPS: ";
    if (daac)
        text += std::string(daac->provider) +
                " has no HTTPS address that is made of the bucket " +
                parsed.bucket +
                " and the key. Take the object's https link from Earthdata "
                "Search and write /vsiearthdata/https://" +
                std::string(daac->host) + "/...";
    else
        text += "the bucket " + parsed.bucket +
                " is not known. Take the object's https link from Earthdata "
                "Search and write /vsiearthdata/https://<host>/<path>";
    return TerminalError(text + ", or name a mirror by " + kHttpsUrl);
}

/** The URL below which the objects stand by bucket and key.
 *
 * @param setting becomes the name of the option that gave the URL, if one did.
 */
Result<std::string, AccessError> FindBaseUrl(const std::string &path,
                                             const EarthdataPath &parsed,
                                             std::string &setting)
{
    std::string base = ReadSetting(path, kHttpsUrl);
    if (!base.empty())
        setting = kHttpsUrl;
    else if (const DaacBucket *daac = FindDaacByBucket(parsed.bucket))
        base = daac->HttpsUrl();
    if (base.empty())
        return NoMirror(path, parsed);
    while (!base.empty() && base.back() == '/')
        base.pop_back();
    return base;
}

}  // namespace

Result<HttpsObject, AccessError> FindHttpsObject(const std::string &path,
                                                 const EarthdataPath &parsed)
{
    if (parsed.kind == EarthdataPath::Kind::Https)
        return NamedObject(path, parsed);
    HttpsObject object;
    const auto base = FindBaseUrl(path, parsed, object.setting);
    if (!base)
        return base.GetError();
    const Result<Url> url =
        ParseUrl(*base + "/" + parsed.bucket + "/" + EncodeKey(parsed.key));
    if (!url || base->find_first_of("?#") != std::string::npos)
        return TerminalError(std::string(kHttpsUrl) +
                             " is not of the form https://host/path");
    if (!IsSecure(*url))
        return TerminalError(std::string(kHttpsUrl) + ": plain http to " +
                             url->host +
                             " is refused, because the login goes there; use "
                             "https://");
    object.url = *url;
    return object;
}

}  // namespace hlsts
