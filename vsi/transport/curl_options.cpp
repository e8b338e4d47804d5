// SPDX-License-Identifier: MIT
// What all our requests by libcurl have in common.

#include "vsi/transport/curl_options.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace hlsts
{

namespace
{

/** The value of a GDAL configuration option, "" where it isn't set. */
std::string Option(const char *name)
{
    const char *value = CPLGetConfigOption(name, nullptr);
    return value ? value : "";
}

long ProxyAuthMask(const std::string &name)
{
    if (EQUAL(name.c_str(), "NTLM"))
        return static_cast<long>(CURLAUTH_NTLM);
    if (EQUAL(name.c_str(), "DIGEST"))
        return static_cast<long>(CURLAUTH_DIGEST);
    if (EQUAL(name.c_str(), "NEGOTIATE"))
        return static_cast<long>(CURLAUTH_GSSNEGOTIATE);
    if (EQUAL(name.c_str(), "ANY"))
        return static_cast<long>(CURLAUTH_ANY);
    if (EQUAL(name.c_str(), "ANYSAFE"))
        return static_cast<long>(CURLAUTH_ANYSAFE);
    return static_cast<long>(CURLAUTH_BASIC);
}

template <class T> bool Set(CURL *curl, CURLoption option, T value)
{
    return curl_easy_setopt(curl, option, value) == CURLE_OK;
}

}  // namespace

void InitialiseCurlOnce()
{
    static auto *once = new std::once_flag();
    std::call_once(*once, [] { curl_global_init(CURL_GLOBAL_ALL); });
}

std::vector<std::string> CaBundles()
{
    std::vector<std::string> bundles;
    for (const char *name :
         {"GDAL_CURL_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"})
    {
        const std::string bundle = Option(name);
        if (!bundle.empty() &&
            std::find(bundles.begin(), bundles.end(), bundle) == bundles.end())
            bundles.push_back(bundle);
    }
    if (bundles.empty())
        bundles.emplace_back();
    return bundles;
}

bool IsTrustFailure(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CACERT_BADFILE;
}

bool IsTlsFailure(CURLcode code)
{
    return IsTrustFailure(code) || code == CURLE_SSL_ISSUER_ERROR ||
           code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER ||
           code == CURLE_SSL_CRL_BADFILE || code == CURLE_SSL_INVALIDCERTSTATUS;
}

bool ApplyLimits(CURL *curl, const Url &url)
{
    const bool isTls = url.scheme == "https";
#if LIBCURL_VERSION_NUM >= 0x075500
    bool accepted = Set(curl, CURLOPT_PROTOCOLS_STR, isTls ? "https" : "http");
#else
    bool accepted =
        Set(curl, CURLOPT_PROTOCOLS,
            static_cast<long>(isTls ? CURLPROTO_HTTPS : CURLPROTO_HTTP));
#endif
    for (const auto &[option, value] :
         {std::pair(CURLOPT_NOSIGNAL, 1L), std::pair(CURLOPT_PATH_AS_IS, 1L),
          std::pair(CURLOPT_FOLLOWLOCATION, 0L),
          std::pair(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)),
          std::pair(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)),
          std::pair(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L)})
        accepted = Set(curl, option, value) && accepted;
    return Set(curl, CURLOPT_USERAGENT, "gdal_HLSTS/" HLSTS_VERSION) &&
           accepted;
}

bool ApplyTls(CURL *curl, const std::string &bundle)
{
    bool accepted = Set(curl, CURLOPT_SSL_VERIFYPEER, 1L) &&
                    Set(curl, CURLOPT_SSL_VERIFYHOST, 2L) &&
                    Set(curl, CURLOPT_SSLVERSION,
                        static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!bundle.empty())
        accepted = Set(curl, CURLOPT_CAINFO, bundle.c_str()) && accepted;
    const std::string folder = Option("GDAL_HTTP_CAPATH");
    if (!folder.empty())
        accepted = Set(curl, CURLOPT_CAPATH, folder.c_str()) && accepted;
    return accepted;
}

bool ApplyProxy(CURL *curl, const Url &url)
{
    // A proxy would see the secrets in plain http to this machine.
    if (IsLoopback(url))
        return Set(curl, CURLOPT_NOPROXY, "*") && Set(curl, CURLOPT_PROXY, "");
    bool accepted = true;
    std::string proxy = Option("GDAL_HTTPS_PROXY");
    if (proxy.empty())
        proxy = Option("GDAL_HTTP_PROXY");
    if (!proxy.empty())
        accepted = Set(curl, CURLOPT_PROXY, proxy.c_str());
    const Secret login(Option("GDAL_HTTP_PROXYUSERPWD"));
    if (!login.IsEmpty())
        accepted =
            Set(curl, CURLOPT_PROXYUSERPWD, login.Reveal().c_str()) && accepted;
    const std::string method = Option("GDAL_PROXY_AUTH");
    if (!method.empty())
        accepted =
            Set(curl, CURLOPT_PROXYAUTH, ProxyAuthMask(method)) && accepted;
    return accepted;
}

}  // namespace hlsts
