// SPDX-License-Identifier: MIT
// The connection strings of the driver.

#include "driver/inputs/connection.h"

#include "cpl_string.h"

namespace hlsts
{

namespace
{

constexpr std::string_view kPrefix = "HLSTS:";
/** A tile and an array. */
constexpr std::size_t kMaxParts = 2;

Error MalformedError(std::string_view text)
{
    return Error{"HLSTS: \"" + std::string(text) +
                 "\" is no connection string. Use HLSTS:<path>, "
                 "HLSTS:\"<path>\":<array> or "
                 "HLSTS:\"<path>\":<tile>:<array>"};
}

}  // namespace

bool HasConnectionPrefix(const char *text) noexcept
{
    return STARTS_WITH_CI(text, kPrefix.data());
}

Result<Connection> ParseConnection(std::string_view text)
{
    Connection connection;
    std::string_view rest = text;
    if (rest.size() >= kPrefix.size() &&
        EQUALN(rest.data(), kPrefix.data(), kPrefix.size()))
        rest.remove_prefix(kPrefix.size());
    if (rest.empty() || rest.front() != '"')
    {
        if (rest.empty())
            return MalformedError(text);
        connection.path = rest;
        return connection;
    }

    // The path ends at the last quote: a path may hold quotes, the names of
    // tiles and arrays don't.
    const std::size_t quote = rest.rfind('"');
    if (quote <= 1)
        return MalformedError(text);
    connection.path = rest.substr(1, quote - 1);
    rest.remove_prefix(quote + 1);
    while (!rest.empty())
    {
        const std::size_t end = rest.find(':', 1);
        const std::string_view part = rest.substr(1, end - 1);
        if (rest.front() != ':' || part.empty() ||
            connection.parts.size() == kMaxParts)
            return MalformedError(text);
        connection.parts.emplace_back(part);
        rest = end == std::string_view::npos ? std::string_view()
                                             : rest.substr(end);
    }
    return connection;
}

bool TakePartFromPath(Connection &connection)
{
    const std::size_t colon = connection.path.rfind(':');
    if (colon == std::string::npos || colon == 0 ||
        connection.parts.size() == kMaxParts)
        return false;
    const std::string part = connection.path.substr(colon + 1);
    if (part.empty() || part.find_first_of("./\\") != std::string::npos)
        return false;
    connection.parts.insert(connection.parts.begin(), part);
    connection.path.resize(colon);
    return true;
}

std::string FormatConnection(const std::string &path,
                             const std::vector<std::string> &parts)
{
    std::string text = std::string(kPrefix) + "\"" + path + "\"";
    for (const auto &part : parts)
        text += ":" + part;
    return text;
}

}  // namespace hlsts
