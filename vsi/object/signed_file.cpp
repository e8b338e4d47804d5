// SPDX-License-Identifier: MIT
// An object read by a signed URL.

#include "vsi/object/signed_file.h"

#include "vsi/object/region_cache.h"

#include "cpl_vsi_error.h"

#include <algorithm>
#include <cstring>

namespace hlsts
{

namespace
{

constexpr std::uint64_t kRegionSize = RegionCache::kRegionSize;
/** A longer read would push too much else out of the cache: it is 1/16 of it.
 */
constexpr std::size_t kMaxCachedRead = 1024 * 1024;
/** The most regions that one request is for: 1 MiB, for the same reason. */
constexpr std::uint64_t kMaxRegionsAtOnce = 64;

/** Reports a failure as GDAL's own files do, by VSIError(): RemoteFile reads it
 * there. */
void ReportFailure(const RequestFailure &failure)
{
    std::string text = failure.vsiMessage;
    // A VSI error has no place for a status but its text.
    if (failure.httpStatus != 0 &&
        text.find("response code") == std::string::npos)
        text +=
            " (HTTP response code: " + std::to_string(failure.httpStatus) + ")";
    if (failure.retryAfter.count() > 0)
        text += kRetryAfter + std::to_string(failure.retryAfter.count());
    VSIErrorReset();
    VSIError(failure.vsiError == 0 ? static_cast<int>(VSIE_HttpError)
                                   : failure.vsiError,
             "%s", text.c_str());
}

/** The failure of a read that got another version than the one that was opened.
 */
RequestFailure OtherVersion()
{
    RequestFailure failure;
    failure.vsiError = VSIE_HttpError;
    failure.vsiMessage = kOtherVersion;
    return failure;
}

RangeSource SourceOf(const Grant &grant)
{
    return {grant.url, grant.header};
}

}  // namespace

SignedFile::SignedFile(const Grant &grant, const ObjectFacts &facts,
                       RangeClient &client)
    : m_source(SourceOf(grant)), m_key(grant.innerPath), m_facts(facts),
      m_client(client)
{
}

std::variant<std::unique_ptr<SignedFile>, RequestFailure>
SignedFile::Open(const Grant &grant, RangeClient &client)
{
    RegionCache &cache = TheRegionCache();
    std::optional<ObjectFacts> facts = cache.FindFacts(grant.innerPath);
    if (!facts)
    {
        std::vector<RangeRequest> requests(1);
        requests[0].range = {0, kRegionSize};
        requests[0].mayBeShort = true;
        client.Fetch(SourceOf(grant), requests);
        if (requests[0].failure)
            return *requests[0].failure;
        facts = requests[0].facts;
        cache.AddFacts(grant.innerPath, *facts);
        cache.Add(grant.innerPath, *facts, 0, std::move(requests[0].bytes));
    }
    return std::unique_ptr<SignedFile>(new SignedFile(grant, *facts, client));
}

void SignedFile::Forget(const Grant &grant)
{
    TheRegionCache().Forget(grant.innerPath);
}

std::optional<ObjectFacts> SignedFile::FindFacts(const Grant &grant)
{
    return TheRegionCache().FindFacts(grant.innerPath);
}

int SignedFile::Seek(vsi_l_offset offset, int whence)
{
    m_isEof = false;
    if (whence == SEEK_CUR)
        m_offset += offset;
    else if (whence == SEEK_END)
        m_offset = m_facts.size + offset;
    else
        m_offset = offset;
    return 0;
}

vsi_l_offset SignedFile::Tell()
{
    return m_offset;
}

/** Fetches all ranges, of the version that was opened. One that fails, or is of
 * another version, fails all. */
bool SignedFile::FetchRanges(std::vector<RangeRequest> &requests) const
{
    m_client.Fetch(m_source, requests);
    for (const RangeRequest &request : requests)
    {
        if (request.failure)
        {
            ReportFailure(*request.failure);
            return false;
        }
        if (!request.facts.IsSameVersion(m_facts))
        {
            TheRegionCache().Forget(m_key);
            ReportFailure(OtherVersion());
            return false;
        }
    }
    return true;
}

/** Fetches at least the regions from `first` to `last`, and more of them each
 * time reading goes on where it ended.
 *
 * @param[out] bytes what was fetched, from the beginning of `first`. */
bool SignedFile::FetchRegions(std::uint64_t first, std::uint64_t last,
                              std::string &bytes)
{
    m_regionsAtOnce = first == m_nextRegion
                          ? std::min(m_regionsAtOnce * 2, kMaxRegionsAtOnce)
                          : 1;
    last = std::max(last, first + m_regionsAtOnce - 1);
    const vsi_l_offset end =
        std::min<vsi_l_offset>((last + 1) * kRegionSize, m_facts.size);
    std::vector<RangeRequest> requests(1);
    requests[0].range = {first * kRegionSize,
                         static_cast<std::size_t>(end - first * kRegionSize)};
    if (!FetchRanges(requests))
        return false;
    bytes = std::move(requests[0].bytes);
    for (std::uint64_t i = 0; i * kRegionSize < bytes.size(); ++i)
        TheRegionCache().Add(m_key, m_facts, first + i,
                             bytes.substr(i * kRegionSize, kRegionSize));
    m_nextRegion = last + 1;
    return true;
}

/** Reads `size` bytes at the cursor; they lie in the file, and size > 0. */
bool SignedFile::ReadBytes(GByte *to, size_t size)
{
    if (size > kMaxCachedRead)
        return PRead(to, size, m_offset) == size;
    const std::uint64_t last = (m_offset + size - 1) / kRegionSize;
    std::string fetched;
    std::uint64_t fetchedFrom = 0;
    for (size_t done = 0; done < size;)
    {
        const vsi_l_offset at = m_offset + done;
        const std::uint64_t region = at / kRegionSize;
        const size_t within = static_cast<size_t>(at % kRegionSize);
        size_t part = 0;
        if (!fetched.empty())
        {
            const size_t from =
                static_cast<size_t>(at - fetchedFrom * kRegionSize);
            part = std::min(size - done, fetched.size() - from);
            std::memcpy(to + done, fetched.data() + from, part);
            fetched.clear();
        }
        else if (const auto bytes =
                     TheRegionCache().Find(m_key, m_facts, region))
        {
            if (within >= bytes->size())
                return false;
            part = std::min(size - done, bytes->size() - within);
            std::memcpy(to + done, bytes->data() + within, part);
        }
        else
        {
            fetchedFrom = region;
            if (!FetchRegions(region, last, fetched))
                return false;
        }
        done += part;
    }
    return true;
}

size_t SignedFile::Read(void *buffer, HLSTS_ITEMS)
{
    const size_t itemSize = HLSTS_ITEM_SIZE;
    if (itemSize == 0 || count == 0 || m_offset >= m_facts.size)
    {
        m_isEof = m_offset >= m_facts.size;
        return 0;
    }
    const size_t wanted = itemSize * count;
    const size_t bytes = static_cast<size_t>(
        std::min<vsi_l_offset>(wanted, m_facts.size - m_offset));
    if (!ReadBytes(static_cast<GByte *>(buffer), bytes))
    {
        m_isError = true;
        return 0;
    }
    m_offset += bytes;
    m_isEof = bytes < wanted;
    return bytes / itemSize;
}

size_t SignedFile::PRead(void *buffer, size_t size, vsi_l_offset offset) const
{
    std::vector<RangeRequest> requests(1);
    requests[0].range = {offset, size};
    if (size == 0)
        return 0;
    if (!FetchRanges(requests))
        return static_cast<size_t>(-1);
    std::memcpy(buffer, requests[0].bytes.data(), size);
    return size;
}

bool SignedFile::HasPRead() const
{
    return true;
}

int SignedFile::ReadMultiRange(int count, void **buffers,
                               const vsi_l_offset *offsets, const size_t *sizes)
{
    // Ranges that touch are one request, as in GDAL's own files.
    std::vector<RangeRequest> requests;
    for (int i = 0; i < count; ++i)
    {
        if (requests.empty() || requests.back().range.End() != offsets[i])
        {
            requests.emplace_back();
            requests.back().range.offset = offsets[i];
        }
        requests.back().range.size += sizes[i];
    }
    requests.erase(std::remove_if(requests.begin(), requests.end(),
                                  [](const RangeRequest &request)
                                  { return request.range.size == 0; }),
                   requests.end());
    if (!FetchRanges(requests))
        return -1;
    for (int i = 0; i < count; ++i)
    {
        if (sizes[i] == 0)
            continue;
        const auto isAround = [&](const RangeRequest &request)
        {
            return request.range.offset <= offsets[i] &&
                   offsets[i] + sizes[i] <= request.range.End();
        };
        const auto found =
            std::find_if(requests.begin(), requests.end(), isAround);
        std::memcpy(buffers[i],
                    found->bytes.data() + (offsets[i] - found->range.offset),
                    sizes[i]);
    }
    return 0;
}

size_t SignedFile::Write(const void *, HLSTS_ITEMS)
{
    CPL_IGNORE_RET_VAL(HLSTS_ITEM_SIZE + count);
    return 0;
}

int SignedFile::Eof()
{
    return m_isEof ? TRUE : FALSE;
}

int SignedFile::Error()
{
    return m_isError ? TRUE : FALSE;
}

void SignedFile::ClearErr()
{
    m_isEof = false;
    m_isError = false;
}

int SignedFile::Close()
{
    return 0;
}

}  // namespace hlsts
