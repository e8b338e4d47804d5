// SPDX-License-Identifier: MIT
// The body in which s3credentials hands out an S3 credential.

#include "vsi/s3_answer.h"

#include "vsi/base/json_text.h"

#include <algorithm>
#include <cstddef>

namespace hlsts
{

namespace
{

// Session tokens have one or two thousand characters.
constexpr std::size_t MAX_VALUE = 16 * 1024;

}  // namespace

bool IsHeaderValue(const std::string &value)
{
    return !value.empty() && value.size() <= MAX_VALUE &&
           std::all_of(value.begin(), value.end(),
                       [](unsigned char c) { return c > ' ' && c < 0x7F; });
}

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
