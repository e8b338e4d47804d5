// SPDX-License-Identifier: MIT
// GDAL options for one block of code in one thread.

#include "vsi/base/option_scope.h"

#include "cpl_conv.h"
#include "cpl_string.h"

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

// An empty value means "none" for all but those with their own: GDAL warns
// about an empty authentication scheme and can't read an empty file name.
// BASIC without a user adds nothing to a request.
constexpr Blank kBlanks[] = {
    {"GDAL_HTTP_HEADERS", ""},
    {"GDAL_HTTP_HEADER_FILE", kEmptyFile},
    {"GDAL_HTTP_AUTH", "BASIC"},
    {"GDAL_HTTP_BEARER", ""},
    {"GDAL_HTTP_USERPWD", ""},
    {"GDAL_HTTP_NETRC", "NO"},
    {"GDAL_HTTP_COOKIE", ""},
    {"GDAL_HTTP_COOKIEFILE", ""},
    {"GDAL_HTTP_COOKIEJAR", ""},
    {"GDAL_HTTP_UNSAFESSL", "NO"},
    // S3 knows no request with several ranges.
    {"GDAL_HTTP_MULTIRANGE", "PARALLEL"},
};

}  // namespace

OptionList OptionsToBlank()
{
    OptionList options;
    for (const Blank &blank : kBlanks)
    {
        if (CPLGetConfigOption(blank.name, nullptr) != nullptr)
            options.emplace_back(blank.name, Secret(blank.value));
    }
    return options;
}

OptionScope::OptionScope(const OptionList &options)
{
    if (options.empty())
        return;
    m_isActive = true;
    m_before = CPLGetThreadLocalConfigOptions();
    // Replaced as a whole instead of one by one: setting an AWS_* option
    // alone makes GDAL forget what it knows of every S3 file.
    CPLStringList merged(CSLDuplicate(m_before), TRUE);
    for (const auto &[name, value] : options)
        merged.SetNameValue(name.c_str(), value.Reveal().c_str());
    CPLSetThreadLocalConfigOptions(merged.List());
}

OptionScope::~OptionScope()
{
    if (!m_isActive)
        return;
    CPLSetThreadLocalConfigOptions(m_before);
    CSLDestroy(m_before);
}

}  // namespace hlsts
