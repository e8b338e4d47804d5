// SPDX-License-Identifier: MIT
// Times in every spelling that people and servers use.

#include "driver/hls/asset_name.h"
#include "tests/fuzz/fuzz.h"
#include "vsi/base/utc_time.h"
#include "vsi/keys/expiration.h"
#include "vsi/transport/http_date.h"
#include "vsi/transport/retry.h"

namespace
{

using namespace hlsts;

/** A time that a parser has found is written and read again. */
void CheckTime(std::optional<std::int64_t> time)
{
    if (!time)
        return;
    const auto again = ParseIsoTime(FormatIsoTime(*time));
    // A year beyond 9999 or before 1 has a sign, which isn't read.
    constexpr std::int64_t kFirst = -62135596800;
    constexpr std::int64_t kLast = 253402300799;
    Require(*time < kFirst || *time > kLast || (again && *again == *time),
            "a time is read as it was written", FormatIsoTime(*time));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    const std::string text(TextOf(data, size));
    const auto time = ParseIsoTime(text);
    if (!time)
        RequireMessage(time.GetError().message);
    else
        CheckTime(*time);
    CheckTime(ParseHttpDate(text));
    CheckTime(ParseNameDay(text));
    CheckTime(ParseExpiration(text));
    CheckTime(ParseExpirationDate(text));
    ParseJwtExpiry(text);
    const auto pause = ParseRetryAfter(text, 1620926646);
    Require(!pause || pause->count() >= 0, "a pause isn't negative", text);
    return 0;
}
