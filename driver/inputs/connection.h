// SPDX-License-Identifier: MIT
// The connection strings of the driver.

#ifndef HLSTS_DRIVER_INPUTS_CONNECTION_H
#define HLSTS_DRIVER_INPUTS_CONNECTION_H

#include "vsi/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** A connection string, taken apart. A value type. */
struct Connection
{
    /** The list's path as GDAL opens it. */
    std::string path{};
    /** What follows the quoted path: nothing, an array or a time, tiles, or
     * tiles and one of the two. */
    std::vector<std::string> parts{};
};

/** Whether a string begins with HLSTS: in any case. Allocates nothing. */
bool HasConnectionPrefix(const char *text) noexcept;

/** Takes apart `<path>`, `HLSTS:<path>`, `HLSTS:"<path>":<array>`,
 * `HLSTS:"<path>":<ISO time>`, `HLSTS:"<path>":<tile>`,
 * `HLSTS:"<path>":<tile>:<array>` or `HLSTS:"<path>":<tile>:<ISO time>`.
 *
 * @return an error that shows the accepted forms.
 */
Result<Connection> ParseConnection(std::string_view text);

/** Moves the last part of an unquoted path to the front of `parts`, as in
 * `<path>:<array>` or `<path>:<tile>:<array>`.
 *
 * rasterio up to 1.3 takes the quotes out of a subdataset's name. So where no
 * file has the path as it stands, its end may be a tile, an array or a time.
 * @return false, and nothing is changed, when no part follows a colon (a part
 *   has no separator, and only a time has a dot) or there are two parts
 *   already.
 */
bool TakePartFromPath(Connection &connection);

/** The connection string of a part of a list. */
std::string FormatConnection(const std::string &path,
                             const std::vector<std::string> &parts);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_CONNECTION_H
