// SPDX-License-Identifier: MIT
// The small JSON answers of servers, read without trust.

#ifndef HLSTS_VSI_BASE_JSON_TEXT_H
#define HLSTS_VSI_BASE_JSON_TEXT_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** The string and number members of one JSON object; all others are left out.
 * A value type. */
struct JsonFields
{
    std::map<std::string, std::string, std::less<>> strings{};
    /** Fractions are cut off; numbers beyond 2^53 are left out. */
    std::map<std::string, std::int64_t, std::less<>> numbers{};

    /** The string of this name, or "" when there is none. */
    std::string String(std::string_view name) const;
};

/** Parses one object; pure, no exception.
 *
 * @return nothing when the text isn't one JSON object or nests deeper than
 *   eight levels.
 */
std::optional<JsonFields> ParseJsonObject(std::string_view text);

/** The objects of a list, either the text itself or the member `name` of the
 * object that the text is. Other elements are left out. Pure. */
std::vector<JsonFields> ParseJsonObjects(std::string_view text,
                                         std::string_view name);

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_JSON_TEXT_H
