// SPDX-License-Identifier: MIT
// The ends of credentials and tokens, in the spellings that servers use.

#include "vsi/keys/expiration.h"

#include "vsi/base/base64.h"
#include "vsi/base/json.h"
#include "vsi/base/text_scanner.h"
#include "vsi/base/utc_time.h"

#include <cstddef>

namespace hlsts
{

std::optional<std::int64_t> ParseExpiration(std::string_view text)
{
    // What ends at a date or at a minute is no credential of a server that we
    // know.
    constexpr std::size_t kColonBeforeSeconds = 16;
    if (text.size() <= kColonBeforeSeconds || text[kColonBeforeSeconds] != ':')
        return std::nullopt;
    const auto time = ParseIsoTime(text);
    return time ? std::optional<std::int64_t>(*time) : std::nullopt;
}

std::optional<std::int64_t> ParseExpirationDate(std::string_view text)
{
    TextScanner scanner(text);
    CivilTime time;
    time.month = scanner.Number(2);
    scanner.Expect("/");
    time.day = scanner.Number(2);
    scanner.Expect("/");
    time.year = scanner.Number(4);
    if (!scanner.IsDone())
        return std::nullopt;
    return ToUnixTime(time);
}

std::optional<std::int64_t> ParseJwtExpiry(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos
                            ? std::string_view::npos
                            : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto payload =
        Base64UrlDecode(token.substr(first + 1, second - first - 1));
    if (!payload)
        return std::nullopt;
    const auto exp = IntegerMember(ParseJson(*payload), "exp");
    return exp && *exp > 0 ? exp : std::nullopt;
}

}  // namespace hlsts
