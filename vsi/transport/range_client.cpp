// SPDX-License-Identifier: MIT
// Byte ranges of one URL, strictly: nothing of the user's goes along, no
// redirect is followed, and what comes is what was asked for.

#include "vsi/transport/range_client.h"

#include "vsi/base/per_process.h"
#include "vsi/transport/curl_callback.h"
#include "vsi/transport/curl_options.h"
#include "vsi/transport/header_line.h"
#include "vsi/transport/http_date.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/s3_error.h"

#include "cpl_conv.h"
#include "cpl_vsi_error.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <ctime>
#include <memory>
#include <new>

namespace hlsts
{

namespace
{

/** Requests of one call that are under way at once. */
constexpr std::size_t kMaxParallel = 8;
/** How much of an answer is taken where a shorter range was asked for: an error
 * document is shorter than this. */
constexpr std::size_t kErrorDocumentLimit = 16 * 1024;
/** All headers of an answer together. */
constexpr std::size_t kHeaderLimit = 64 * 1024;

RequestFailure Failed(int vsiError, std::string message)
{
    RequestFailure failure;
    failure.vsiError = vsiError;
    failure.vsiMessage = std::move(message);
    return failure;
}

/** One transfer under way. */
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

std::size_t TakeHeaderLine(Transfer &transfer, std::string_view line)
{
    transfer.headerBytes += line.size();
    if (transfer.headerBytes > kHeaderLimit)
        return 0;
    const auto header = ParseHeaderLine(line);
    if (header && !header->value.empty())
        TakeHeader(transfer, header->name, header->value);
    return line.size();
}

std::size_t TakeBody(Transfer &transfer, std::string_view bytes)
{
    RangeRequest &request = *transfer.request;
    // A server that ignores the range must not send us the whole object.
    const std::size_t limit =
        std::max<std::size_t>(request.range.size, kErrorDocumentLimit);
    if (request.bytes.size() + bytes.size() > limit)
        return 0;
    request.bytes.append(bytes);
    return bytes.size();
}

/** The number of a GDAL option; `fallback` where the user hasn't set it, since
 * libcurl by itself waits for ever. */
long NumberOption(const char *name, long fallback)
{
    const char *value = CPLGetConfigOption(name, nullptr);
    return value ? static_cast<long>(CPLAtof(value)) : fallback;
}

/** The connections of a thread. Those inherited from a parent process are left
 * alone: closing them here would end them there. */
class ThreadConnections
{
  public:
    ~ThreadConnections()
    {
        Drop();
    }

    /** Closes the connections; the next request makes new ones. To be called
     * when libcurl has failed in a way that leaves them unusable. */
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
    set(CURLOPT_HEADERFUNCTION, OnBytes<Transfer, TakeHeaderLine>);
    set(CURLOPT_HEADERDATA, static_cast<void *>(&transfer));
    set(CURLOPT_WRITEFUNCTION, OnBytes<Transfer, TakeBody>);
    set(CURLOPT_WRITEDATA, static_cast<void *>(&transfer));
    set(CURLOPT_CONNECTTIMEOUT, NumberOption("GDAL_HTTP_CONNECTTIMEOUT", 20));
    set(CURLOPT_LOW_SPEED_TIME, NumberOption("GDAL_HTTP_LOW_SPEED_TIME", 30));
    set(CURLOPT_LOW_SPEED_LIMIT, NumberOption("GDAL_HTTP_LOW_SPEED_LIMIT", 1));
    set(CURLOPT_TIMEOUT, NumberOption("GDAL_HTTP_TIMEOUT", 0));
    if (!source.header.IsEmpty())
    {
        transfer.headers =
            curl_slist_append(nullptr, source.header.Reveal().c_str());
        set(CURLOPT_HTTPHEADER, transfer.headers);
    }
    return ApplyLimits(curl, url) && ApplyTls(curl, bundle) &&
           ApplyProxy(curl, url) && accepted;
}

/** Runs the transfers to their ends.
 *
 * @return CURLM_OK, or why libcurl gave up all of them; a transfer that hadn't
 *   ended by then keeps its first code, which is a failure. */
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

/** The text that stands for a failure of libcurl's. libcurl's own text isn't
 * used: s3_error.cpp tells an untrusted certificate by the words in it, and
 * that of a broken connection ("SSL connect error") reads much the same. */
std::string TextOf(CURLcode code)
{
    if (IsTlsFailure(code))
        return "CURL error: certificate";
    return "CURL error: " + std::to_string(static_cast<int>(code));
}

/** Whether there is an answer to judge: a complete one, the status of an error
 * document, or another page instead of the range, which TakeBody() has cut
 * off. */
bool IsAnswered(long status, CURLcode code)
{
    if (code == CURLE_OK || (status >= 400 && status < 600))
        return true;
    return status >= 200 && status < 400 && status != 206 &&
           code == CURLE_WRITE_ERROR;
}

/** Judges how a transfer has ended, into its request.
 *
 * @return whether another CA bundle may help. */
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
        for (std::size_t i = 0; i < requests.size(); i += kMaxParallel)
            FetchSome(source, requests.data() + i,
                      std::min(kMaxParallel, requests.size() - i));
    }

  private:
    /** Tries one CA bundle after the other while certificates aren't trusted.
     */
    static void FetchSome(const RangeSource &source, RangeRequest *requests,
                          std::size_t count)
    {
        for (const std::string &bundle : CaBundles())
        {
            if (!FetchWith(source, requests, count, bundle))
                return;
        }
    }

    /** @return whether another CA bundle may help. */
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
            // Now, because an exception does no harm before the transfer.
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
        // An empty object has no range that could be satisfied.
        request.bytes.clear();
        request.facts.size = 0;
        return;
    }
    if (status != 206)
    {
        // S3 sends the range or an error document. Anything else (a page, an
        // empty answer, a redirect) comes from between, so it may pass.
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
