// SPDX-License-Identifier: MIT
// What a user opens: an input, the part of it that is meant, and the options in
// force.

#include "driver/opened_input.h"

#include "driver/inputs/link_target.h"
#include "driver/inputs/read_input.h"
#include "vsi/base/text.h"

#include "cpl_vsi.h"

namespace hlsts
{

namespace
{

/** What is to be opened: the path of a list, and what of it. Where a connection
 * string names no file, the end of its path may be a tile or an array (see
 * TakePartFromPath()). */
Result<Connection> ReadConnection(const char *name)
{
    if (!HasConnectionPrefix(name))
        return Connection{name, {}};
    auto connection = ParseConnection(name);
    if (!connection)
        return connection;
    const auto exists = [](const std::string &path)
    {
        VSIStatBufL stat;
        return VSIStatExL(path.c_str(), &stat, VSI_STAT_EXISTS_FLAG) == 0;
    };
    if (!connection->parts.empty() || exists(connection->path))
        return connection;
    Connection other = *connection;
    while (TakePartFromPath(other))
        if (exists(other.path))
            return other;
    return connection;
}

/** The user's open options, and those of the input that the user leaves open.
 */
CPLStringList JoinOptions(CSLConstList ofUser, const Input &input)
{
    CPLStringList options(CSLDuplicate(ofUser));
    for (const auto &[name, value] : input.openOptions)
        if (!options.FetchNameValue(name.c_str()))
            options.SetNameValue(name.c_str(), value.c_str());
    return options;
}

}  // namespace

Result<OpenedInput> ReadOpenedInput(const char *name, CSLConstList userOptions)
{
    auto connection = ReadConnection(name);
    if (!connection)
        return connection.GetError();
    auto input = ReadInput(connection->path);
    if (!input)
        return input.GetError();
    for (const auto &[name, value] : input->openOptions)
        if (!IsOpenOption(name.c_str()))
            return Error{"HLSTS: " + DescribeLink(connection->path) +
                         ": the manifest has the open option " +
                         EscapeForMessage(name) +
                         ", which is none of this driver's. Correct its name, "
                         "or use a newer version of the driver"};
    OpenedInput opened;
    opened.connection = std::move(*connection);
    opened.input = std::move(*input);
    opened.optionList = JoinOptions(userOptions, opened.input);
    auto options = ParseOpenOptions(opened.optionList.List());
    if (!options)
        return options.GetError();
    opened.options = std::move(*options);
    return opened;
}

}  // namespace hlsts
