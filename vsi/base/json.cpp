// SPDX-License-Identifier: MIT
// JSON from servers and files, read without trust and without exceptions.

#include "vsi/base/json.h"

#include <cmath>

namespace hlsts
{

Json ParseJson(std::string_view text)
{
    constexpr int kMaxDepth = 8;
    bool isTooDeep = false;
    const auto limitDepth =
        [&isTooDeep](int depth, Json::parse_event_t event, const Json &)
    {
        const bool isStart = event == Json::parse_event_t::object_start ||
                             event == Json::parse_event_t::array_start;
        isTooDeep = isTooDeep || (isStart && depth >= kMaxDepth);
        return !isTooDeep;
    };
    Json json = Json::parse(text.begin(), text.end(), limitDepth, false);
    if (isTooDeep)
        return Json(Json::value_t::discarded);
    return json;
}

std::string StringMember(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string()
               ? found->get_ref<const std::string &>()
               : std::string();
}

std::optional<std::int64_t> IntegerMember(const Json &object, const char *name)
{
    constexpr double kLargest = 9007199254740992.0;
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number())
        return std::nullopt;
    const double number = found->get<double>();
    if (!(std::abs(number) <= kLargest))
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

Json ArrayMember(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? *found : Json::array();
}

}  // namespace hlsts
