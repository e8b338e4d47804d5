// SPDX-License-Identifier: MIT
// The configuration options of a read, which its workers take over.

#include "driver/cube/read_options.h"

#include "vsi/base/text.h"
#include "vsi/base/user_http_options.h"

namespace hlsts
{

CPLStringList ReadingOptions(const Cube &cube)
{
    CPLStringList options(CPLGetThreadLocalConfigOptions());
    if (!cube.GetOptions().access.empty())
        options.SetNameValue("VSIEARTHDATA_ACCESS",
                             cube.GetOptions().access.c_str());
    return options;
}

CPLStringList WithoutLogin(const CPLStringList &options)
{
    CPLStringList others(options);
    for (const auto &[name, value] : LoginOptionsToBlank())
        others.SetNameValue(name.c_str(), value.Reveal().c_str());
    if (CPLGetConfigOption("GDAL_HTTP_USERPWD", nullptr))
    {
        // libcurl would send the empty user and password, and servers refuse
        // a signed URL with another authorization beside it. This header, which
        // has no value, makes libcurl send none.
        others.SetNameValue("GDAL_HTTP_HEADERS", "Authorization:");
    }
    others.SetNameValue("GDAL_HTTP_NETRC", "NO");
    return others;
}

const CPLStringList &ReadingScopes::For(const Asset &asset) const
{
    // Another host than NASA's, by HTTPS.
    const bool isForeign = StartsWith(asset.path, "/vsicurl");
    return isForeign ? m_foreignOptions : m_options;
}

}  // namespace hlsts
