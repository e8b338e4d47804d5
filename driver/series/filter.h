// SPDX-License-Identifier: MIT
// Which links of a list the options TILES, ZONE, SENSORS, START and END let
// through.

#ifndef HLSTS_DRIVER_SERIES_FILTER_H
#define HLSTS_DRIVER_SERIES_FILTER_H

#include "driver/series/collection.h"

#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** A link with the band that its name stands for. A value type; the pointers
 * belong to the list and to the band table. */
struct Entry
{
    const Link *link;
    const Band *band;
};

/** A tile as a user may write it, "t13tgf" or "13TGF", as its id: 13TGF. Pure.
 */
std::string TileId(std::string_view text);

/** Erases the entries that tiles, zones, sensors or times of a filter keep out.
 * Pure.
 *
 * @param listName the list in messages.
 * @return an error when a tile or zone isn't in the list, a sensor doesn't
 * exist, or nothing is left; it names the first of the options TILES, ZONE,
 * SENSORS, START and END that leaves nothing, and what there was to choose
 * from.
 */
Status ApplyFilter(const std::string &listName, const CollectionFilter &filter,
                   std::vector<Entry> &entries);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_FILTER_H
