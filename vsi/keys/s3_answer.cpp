// SPDX-License-Identifier: MIT
// The body in which s3credentials hands out an S3 credential.

#include "vsi/keys/s3_answer.h"

#include "vsi/base/json_text.h"
#include "vsi/base/text.h"

namespace hlsts
{

std::optional<S3Answer> ParseS3Answer(std::string_view body)
{
    const auto fields = ParseJsonObject(body);
    if (!fields || fields->strings.count("expiration") == 0)
        return std::nullopt;
    for (const char *name : {"accessKeyId", "secretAccessKey", "sessionToken"})
    {
        if (!IsHeaderValue(fields->String(name)))
            return std::nullopt;
    }
    S3Answer answer;
    answer.accessKeyId = Secret(fields->String("accessKeyId"));
    answer.secretAccessKey = Secret(fields->String("secretAccessKey"));
    answer.sessionToken = Secret(fields->String("sessionToken"));
    answer.expiration = fields->String("expiration");
    return answer;
}

}  // namespace hlsts
