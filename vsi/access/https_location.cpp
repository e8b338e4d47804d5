// SPDX-License-Identifier: MIT
// Which way an object is read, and where it is by HTTPS.

#include "vsi/access/https_location.h"

#include "vsi/names/daac.h"
#include "vsi/base/settings.h"

#include "cpl_port.h"

namespace hlsts
{

namespace
{

constexpr char kHttpsUrl[] = "VSIEARTHDATA_HTTPS_URL";

AccessError Refusal(std::string message)
{
    AccessError error;
    error.message = std::move(message);
    return error;
}

Result<HttpsObject, AccessError> NamedObject(const std::string &path,
                                             const EarthdataPath &parsed)
{
    const Result<Url> url = ParseUrl(parsed.url);
    if (!url)
        return Refusal(path + ": " + url.GetError().message);
    if (!MayGetLogin(*url))
        return Refusal("Cannot read " + path + ": " + url->Origin() +
                       " is no host of NASA Earthdata, so your login isn't "
                       "sent there. Read it by /vsicurl/ instead");
    HttpsObject object;
    object.url = *url;
    return object;
}

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
    return Refusal(text + ", or name a mirror by " + kHttpsUrl);
}

Result<std::string, AccessError> BaseUrl(const std::string &path,
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

Result<AccessMode, AccessError> FindAccessMode(const std::string &path)
{
    const std::string text = ReadSetting(path, "VSIEARTHDATA_ACCESS");
    if (text.empty() || EQUAL(text.c_str(), "AUTO"))
        return AccessMode::Auto;
    if (EQUAL(text.c_str(), "S3"))
        return AccessMode::S3;
    if (EQUAL(text.c_str(), "HTTPS"))
        return AccessMode::Https;
    return Refusal("VSIEARTHDATA_ACCESS must be AUTO, S3 or HTTPS");
}

Result<HttpsObject, AccessError> FindHttpsObject(const std::string &path,
                                                 const EarthdataPath &parsed)
{
    if (parsed.kind == EarthdataPath::Kind::Https)
        return NamedObject(path, parsed);
    HttpsObject object;
    const auto base = BaseUrl(path, parsed, object.setting);
    if (!base)
        return base.GetError();
    const Result<Url> url =
        ParseUrl(*base + "/" + parsed.bucket + "/" + EncodeKey(parsed.key));
    if (!url || base->find_first_of("?#") != std::string::npos)
        return Refusal(std::string(kHttpsUrl) +
                       " is not of the form https://host/path");
    if (!IsSecure(*url))
        return Refusal(std::string(kHttpsUrl) + ": plain http to " + url->host +
                       " is refused, because the login goes there; use "
                       "https://");
    object.url = *url;
    return object;
}

}  // namespace hlsts
