// SPDX-License-Identifier: MIT
// URLs that carry their own permission, and when it ends.

#include "vsi/keys/signed_url.h"

#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace hlsts
{

namespace
{

using std::chrono::seconds;

/** No signed URL of AWS lives longer than a week; keeps sums from overflowing.
 */
constexpr std::int64_t kLongest = 7 * 24 * 3600;

/** The value of a query parameter, not decoded; "" when there is none. */
std::string_view Parameter(const Url &url, std::string_view name)
{
    std::string_view rest = url.target;
    const auto mark = rest.find('?');
    if (mark == std::string_view::npos)
        return {};
    rest.remove_prefix(mark + 1);
    while (!rest.empty())
    {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return pair.substr(equals + 1);
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    return {};
}

/** At most twelve digits: times in seconds need ten. */
std::optional<std::int64_t> Number(std::string_view digits)
{
    if (!IsAllDigits(digits) || digits.size() > 12)
        return std::nullopt;
    std::int64_t number = 0;
    for (const char digit : digits)
        number = number * 10 + (digit - '0');
    return number;
}

/** Parses "20210513T172406Z". */
std::optional<std::int64_t> AmzDate(std::string_view text)
{
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z')
        return std::nullopt;
    const int date = ParseDigits(text.substr(0, 8));
    const int time = ParseDigits(text.substr(9, 6));
    if (date < 0 || time < 0)
        return std::nullopt;
    CivilTime civil;
    civil.year = date / 10000;
    civil.month = date / 100 % 100;
    civil.day = date % 100;
    civil.hour = time / 10000;
    civil.minute = time / 100 % 100;
    civil.second = time % 100;
    return ToUnixTime(civil);
}

std::optional<std::int64_t> MaxAge(const HttpResponse &response)
{
    const std::string control = response.GetHeader("cache-control");
    constexpr std::string_view kName = "max-age=";
    const auto at = control.find(kName);
    if (at == std::string::npos)
        return std::nullopt;
    const std::string_view rest =
        std::string_view(control).substr(at + kName.size());
    return Number(rest.substr(0, rest.find_first_not_of("0123456789")));
}

}  // namespace

bool IsSignedUrl(const Url &url)
{
    return !Parameter(url, "X-Amz-Signature").empty() ||
           !Parameter(url, "Signature").empty();
}

std::optional<std::int64_t> SignedUrlEnd(const Url &url)
{
    const auto begin = AmzDate(Parameter(url, "X-Amz-Date"));
    const auto life = Number(Parameter(url, "X-Amz-Expires"));
    if (begin && life)
        return *begin + *life;
    return Number(Parameter(url, "Expires"));
}

seconds SignedUrlLife(const Url &url, const HttpResponse &response,
                      std::int64_t serverNow)
{
    if (const auto end = SignedUrlEnd(url))
        return seconds(std::min(*end - serverNow, kLongest));
    // TEA's max-age is a minute less than the life.
    const auto age = MaxAge(response);
    if (age && *age > 0)
        return seconds(std::min(*age, kLongest));
    return kUnknownUrlLife;
}

}  // namespace hlsts
