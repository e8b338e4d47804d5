// SPDX-License-Identifier: MIT
// The user's HTTP options that must not go along with a request of ours.

#include "vsi/base/user_http_options.h"

#include "cpl_conv.h"

#include <cstddef>

namespace hlsts
{

namespace
{

struct Blank
{
    const char *name;
    const char *value;
};

#ifdef _WIN32
constexpr char kEmptyFile[] = "NUL";
#else
constexpr char kEmptyFile[] = "/dev/null";
#endif

/** An empty value means "none" for all but those with a value of their own:
 * GDAL warns about an empty authentication scheme and can't read an empty file
 * name. BASIC without a user adds nothing to a request. */
constexpr Blank kLogins[] = {
    {"GDAL_HTTP_HEADERS", ""},   {"GDAL_HTTP_HEADER_FILE", kEmptyFile},
    {"GDAL_HTTP_AUTH", "BASIC"}, {"GDAL_HTTP_BEARER", ""},
    {"GDAL_HTTP_USERPWD", ""},   {"GDAL_HTTP_NETRC", "NO"},
    {"GDAL_HTTP_COOKIE", ""},    {"GDAL_HTTP_COOKIEFILE", ""},
    {"GDAL_HTTP_COOKIEJAR", ""},
};

constexpr Blank kOthers[] = {
    {"GDAL_HTTP_UNSAFESSL", "NO"},
    // S3 knows no request with several ranges.
    {"GDAL_HTTP_MULTIRANGE", "PARALLEL"},
};

template <std::size_t kCount>
void AppendSet(const Blank (&blanks)[kCount], OptionList &options)
{
    for (const Blank &blank : blanks)
    {
        if (CPLGetConfigOption(blank.name, nullptr) != nullptr)
            options.emplace_back(blank.name, Secret(blank.value));
    }
}

}  // namespace

OptionList LoginOptionsToBlank()
{
    OptionList options;
    AppendSet(kLogins, options);
    return options;
}

OptionList OptionsToBlank()
{
    OptionList options = LoginOptionsToBlank();
    AppendSet(kOthers, options);
    return options;
}

}  // namespace hlsts
