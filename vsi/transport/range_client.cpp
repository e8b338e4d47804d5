// SPDX-License-Identifier: MIT
// Byte ranges of one URL, strictly: nothing of the user's goes along, no
// redirect is followed, and what comes is what was asked for.

#include "vsi/transport/range_client.h"

#include "vsi/transport/curl_options.h"
#include "vsi/base/per_process.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/s3_error.h"
#include "vsi/transport/http_date.h"

#include "cpl_conv.h"
#include "cpl_vsi_error.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>
#include <new>

namespace hlsts
{

namespace
{

constexpr std::size_t kParallel = 8;
// An error document is shorter.
constexpr std::size_t kRoomForErrors = 16 * 1024;

std::string Lower(std::string text)
{
    for (char &c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

RequestFailure Failed(int vsiError, std::string message)
{
    RequestFailure failure;
    failure.vsiError = vsiError;
    failure.vsiMessage = std::move(message);
    return failure;
}

// One transfer under way.
struct Transfer
{
    RangeRequest *request = nullptr;
    CURL *curl = nullptr;
    curl_slist *headers = nullptr;
    std::string contentRange{};
    std::chrono::seconds retryAfter{0};
    std::size_t headerBytes = 0;
    bool isOutOfMemory = false;
    /** Until it has ended. */
    CURLcode code = CURLE_FAILED_INIT;

    ~Transfer()
    {
        if (curl)
            curl_easy_cleanup(curl);
        curl_slist_free_all(headers);
    }
};

void TakeHeader(Transfer &transfer, const std::string &name,
                const std::string &value)
{
    if (name == "content-range")
        transfer.contentRange = value;
    else if (name == "etag")
        transfer.request->facts.etag = value;
    else if (name == "last-modified")
        transfer.request->facts.modified = ParseHttpDate(value).value_or(0);
    else if (name == "retry-after")
        transfer.retryAfter = ParseRetryAfter(value, std::time(nullptr))
                                  .value_or(std::chrono::seconds(0));
}

std::size_t TakeHeaderLine(Transfer &transfer, const std::string &line)
{
    transfer.headerBytes += line.size();
    if (transfer.headerBytes > 64 * 1024)
        return 0;
    const auto colon = line.find(':');
    if (colon == std::string::npos)
        return line.size();
    const auto first = line.find_first_not_of(" \t", colon + 1);
    const auto last = line.find_last_not_of(" \t\r\n");
    if (first != std::string::npos && first <= last)
        TakeHeader(transfer, Lower(line.substr(0, colon)),
                   line.substr(first, last - first + 1));
    return line.size();
}

// A server that ignores the range must not send us the whole object.
std::size_t TakeBody(RangeRequest &request, const char *data, std::size_t bytes)
{
    const std::size_t limit =
        std::max<std::size_t>(request.range.size, kRoomForErrors);
    if (request.bytes.size() + bytes > limit)
        return 0;
    request.bytes.append(data, bytes);
    return bytes;
}

// libcurl is C: an exception that went through it would leave it in the middle
// of things, and the connections of the thread useless.
std::size_t OnHeader(char *data, std::size_t size, std::size_t count,
                     void *user) noexcept
{
    auto &transfer = *static_cast<Transfer *>(user);
    try
    {
        return TakeHeaderLine(transfer, std::string(data, size * count));
    }
    catch (const std::exception &)
    {
        transfer.isOutOfMemory = true;
        return 0;
    }
}

std::size_t OnBody(char *data, std::size_t size, std::size_t count,
                   void *user) noexcept
{
    auto &transfer = *static_cast<Transfer *>(user);
    try
    {
        return TakeBody(*transfer.request, data, size * count);
    }
    catch (const std::exception &)
    {
        transfer.isOutOfMemory = true;
        return 0;
    }
}

// GDAL's option, else ours: without one GDAL's requests wait for ever.
long Timeout(const char *name, long usual)
{
    const char *value = CPLGetConfigOption(name, nullptr);
    return value ? static_cast<long>(CPLAtof(value)) : usual;
}

// The connections of a thread; those inherited from a parent process are left
// alone.
class ThreadConnections
{
  public:
    ~ThreadConnections()
    {
        Drop();
    }

    /** Gives up what libcurl can't go on with. What it doesn't release
     * either is left to itself. */
    void Drop()
    {
        if (m_multi && m_process == CurrentProcess())
            curl_multi_cleanup(m_multi);
        m_multi = nullptr;
    }

    CURLM *Get()
    {
        if (!m_multi || m_process != CurrentProcess())
        {
            InitialiseCurlOnce();
            m_multi = curl_multi_init();
            m_process = CurrentProcess();
        }
        return m_multi;
    }

  private:
    CURLM *m_multi = nullptr;
    int m_process = 0;
};

ThreadConnections &Connections()
{
    thread_local ThreadConnections connections;
    return connections;
}

bool Prepare(Transfer &transfer, const RangeSource &source, const Url &url,
             const std::string &bundle)
{
    transfer.curl = curl_easy_init();
    CURL *curl = transfer.curl;
    if (!curl)
        return false;
    bool accepted = true;
    const auto set = [curl, &accepted](CURLoption option, auto value) {
        accepted =
            curl_easy_setopt(curl, option, value) == CURLE_OK && accepted;
    };
    const ByteRange &range = transfer.request->range;
    const std::string text =
        std::to_string(range.offset) + "-" + std::to_string(range.End() - 1);
    set(CURLOPT_URL, source.url.Reveal().c_str());
    set(CURLOPT_RANGE, text.c_str());
    set(CURLOPT_HEADERFUNCTION, OnHeader);
    set(CURLOPT_HEADERDATA, static_cast<void *>(&transfer));
    set(CURLOPT_WRITEFUNCTION, OnBody);
    set(CURLOPT_WRITEDATA, static_cast<void *>(&transfer));
    set(CURLOPT_CONNECTTIMEOUT, Timeout("GDAL_HTTP_CONNECTTIMEOUT", 20));
    set(CURLOPT_LOW_SPEED_TIME, Timeout("GDAL_HTTP_LOW_SPEED_TIME", 30));
    set(CURLOPT_LOW_SPEED_LIMIT, Timeout("GDAL_HTTP_LOW_SPEED_LIMIT", 1));
    set(CURLOPT_TIMEOUT, Timeout("GDAL_HTTP_TIMEOUT", 0));
    if (!source.header.IsEmpty())
    {
        transfer.headers =
            curl_slist_append(nullptr, source.header.Reveal().c_str());
        set(CURLOPT_HTTPHEADER, transfer.headers);
    }
    return ApplyLimits(curl, url) && ApplyTls(curl, bundle) &&
           ApplyProxy(curl, url) && accepted;
}

// @return what broke the connections off as a whole, or CURLM_OK. What hasn't
// ended by then has failed.
CURLMcode Perform(CURLM *multi,
                  std::vector<std::unique_ptr<Transfer>> &transfers)
{
    CURLMcode code = CURLM_OK;
    for (const auto &transfer : transfers)
    {
        if (code == CURLM_OK)
            code = curl_multi_add_handle(multi, transfer->curl);
    }
    int running = 1;
    while (code == CURLM_OK && running > 0)
    {
        code = curl_multi_perform(multi, &running);
        if (code == CURLM_OK && running > 0)
            code = curl_multi_wait(multi, nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left))
    {
        for (const auto &transfer : transfers)
        {
            if (transfer->curl == message->easy_handle)
                transfer->code = message->data.result;
        }
    }
    for (const auto &transfer : transfers)
        curl_multi_remove_handle(multi, transfer->curl);
    return code;
}

bool IsOutOfMemory(const std::unique_ptr<Transfer> &transfer)
{
    return transfer->isOutOfMemory || transfer->code == CURLE_OUT_OF_MEMORY;
}

// What a failure of libcurl's is told as. Only that of a certificate is named
// so: the names of others ("SSL connect error") would read like one.
std::string TextOf(CURLcode code)
{
    if (IsTlsFailure(code))
        return "CURL error: certificate";
    return "CURL error: " + std::to_string(static_cast<int>(code));
}

// Whether the answer came as far as it is looked at: one that isn't a range is
// cut off.
bool IsAnswered(long status, CURLcode code)
{
    if (code == CURLE_OK || (status >= 400 && status < 600))
        return true;
    return status >= 200 && status < 400 && status != 206 &&
           code == CURLE_WRITE_ERROR;
}

// @return whether another CA bundle may help.
bool Conclude(Transfer &transfer)
{
    long status = 0;
    long connectStatus = 0;
    curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer.curl, CURLINFO_HTTP_CONNECTCODE, &connectStatus);
    if (IsAnswered(status, transfer.code))
    {
        JudgeRangeAnswer(static_cast<int>(status), transfer.contentRange,
                         *transfer.request);
        if (transfer.request->failure)
            transfer.request->failure->retryAfter = transfer.retryAfter;
        return false;
    }
    std::string text = TextOf(transfer.code);
    if (connectStatus >= 300)
        text = "CURL error: CONNECT tunnel failed, response " +
               std::to_string(connectStatus);
    else if (status == 206)
        text = std::string(kBrokenRange) + curl_easy_strerror(transfer.code);
    transfer.request->failure = Failed(VSIE_HttpError, text);
    return IsTrustFailure(transfer.code);
}

class CurlRanges final : public RangeClient
{
  public:
    void Fetch(const RangeSource &source,
               std::vector<RangeRequest> &requests) override
    {
        for (std::size_t i = 0; i < requests.size(); i += kParallel)
            FetchSome(source, requests.data() + i,
                      std::min(kParallel, requests.size() - i));
    }

  private:
    static void FetchSome(const RangeSource &source, RangeRequest *requests,
                          std::size_t count)
    {
        for (const std::string &bundle : CaBundles())
        {
            if (!FetchWith(source, requests, count, bundle))
                return;
        }
    }

    static bool FetchWith(const RangeSource &source, RangeRequest *requests,
                          std::size_t count, const std::string &bundle)
    {
        const Result<Url> url = ParseUrl(source.url.Reveal());
        CURLM *multi = Connections().Get();
        std::vector<std::unique_ptr<Transfer>> transfers;
        bool accepted = url && IsSecure(*url) && multi;
        for (std::size_t i = 0; i < count; ++i)
        {
            requests[i].bytes.clear();
            // All of it before the transfer, where lack of memory does no harm.
            requests[i].bytes.reserve(requests[i].range.size);
            requests[i].failure.reset();
            transfers.push_back(std::make_unique<Transfer>());
            transfers.back()->request = &requests[i];
            accepted =
                accepted && Prepare(*transfers.back(), source, *url, bundle);
        }
        if (!accepted)
        {
            for (std::size_t i = 0; i < count; ++i)
                requests[i].failure = Failed(
                    VSIE_HttpError, "CURL error: the request can't be made");
            return false;
        }
        const CURLMcode code = Perform(multi, transfers);
        if (code != CURLM_OK)
            Connections().Drop();
        if (code == CURLM_OUT_OF_MEMORY ||
            std::any_of(transfers.begin(), transfers.end(), IsOutOfMemory))
            throw std::bad_alloc();
        bool isUntrusted = false;
        for (const auto &transfer : transfers)
            isUntrusted = Conclude(*transfer) || isUntrusted;
        return isUntrusted;
    }
};

RequestFailure FailureOfStatus(int status, const RangeRequest &request)
{
    if (IsS3ErrorDocument(request.bytes))
    {
        RequestFailure failure = FailureOfDocument(request.bytes);
        // The text keeps the number where GDAL's error has no place for it.
        if (failure.vsiMessage.empty())
            failure.vsiMessage =
                "HTTP response code: " + std::to_string(status);
        failure.httpStatus = status == 200 ? failure.httpStatus : status;
        return failure;
    }
    RequestFailure failure =
        Failed(VSIE_HttpError, "HTTP response code: " + std::to_string(status));
    failure.httpStatus = status;
    return failure;
}

}  // namespace

void JudgeRangeAnswer(int status, const std::string &contentRange,
                      RangeRequest &request)
{
    const ByteRange &range = request.range;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t size = 0;
    if (status == 416 && request.mayBeShort && range.offset == 0)
    {
        // Nothing of an empty object can be had.
        request.bytes.clear();
        request.facts.size = 0;
        return;
    }
    if (status != 206)
    {
        // A page, nothing at all, a redirect: S3 gives ranges or says what is
        // wrong.
        if (status >= 200 && status < 400 && !IsS3ErrorDocument(request.bytes))
            request.failure =
                Failed(VSIE_HttpError,
                       std::string(kBrokenRange) + "not the range asked for");
        else
            request.failure = FailureOfStatus(status, request);
        return;
    }
    const bool isReadable =
        std::sscanf(contentRange.c_str(),
                    "bytes %" SCNu64 "-%" SCNu64 "/%" SCNu64, &first, &last,
                    &size) == 3;
    const std::uint64_t wanted =
        request.mayBeShort ? std::min<std::uint64_t>(range.End(), size)
                           : range.End();
    if (!isReadable || first != range.offset || last + 1 != wanted ||
        request.bytes.size() != last + 1 - first)
    {
        request.failure = Failed(VSIE_HttpError, std::string(kBrokenRange) +
                                                     "not the range asked for");
        return;
    }
    request.facts.size = size;
}

RangeClient &CurlRangeClient()
{
    static auto *client = new CurlRanges();
    return *client;
}

}  // namespace hlsts
