// SPDX-License-Identifier: MIT
// The connection strings of the driver.

#include "driver/inputs/connection.h"

#include "driver/inputs/link_target.h"
#include "vsi/base/text.h"

#include "cpl_string.h"

namespace hlsts
{

namespace
{

constexpr std::string_view kPrefix = "HLSTS:";
/** A tile and an array or a time. */
constexpr std::size_t kMaxParts = 2;

/** @param text what follows the prefix. */
Error MalformedError(std::string_view text)
{
    return Error{"HLSTS: \"" + std::string(kPrefix) + DescribeLink(text) +
                 "\" is no connection string. Use HLSTS:<path>, "
                 "HLSTS:\"<path>\":<array>, HLSTS:\"<path>\":<ISO time>, or "
                 "a tile before either: HLSTS:\"<path>\":<tile>:<array>"};
}

/** Whether a text begins like a date: 2021-05-13. */
bool BeginsWithDate(std::string_view text)
{
    constexpr std::string_view kPattern = "dddd-dd-dd";
    if (text.size() < kPattern.size())
        return false;
    for (std::size_t i = 0; i < kPattern.size(); ++i)
        if (kPattern[i] == 'd' ? !IsDigit(text[i]) : text[i] != kPattern[i])
            return false;
    return true;
}

/** Takes the part after a colon off the front of a text; a time, which is
 * always the last one, has colons itself. */
std::string_view TakePart(std::string_view &rest)
{
    const std::string_view all = rest.substr(1);
    const std::size_t end =
        BeginsWithDate(all) ? std::string_view::npos : all.find(':');
    rest = end == std::string_view::npos ? std::string_view() : all.substr(end);
    return all.substr(0, end);
}

/** The last colon of a path behind which a time stands, or else the last one.
 */
std::size_t FindPartInPath(const std::string &path)
{
    for (std::size_t colon = path.find(':'); colon != std::string::npos;
         colon = path.find(':', colon + 1))
        if (BeginsWithDate(std::string_view(path).substr(colon + 1)))
            return colon;
    return path.rfind(':');
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
    const std::string_view whole = rest;
    if (rest.empty() || rest.front() != '"')
    {
        if (rest.empty())
            return MalformedError(whole);
        connection.path = rest;
        return connection;
    }

    // The path ends at the last quote: a path may hold quotes, the names of
    // tiles and arrays don't.
    const std::size_t quote = rest.rfind('"');
    if (quote <= 1)
        return MalformedError(whole);
    connection.path = rest.substr(1, quote - 1);
    rest.remove_prefix(quote + 1);
    while (!rest.empty())
    {
        if (rest.front() != ':' || connection.parts.size() == kMaxParts)
            return MalformedError(whole);
        const std::string_view part = TakePart(rest);
        if (part.empty())
            return MalformedError(whole);
        connection.parts.emplace_back(part);
    }
    return connection;
}

bool TakePartFromPath(Connection &connection)
{
    const std::size_t colon = FindPartInPath(connection.path);
    if (colon == std::string::npos || colon == 0 ||
        connection.parts.size() == kMaxParts)
        return false;
    const std::string part = connection.path.substr(colon + 1);
    const char *const impossible = BeginsWithDate(part) ? "/\\" : "./\\";
    if (part.empty() || part.find_first_of(impossible) != std::string::npos)
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
