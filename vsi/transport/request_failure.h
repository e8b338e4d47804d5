// SPDX-License-Identifier: MIT
// A failed request as GDAL reports it, and what it means.

#ifndef HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H
#define HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H

#include "vsi/transport/access_error.h"

#include <chrono>
#include <string>

namespace hlsts
{

/** What stands before the seconds of Retry-After at the end of a VSI error's
 * message: GDAL's errors have no other place for them. */
inline constexpr char kRetryAfter[] = ", Retry-After: ";

/** The beginning of a failure's message when the answer was incomplete or not
 * what was asked for. */
inline constexpr char kBrokenRange[] = "Broken answer: ";

/** A failure's message when the answer was right, but of another version of the
 * object. */
inline constexpr char kOtherVersion[] = "The object has changed";

/** All that GDAL tells about a failed request. A value type. */
struct RequestFailure
{
    /** VSIGetLastErrorNo(), 0 when GDAL gave none. */
    int vsiError = 0;
    /** VSIGetLastErrorMsg(): an S3 <Message>, or a line of GDAL's, or an S3
     * body with tokens in it. Never shown as it is. */
    std::string vsiMessage{};
    /** HTTP status where a message of GDAL's holds it, else 0. */
    int httpStatus = 0;
    /** The host or region that S3 named in place of its own, when the request
     * was stopped for that (reroute_watch.h); else empty. */
    std::string reroutedTo{};

    /** The pause that the server asks for (Retry-After); 0 without one, and for
     * GDAL's requests, since GDAL doesn't tell. */
    std::chrono::seconds retryAfter{0};

    /** Whether GDAL gave no reason at all: it answered from its memory of an
     * earlier failure, or a setting of the user's forbids the name. */
    bool IsSilent() const
    {
        return vsiError == 0 && httpStatus == 0 && reroutedTo.empty();
    }
};

/** What a failed request means. A value type. */
struct FailureVerdict
{
    AccessError error{};
    /** StaleCredential only: whether one refresh is all that can help. */
    bool isRefreshedOnce = false;
    /** StaleCredential only: whether another reader had reported the refusal
     * before, so that this one hasn't caused a refresh. */
    bool isKnownRefusal = false;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H
