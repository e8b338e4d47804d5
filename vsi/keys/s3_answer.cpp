// SPDX-License-Identifier: MIT
// The body in which s3credentials hands out an S3 credential.

#include "vsi/keys/s3_answer.h"

#include "vsi/base/json.h"
#include "vsi/base/text.h"

namespace hlsts
{

std::optional<S3Answer> ParseS3Answer(std::string_view body)
{
    const Json fields = ParseJson(body);
    const auto expiration = fields.find("expiration");
    if (!fields.is_object() || expiration == fields.end() ||
        !expiration->is_string())
        return std::nullopt;
    for (const char *name : {"accessKeyId", "secretAccessKey", "sessionToken"})
    {
        if (!IsHeaderValue(StringMember(fields, name)))
            return std::nullopt;
    }
    S3Answer answer;
    answer.accessKeyId = Secret(StringMember(fields, "accessKeyId"));
    answer.secretAccessKey = Secret(StringMember(fields, "secretAccessKey"));
    answer.sessionToken = Secret(StringMember(fields, "sessionToken"));
    answer.expiration = StringMember(fields, "expiration");
    return answer;
}

}  // namespace hlsts
