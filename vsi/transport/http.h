// SPDX-License-Identifier: MIT
// One HTTP request, strictly: what goes to Earthdata Login and the DAACs.

#ifndef HLSTS_VSI_TRANSPORT_HTTP_H
#define HLSTS_VSI_TRANSPORT_HTTP_H

#include "vsi/base/result.h"
#include "vsi/base/clock.h"
#include "vsi/base/secret.h"
#include "vsi/names/url.h"
#include "vsi/transport/access_error.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hlsts
{

/** What is sent. A value type. */
struct HttpRequest
{
    /** GET or POST. */
    std::string method = "GET";
    Url url{};
    /** Sent to this one URL and nowhere else. */
    std::vector<std::pair<std::string, Secret>> headers{};
    /** The body of a POST. */
    Secret body{};
};

/** What came back. A value type. */
struct HttpResponse
{
    int status = 0;
    /** In order; names in lower case, values without outer white space. */
    std::vector<std::pair<std::string, std::string>> headers{};
    /** May hold credentials, hence secret. */
    Secret body{};
    /** The body was longer than the limit; `body` holds its beginning. */
    bool bodyTooLong = false;

    /** The value of the first header of this (lower case) name, or "". */
    std::string GetHeader(std::string_view name) const;

    /** Whether this is a redirect (301, 302, 303, 307, 308). */
    bool IsRedirect() const;
};

/** Sends requests; tests put another in its place. Not safe for concurrent use:
 * an exchange makes its own. */
class HttpClient
{
  public:
    virtual ~HttpClient() = default;

    /** Sends one request and returns whatever the server answers, a redirect
     * too: it isn't followed.
     *
     * Blocks at most until `deadline`.
     *
     * @return Transient errors when no answer came (name, connection, reset,
     *   time-out) or there was no memory for it; Terminal ones for plain http
     *   to another machine, an untrusted certificate and a refusing proxy.
     *   Messages show the URL's origin only.
     */
    virtual Result<HttpResponse, AccessError> Send(const HttpRequest &request,
                                                   SteadyTime deadline) = 0;
};

/** Makes a client for one exchange. Safe for concurrent use. */
using HttpClientFactory = std::function<std::unique_ptr<HttpClient>()>;

/** Makes a client on libcurl, for one exchange.
 *
 * It keeps its connections while it lives, so that each of the two or three
 * hosts of a login is connected to once; none outlives it, so none is shared
 * across a fork.
 *
 * It follows no redirect, keeps no cookie, reads no netrc and always verifies
 * certificates. It reads these GDAL configuration options at each request:
 * CA bundle GDAL_CURL_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE,
 * GDAL_HTTP_CAPATH (when a certificate isn't trusted by one bundle the next one
 * is tried: a binary wheel sets the first, the user another); proxy
 * GDAL_HTTP_PROXY, GDAL_HTTPS_PROXY, GDAL_HTTP_PROXYUSERPWD, GDAL_PROXY_AUTH
 * and the environment variables of libcurl, never for a loopback address.
 */
std::unique_ptr<HttpClient> MakeCurlClient();

/** "Basic ..." for an Authorization header. */
Secret BasicAuthorization(const Secret &user, const Secret &password);

/** "Bearer ..." for an Authorization header. */
Secret BearerAuthorization(const Secret &token);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_HTTP_H
