// SPDX-License-Identifier: MIT
// Byte ranges of one URL, strictly: nothing of the user's goes along, no
// redirect is followed, and what comes is what was asked for.

#ifndef HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H
#define HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H

#include "vsi/transport/byte_range.h"
#include "vsi/transport/request_failure.h"
#include "vsi/base/secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hlsts
{

/** What a server says about an object beside its bytes. A value type. */
struct ObjectFacts
{
    std::uint64_t size = 0;
    std::string etag{};
    /** Seconds since 1970 UTC, 0 when not told. */
    std::int64_t modified = 0;

    /** Whether these are of the same bytes, as far as the server tells. */
    bool IsSameVersion(const ObjectFacts &other) const
    {
        return size == other.size && etag == other.etag;
    }
};

/** One range that is asked for, and its answer. */
struct RangeRequest
{
    ByteRange range{};
    /** May the range end beyond the object: then fewer bytes are right. */
    bool mayBeShort = false;

    std::string bytes{};
    ObjectFacts facts{};
    /** Nothing when the answer is right. */
    std::optional<RequestFailure> failure{};
};

/** Where from: both are secrets. */
struct RangeSource
{
    Secret url{};
    /** A header line to send along, or empty. */
    Secret header{};
};

/** Something that reads ranges: the seam between reader and network. Safe for
 * concurrent use. */
class RangeClient
{
  public:
    virtual ~RangeClient() = default;

    /** Asks for all of them, in parallel, and fills in each one's answer.
     *
     * @throws std::bad_alloc when there isn't the memory for an answer; the
     *   next call is none the worse for it. */
    virtual void Fetch(const RangeSource &source,
                       std::vector<RangeRequest> &requests) = 0;
};

/** What GDAL's S3 reader would be told by this answer: 0 bytes too many or too
 * few, another range, or no range at all is a failure. Pure. */
void JudgeRangeAnswer(int status, const std::string &contentRange,
                      RangeRequest &request);

/** On libcurl, with connections that belong to the thread. Certificates are
 * always verified; the options for CA bundles, proxies and timeouts are those
 * of MakeCurlClient() and of GDAL. Lives for the process. */
RangeClient &CurlRangeClient();

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H
