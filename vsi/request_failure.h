// SPDX-License-Identifier: MIT
// A failed request as GDAL reports it, and what was made of it.

#ifndef HLSTS_REQUEST_FAILURE_H
#define HLSTS_REQUEST_FAILURE_H

#include "vsi/access_error.h"

#include <string>

namespace hlsts
{

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

    /** Whether GDAL gave no reason at all: it answered from its memory of an
     * earlier failure, or a setting of the user's forbids the name. */
    bool IsSilent() const
    {
        return vsiError == 0 && httpStatus == 0;
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

#endif  // HLSTS_REQUEST_FAILURE_H
