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

/** The CA bundles to try, in GDAL's order; "" is libcurl's own. Never empty. */
std::vector<std::string> CaBundles();

/** What no request may do: change the protocol, follow a redirect, take a login
 * from netrc, send our headers to a proxy, or interrupt the program. */
bool ApplyLimits(CURL *curl, const Url &url);

/** Verification of certificates, which can't be switched off. */
bool ApplyTls(CURL *curl, const std::string &bundle);

/** The user's proxy by GDAL's options; none to a loopback address. */
bool ApplyProxy(CURL *curl, const Url &url);

/** Whether another CA bundle may help. */
bool IsTrustFailure(CURLcode code);

/** Whether the failure is about TLS, so that repeating won't help. */
bool IsTlsFailure(CURLcode code);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_CURL_OPTIONS_H
