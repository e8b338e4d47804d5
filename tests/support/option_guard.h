// SPDX-License-Identifier: MIT
// GDAL options for the length of a test.

#ifndef HLSTS_TESTS_SUPPORT_OPTION_GUARD_H
#define HLSTS_TESTS_SUPPORT_OPTION_GUARD_H

#include "cpl_conv.h"
#include "cpl_vsi.h"

#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** Thread-local configuration options that end with this object. */
class OptionGuard
{
  public:
    /** Hides every login and network setting of whoever runs the test. */
    OptionGuard()
    {
        for (const char *name :
             {"EARTHDATA_TOKEN", "EARTHDATA_USERNAME", "EARTHDATA_PASSWORD",
              "EARTHDATA_HOST", "NETRC", "VSIEARTHDATA_CREDENTIALS_URL",
              "VSIEARTHDATA_S3_ENDPOINT", "VSIEARTHDATA_CACHE",
              "XDG_RUNTIME_DIR", "GDAL_HTTP_PROXY", "GDAL_HTTPS_PROXY",
              "GDAL_HTTP_PROXYUSERPWD", "GDAL_PROXY_AUTH",
              "GDAL_CURL_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"})
            Set(name, "");
        Set("HOME", "/nonexistent");
        Set("USERPROFILE", "/nonexistent");
    }

    void Set(const char *name, const std::string &value)
    {
        m_setters.push_back(std::make_unique<CPLConfigOptionSetter>(
            name, value.c_str(), false));
    }

    ~OptionGuard()
    {
        // In the reverse order, since each restores what it found.
        while (!m_setters.empty())
            m_setters.pop_back();
    }

    OptionGuard(const OptionGuard &) = delete;
    OptionGuard &operator=(const OptionGuard &) = delete;

  private:
    std::vector<std::unique_ptr<CPLConfigOptionSetter>> m_setters{};
};

/** A path-specific option that ends with this object. */
class PathOptionGuard
{
  public:
    PathOptionGuard(const std::string &prefix, const char *name,
                    const std::string &value)
        : m_prefix(prefix)
    {
        VSISetPathSpecificOption(prefix.c_str(), name, value.c_str());
    }

    ~PathOptionGuard()
    {
        VSIClearPathSpecificOptions(m_prefix.c_str());
    }

    PathOptionGuard(const PathOptionGuard &) = delete;
    PathOptionGuard &operator=(const PathOptionGuard &) = delete;

  private:
    std::string m_prefix;
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_OPTION_GUARD_H
