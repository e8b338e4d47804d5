// SPDX-License-Identifier: MIT
// What all our requests by libcurl have in common.

#ifndef HLSTS_VSI_TRANSPORT_CURL_OPTIONS_H
#define HLSTS_VSI_TRANSPORT_CURL_OPTIONS_H

#include "vsi/base/secret.h"
#include "vsi/names/url.h"

#include <curl/curl.h>

#include <string>
#include <vector>

namespace hlsts
{

/** Makes libcurl ready, once for the process: not when the plugin is loaded,
 * since registration must not touch libcurl. */
void InitialiseCurlOnce();

/** The files with CA certificates to try one after the other, in GDAL's order:
 * GDAL_CURL_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE. Never empty; "" stands
 * for libcurl's own. */
std::vector<std::string> CaBundles();

/** Forbids a request what none of ours may do: change the protocol, follow a
 * redirect, take a login from netrc, send our headers to a proxy, or use
 * signals.
 *
 * @return whether libcurl has accepted the options; the same below. */
bool ApplyLimits(CURL *curl, const Url &url);

/** Has certificates verified, which no option of the user's can switch off, and
 * at least TLS 1.2. GDAL_HTTP_CAPATH names a folder of certificates.
 *
 * @param bundle one of CaBundles(). */
bool ApplyTls(CURL *curl, const std::string &bundle);

/** Sets the proxy that GDAL's options name, and its login. None to a loopback
 * address. */
bool ApplyProxy(CURL *curl, const Url &url);

/** Whether the server's certificate wasn't trusted, so that another CA bundle
 * may help. */
bool IsTrustFailure(CURLcode code);

/** Whether the failure is about TLS, so that repeating won't help. */
bool IsTlsFailure(CURLcode code);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_CURL_OPTIONS_H
