// SPDX-License-Identifier: MIT
// The JSON of an input as a tree of the members that some input needs.

#ifndef HLSTS_DRIVER_INPUTS_JSON_TREE_H
#define HLSTS_DRIVER_INPUTS_JSON_TREE_H

#include "vsi/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** Limits beyond which JSON is refused, so that none, however hostile, exhausts
 * the memory of the user's program. Answers of STAC and CMR nest up to ten
 * levels; of 100,000 links as CMR's umm_json has them 0.9 million values are
 * kept. */
constexpr int kMaxJsonDepth = 32;
constexpr std::size_t kMaxJsonValues = 2 * 1000 * 1000;

enum class JsonKind
{
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object
};

/** What a kind is called in a message, with its article: "a number". */
const char *JsonKindName(JsonKind kind);

/** A value of JSON. A value type. */
struct JsonValue
{
    JsonKind kind = JsonKind::Null;
    /** Of a number; of a boolean 0 or 1. */
    double number = 0;
    /** Of a text. */
    std::string text{};
    /** Its name, where it is the member of an object. */
    std::string name{};
    /** Elements of an array or members of an object, in the order of the
     * input. No two members have the same name. */
    std::vector<JsonValue> children{};

    bool Is(JsonKind other) const
    {
        return kind == other;
    }

    /** The member of that name, of any kind but null; nullptr where there is
     * none, and where this is no object. */
    const JsonValue *Find(std::string_view memberName) const;

    /** The same, if it is of that kind; else nullptr. */
    const JsonValue *Find(std::string_view memberName, JsonKind ofKind) const;

    /** The text of that name; empty where there is none, or it is no text. */
    std::string_view FindText(std::string_view memberName) const;
};

/** A number as a count, e.g. of a search's matches; nothing for what is no
 * number, negative or beyond 10^12. */
std::optional<std::int64_t> ToCount(const JsonValue &json);

/** A number as text: shortest form, a whole one without its fraction. */
std::string FormatJsonNumber(double number);

/** Parses JSON, and leaves out what no input needs: geometries, descriptions of
 * bands, titles are most of an answer. What is kept is the table in
 * json_tree.cpp. Pure, no exception but bad_alloc.
 *
 * @return the tree, or an error without the input's name: no valid JSON (with
 *   line and column), a limit that is exceeded, a member that an object has
 *   twice. The message quotes no value: it could hold the signature of a URL.
 */
Result<JsonValue> ParseJsonTree(std::string_view bytes);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_JSON_TREE_H
