// SPDX-License-Identifier: MIT
// One HTTP request, strictly: what goes to Earthdata Login and the DAACs.

#include "vsi/transport/http.h"

#include "vsi/base/base64.h"
#include "vsi/base/text.h"
#include "vsi/transport/curl_callback.h"
#include "vsi/transport/curl_options.h"
#include "vsi/transport/header_line.h"
#include "vsi/transport/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hlsts
{

namespace
{

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;

/** What the callbacks of one transfer fill in. */
struct Transfer
{
    std::vector<std::pair<std::string, std::string>> headers{};
    std::size_t headerBytes = 0;
    std::string body{};
    bool bodyTooLong = false;
    bool isOutOfMemory = false;
};

std::size_t TakeHeaderLine(Transfer &transfer, std::string_view line)
{
    // Another status line, after that of 100 Continue or of a proxy: the
    // headers before it belong to another answer.
    if (StartsWith(line, "HTTP/"))
        transfer.headers.clear();
    transfer.headerBytes += line.size();
    if (transfer.headerBytes > DefaultRefreshPolicy().bodyLimit)
        return 0;
    if (auto header = ParseHeaderLine(line))
        transfer.headers.emplace_back(std::move(header->name),
                                      std::move(header->value));
    return line.size();
}

std::size_t TakeBody(Transfer &transfer, std::string_view bytes)
{
    const std::size_t limit = DefaultRefreshPolicy().bodyLimit;
    const std::size_t room = limit - transfer.body.size();
    transfer.body.append(bytes.substr(0, room));
    transfer.bodyTooLong = bytes.size() > room;
    return transfer.bodyTooLong ? 0 : bytes.size();
}

struct ListDeleter
{
    void operator()(curl_slist *list) const
    {
        curl_slist_free_all(list);
    }
};

using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList MakeHeaderList(const HttpRequest &request)
{
    HeaderList list;
    for (const auto &[name, value] : request.headers)
    {
        const Secret line(name + ": " + value.Reveal());
        curl_slist *longer =
            curl_slist_append(list.get(), line.Reveal().c_str());
        if (!longer)
            return nullptr;
        // libcurl has the old list within the longer one.
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

/** Whether a value holds a line break, which would begin another header, or a
 * NUL, which would end it. */
bool HasLineBreak(const HttpRequest &request)
{
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [](const auto &header)
                       {
                           using namespace std::string_view_literals;
                           return header.second.Reveal().find_first_of(
                                      "\r\n\0"sv) != std::string::npos;
                       });
}

AccessError Failure(AccessErrorKind kind, const Url &url,
                    const std::string &why)
{
    AccessError error;
    error.kind = kind;
    error.message = url.Origin() + ": " + why;
    return error;
}

AccessError ProxyFailure(const Url &url, long connectStatus)
{
    return Failure(connectStatus >= 500 ? AccessErrorKind::Transient
                                        : AccessErrorKind::Terminal,
                   url,
                   "the proxy refused the connection (HTTP " +
                       std::to_string(connectStatus) +
                       "); check GDAL_HTTPS_PROXY, GDAL_HTTP_PROXY, "
                       "GDAL_HTTP_PROXYUSERPWD and the variable https_proxy");
}

AccessError CurlFailure(CURLcode code, const Url &url)
{
    if (IsTlsFailure(code))
        return Failure(AccessErrorKind::Terminal, url,
                       std::string("the server's certificate is not trusted "
                                   "(") +
                           curl_easy_strerror(code) +
                           "); if a proxy or firewall of your organisation "
                           "issues certificates, set CURL_CA_BUNDLE to the "
                           "file with its CA");
    if (code == CURLE_COULDNT_RESOLVE_PROXY)
        return Failure(AccessErrorKind::Terminal, url,
                       "the proxy's name can't be resolved; check "
                       "GDAL_HTTPS_PROXY, GDAL_HTTP_PROXY and the variable "
                       "https_proxy");
    if (code == CURLE_OPERATION_TIMEDOUT)
        return Failure(AccessErrorKind::Transient, url,
                       "no answer in the time allowed");
    return Failure(AccessErrorKind::Transient, url,
                   std::string("the request failed (") +
                       curl_easy_strerror(code) +
                       "); check the network connection");
}

class CurlClient final : public HttpClient
{
  public:
    CurlClient()
    {
        InitialiseCurlOnce();
        m_curl = curl_easy_init();
    }

    ~CurlClient() override
    {
        if (m_curl)
            curl_easy_cleanup(m_curl);
    }

    CurlClient(const CurlClient &) = delete;
    CurlClient &operator=(const CurlClient &) = delete;

    Result<HttpResponse, AccessError> Send(const HttpRequest &request,
                                           SteadyTime deadline) override;

  private:
    template <class T> void Set(CURLoption option, T value)
    {
        m_accepted =
            curl_easy_setopt(m_curl, option, value) == CURLE_OK && m_accepted;
    }

    /** @param isUntrusted set when another CA bundle may help. */
    Result<HttpResponse, AccessError> SendWith(const HttpRequest &request,
                                               SteadyTime deadline,
                                               const std::string &bundle,
                                               bool &isUntrusted);
    void SetRequest(const HttpRequest &request, curl_slist *headers,
                    Transfer &transfer);
    void SetTime(SteadyTime deadline);

    CURL *m_curl = nullptr;
    /** Whether libcurl has accepted every option of the present request. */
    bool m_accepted = true;
};

void CurlClient::SetRequest(const HttpRequest &request, curl_slist *headers,
                            Transfer &transfer)
{
    Set(CURLOPT_URL, request.url.Text().c_str());
    Set(CURLOPT_HEADERFUNCTION, OnBytes<Transfer, TakeHeaderLine>);
    Set(CURLOPT_HEADERDATA, static_cast<void *>(&transfer));
    Set(CURLOPT_WRITEFUNCTION, OnBytes<Transfer, TakeBody>);
    Set(CURLOPT_WRITEDATA, static_cast<void *>(&transfer));
    Set(CURLOPT_HTTPHEADER, headers);
    if (request.method != "POST")
        return;
    Set(CURLOPT_POST, 1L);
    Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.Reveal().size()));
    Set(CURLOPT_POSTFIELDS, request.body.Reveal().c_str());
}

void CurlClient::SetTime(SteadyTime deadline)
{
    const auto left = std::chrono::duration_cast<Milliseconds>(
        deadline - SystemClock().Now());
    const auto connect = std::chrono::duration_cast<Milliseconds>(
        DefaultRefreshPolicy().connectTimeout);
    // An hour is for ever here; 0 would mean no limit to libcurl.
    const auto total =
        std::clamp<Milliseconds>(left, Milliseconds(1), Seconds(3600));
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
    Set(CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::min(total, connect).count()));
}

Result<HttpResponse, AccessError>
CurlClient::SendWith(const HttpRequest &request, SteadyTime deadline,
                     const std::string &bundle, bool &isUntrusted)
{
    curl_easy_reset(m_curl);
    m_accepted = true;
    Transfer transfer;
    const HeaderList headers = MakeHeaderList(request);
    SetRequest(request, headers.get(), transfer);
    SetTime(deadline);
    m_accepted = ApplyLimits(m_curl, request.url) && ApplyTls(m_curl, bundle) &&
                 ApplyProxy(m_curl, request.url) && m_accepted;
    if (!m_accepted || (!headers && !request.headers.empty()))
        return Failure(AccessErrorKind::Terminal, request.url,
                       "libcurl refused the settings of the request");

    const CURLcode code = curl_easy_perform(m_curl);
    isUntrusted = IsTrustFailure(code);
    if (transfer.isOutOfMemory || code == CURLE_OUT_OF_MEMORY)
        return Failure(AccessErrorKind::Transient, request.url,
                       "out of memory");
    HttpResponse response;
    response.body = Secret(std::move(transfer.body));
    response.bodyTooLong = transfer.bodyTooLong;
    if (code != CURLE_OK && !response.bodyTooLong)
    {
        long connectStatus = 0;
        curl_easy_getinfo(m_curl, CURLINFO_HTTP_CONNECTCODE, &connectStatus);
        if (connectStatus >= 300)
            return ProxyFailure(request.url, connectStatus);
        return CurlFailure(code, request.url);
    }
    long status = 0;
    curl_easy_getinfo(m_curl, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    response.headers = std::move(transfer.headers);
    return response;
}

Result<HttpResponse, AccessError> CurlClient::Send(const HttpRequest &request,
                                                   SteadyTime deadline)
{
    if (!m_curl)
        return Failure(AccessErrorKind::Terminal, request.url,
                       "libcurl can't be initialised");
    if (!IsSecure(request.url))
        return Failure(AccessErrorKind::Terminal, request.url,
                       "plain http is refused, because a login goes with the "
                       "request; use https://");
    if (HasLineBreak(request))
        return Failure(AccessErrorKind::Terminal, request.url,
                       "a header value holds a line break");
    for (const std::string &bundle : CaBundles())
    {
        if (SystemClock().Now() >= deadline)
            break;
        bool isUntrusted = false;
        auto response = SendWith(request, deadline, bundle, isUntrusted);
        if (!isUntrusted || bundle == CaBundles().back())
            return response;
    }
    return Failure(AccessErrorKind::Transient, request.url,
                   "no time was left for the request");
}

}  // namespace

std::string HttpResponse::GetHeader(std::string_view name) const
{
    for (const auto &[key, value] : headers)
    {
        if (key == name)
            return value;
    }
    return {};
}

bool HttpResponse::IsRedirect() const
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

std::unique_ptr<HttpClient> MakeCurlClient()
{
    return std::make_unique<CurlClient>();
}

Secret BasicAuthorization(const Secret &user, const Secret &password)
{
    const Secret pair(user.Reveal() + ":" + password.Reveal());
    return Secret("Basic " + Base64Encode(pair.Reveal()));
}

Secret BearerAuthorization(const Secret &token)
{
    return Secret("Bearer " + token.Reveal());
}

}  // namespace hlsts
