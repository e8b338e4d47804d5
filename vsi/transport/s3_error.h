// SPDX-License-Identifier: MIT
// What S3's refusals mean and what to tell the user.

#ifndef HLSTS_VSI_TRANSPORT_S3_ERROR_H
#define HLSTS_VSI_TRANSPORT_S3_ERROR_H

#include "vsi/transport/request_failure.h"

#include <chrono>
#include <string>
#include <string_view>

namespace hlsts
{

/** What an error message about an object needs. A value type. */
struct S3ErrorContext
{
    /** The path as the user knows it. */
    std::string path{};
    std::string bucket{};
    std::string region{};
    /** The endpoint that gave the credential, and the host that refused. */
    std::string credentialsEndpoint{};
    std::string host{};
    /** Where the login was found (Login::source). */
    std::string loginSource{};
    /** By how much the server's clock is ahead of this machine's. */
    std::chrono::seconds serverAhead{0};
};

/** Classifies a failed request to S3. Pure.
 *
 * Of S3's answer GDAL passes on the text of <Message>, and a VSI error of its
 * own for a few codes. So a failure is recognised by the English text that S3
 * sends with its code, such as "The provided token has expired." with
 * ExpiredToken. The verdict's message never quotes an answer: S3 echoes tokens
 * and headers.
 */
FailureVerdict JudgeS3Failure(const RequestFailure &failure,
                              const S3ErrorContext &context);

/** Whether the bytes are an S3 error document: a server may send one with
 * status 200. */
bool IsS3ErrorDocument(std::string_view bytes);

/** Whether the bytes are the beginning of an answer that isn't the object: an
 * S3 error document, or a web page (of a gateway, a portal, a login).
 *
 * @param name of the object, which is a web page itself when the name ends in
 *   .html or .htm.
 */
bool IsErrorAnswer(std::string_view bytes, std::string_view name);

/** The failure that an S3 error document names. */
RequestFailure FailureOfDocument(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_S3_ERROR_H
