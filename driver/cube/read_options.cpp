// SPDX-License-Identifier: MIT
// The configuration options of a read, which its workers take over.

#include "driver/cube/read_options.h"

namespace hlsts
{

namespace
{

#ifdef _WIN32
constexpr char kEmptyFile[] = "NUL";
#else
constexpr char kEmptyFile[] = "/dev/null";
#endif

}  // namespace

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
    for (const char *name :
         {"GDAL_HTTP_HEADERS", "GDAL_HTTP_BEARER", "GDAL_HTTP_COOKIE",
          "GDAL_HTTP_COOKIEFILE", "GDAL_HTTP_COOKIEJAR"})
        if (CPLGetConfigOption(name, nullptr))
            others.SetNameValue(name, "");
    // GDAL can't read an empty file name and warns of an empty scheme.
    if (CPLGetConfigOption("GDAL_HTTP_HEADER_FILE", nullptr))
        others.SetNameValue("GDAL_HTTP_HEADER_FILE", kEmptyFile);
    if (CPLGetConfigOption("GDAL_HTTP_AUTH", nullptr))
        others.SetNameValue("GDAL_HTTP_AUTH", "BASIC");
    if (CPLGetConfigOption("GDAL_HTTP_USERPWD", nullptr))
    {
        others.SetNameValue("GDAL_HTTP_USERPWD", "");
        // libcurl would send the empty user and password, and servers refuse
        // a signed URL with another authorization beside it. This header, which
        // has no value, makes libcurl send none.
        others.SetNameValue("GDAL_HTTP_HEADERS", "Authorization:");
    }
    others.SetNameValue("GDAL_HTTP_NETRC", "NO");
    return others;
}

}  // namespace hlsts
