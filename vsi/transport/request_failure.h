// SPDX-License-Identifier: MIT
// A failed request as GDAL reports it, and what was made of it.

#ifndef HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H
#define HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H

#include "vsi/transport/access_error.h"

#include <chrono>
#include <string>

namespace hlsts
{

/** Before the seconds of RequestFailure::retryAfter at the end of a message:
 * where a handle has to tell it, as GDAL's errors have no place for it. */
inline constexpr char kRetryAfter[] = ", Retry-After: ";

/** What the message of a failure begins with when the answer was incomplete or
 * not what was asked for. */
inline constexpr char kBrokenRange[] = "Broken answer: ";

/** What it is when the answer was right, but of another version of the object.
 */
inline constexpr char kOtherVersion[] = "The object has changed";

/** All that GDAL tells about a failed request. A value type. */
struct RequestFailure
{
    /** VSIGetLastErrorNo(), 0 when GDAL gave none. */
    int vsiError = 0;
    /** VSIGetLastErrorMsg(): an S3 <Message>, or a line of GDAL's, or an S3
     * body with tokens in it. Never shown as it is. */
    std::string vsiMessage{};
    /** HTTP status where a message told it, else 0. */
    int httpStatus = 0;
    /** Where S3 sent the request, which was not sent there (reroute_watch.h);
     * else empty. */
    std::string reroutedTo{};

    /** How long the server asks to wait; 0 where it doesn't say. Only our own
     * reader of signed URLs knows it: GDAL doesn't tell. */
    std::chrono::seconds retryAfter{0};

    /** Whether GDAL gave no reason at all: it answered from its memory of an
     * earlier failure, or a setting of the user's forbids the name. */
    bool IsSilent() const
    {
        return vsiError == 0 && httpStatus == 0 && reroutedTo.empty();
    }
};

/** What to do about it. A value type. */
struct FailureVerdict
{
    AccessError error{};
    /** StaleCredential only: one refresh, since a second wouldn't help. */
    bool isRefreshedOnce = false;
    /** StaleCredential only: another reader had found out before, so this one
     * hasn't caused a refresh. */
    bool isKnownRefusal = false;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_REQUEST_FAILURE_H
