// SPDX-License-Identifier: MIT
// Byte ranges of one URL, strictly: nothing of the user's goes along, no
// redirect is followed, and what comes is what was asked for.

#ifndef HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H
#define HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H

#include "vsi/base/secret.h"
#include "vsi/transport/byte_range.h"
#include "vsi/transport/request_failure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hlsts
{

/** What a server says of an object beside its bytes. A value type. */
struct ObjectFacts
{
    std::uint64_t size = 0;
    std::string etag{};
    /** Seconds since 1970 UTC, 0 when not told. */
    std::int64_t modified = 0;

    /** Whether both are of the same bytes, as far as size and ETag tell. */
    bool IsSameVersion(const ObjectFacts &other) const
    {
        return size == other.size && etag == other.etag;
    }
};

/** One range that is requested, and its answer. */
struct RangeRequest
{
    ByteRange range{};
    /** Whether the range may end beyond the object: then fewer bytes are right.
     */
    bool mayBeShort = false;

    std::string bytes{};
    ObjectFacts facts{};
    /** Nothing when the answer is right. */
    std::optional<RequestFailure> failure{};
};

/** Where an object is read from. A value type. */
struct RangeSource
{
    /** May hold a signature, hence secret. */
    Secret url{};
    /** "Name: value", a header to send along, or empty. */
    Secret header{};
};

/** Reads ranges; tests put another in its place. Safe for concurrent use. */
class RangeClient
{
  public:
    virtual ~RangeClient() = default;

    /** Requests all ranges, several at once, and fills in each one's answer.
     *
     * @throws std::bad_alloc when there isn't the memory for an answer; the
     *   object can be used on. */
    virtual void Fetch(const RangeSource &source,
                       std::vector<RangeRequest> &requests) = 0;
};

/** Sets the failure of a request whose answer isn't exactly the range that was
 * asked for: a byte too many or too few, another range, or none. Pure.
 *
 * @param contentRange value of the Content-Range header, "" without one.
 * @param request with the bytes that have come. */
void JudgeRangeAnswer(int status, const std::string &contentRange,
                      RangeRequest &request);

/** A client on libcurl, whose connections belong to the calling thread.
 *
 * Certificates are always verified. CA bundles and proxy are those of
 * MakeCurlClient() (http.h), timeouts those of GDAL: GDAL_HTTP_CONNECTTIMEOUT
 * (20 s without it), GDAL_HTTP_LOW_SPEED_TIME (30 s), GDAL_HTTP_LOW_SPEED_LIMIT
 * (1 byte/s), GDAL_HTTP_TIMEOUT (none). Lives for the process. */
RangeClient &CurlRangeClient();

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_RANGE_CLIENT_H
