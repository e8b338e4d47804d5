// SPDX-License-Identifier: MIT
// The small JSON answers of servers, read without trust.

#include "vsi/base/json_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace hlsts
{

namespace
{

constexpr int kMaxDepth = 8;

// Before the parser sees it: nesting costs it memory and, in some versions,
// stack.
bool IsShallow(std::string_view text)
{
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (inString && c == '\\')
            ++i;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '['))
            ++depth;
        else if (!inString && (c == '}' || c == ']'))
            --depth;
        if (depth > kMaxDepth)
            return false;
    }
    return true;
}

nlohmann::json Parse(std::string_view text)
{
    if (!IsShallow(text))
        return nlohmann::json(nlohmann::json::value_t::discarded);
    return nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
}

JsonFields FieldsOf(const nlohmann::json &object)
{
    JsonFields fields;
    for (auto it = object.begin(); it != object.end(); ++it)
    {
        if (it->is_string())
            fields.strings[it.key()] = it->get_ref<const std::string &>();
        else if (it->is_number())
        {
            const double number = it->get<double>();
            if (std::abs(number) <= 9007199254740992.0)
                fields.numbers[it.key()] = static_cast<std::int64_t>(number);
        }
    }
    return fields;
}

}  // namespace

std::string JsonFields::String(std::string_view name) const
{
    const auto found = strings.find(name);
    return found == strings.end() ? std::string() : found->second;
}

std::optional<JsonFields> ParseJsonObject(std::string_view text)
{
    const nlohmann::json json = Parse(text);
    if (!json.is_object())
        return std::nullopt;
    return FieldsOf(json);
}

std::vector<JsonFields> ParseJsonObjects(std::string_view text,
                                         std::string_view name)
{
    nlohmann::json json = Parse(text);
    if (json.is_object())
    {
        const auto member = json.find(std::string(name));
        if (member == json.end())
            return {};
        json = nlohmann::json(*member);
    }
    std::vector<JsonFields> objects;
    if (!json.is_array())
        return objects;
    for (const nlohmann::json &element : json)
    {
        if (element.is_object())
            objects.push_back(FieldsOf(element));
    }
    return objects;
}

}  // namespace hlsts
