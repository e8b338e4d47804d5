// SPDX-License-Identifier: MIT
// JSON from servers and files, read without trust and without exceptions.

#ifndef HLSTS_VSI_BASE_JSON_H
#define HLSTS_VSI_BASE_JSON_H

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

using Json = nlohmann::json;

/** Parses a text. Pure, no exception.
 *
 * @return the value; a discarded one (Json::is_discarded()), which is neither
 *   object nor array, when the text isn't JSON or nests deeper than eight
 *   levels.
 */
Json ParseJson(std::string_view text);

/** The member of an object when it is a string; "" when there is none of that
 * name and type, and when `object` isn't an object. */
std::string StringMember(const Json &object, const char *name);

/** The member of an object when it is a number, its fraction cut off; nothing
 * beyond 2^53, where doubles no longer hold every integer. */
std::optional<std::int64_t> IntegerMember(const Json &object, const char *name);

/** The member of an object when it is an array, else an empty array. */
Json ArrayMember(const Json &object, const char *name);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_JSON_H
