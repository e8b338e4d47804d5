// SPDX-License-Identifier: MIT
// The body in which s3credentials hands out an S3 credential.

#ifndef HLSTS_VSI_KEYS_S3_ANSWER_H
#define HLSTS_VSI_KEYS_S3_ANSWER_H

#include "vsi/base/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** The four values as the server sent them. A value type. */
struct S3Answer
{
    Secret accessKeyId{};
    Secret secretAccessKey{};
    Secret sessionToken{};
    std::string expiration{};
};

/** Parses the JSON body; pure, no exception.
 *
 * @return nothing unless all four are strings and the three secrets are
 *   IsHeaderValue(), which is where they go. `expiration` may be any text.
 */
std::optional<S3Answer> ParseS3Answer(std::string_view body);

}  // namespace hlsts

#endif  // HLSTS_VSI_KEYS_S3_ANSWER_H
