// SPDX-License-Identifier: MIT
// The part of a collection that a connection string names.

#ifndef HLSTS_DRIVER_VIEWS_SELECTION_H
#define HLSTS_DRIVER_VIEWS_SELECTION_H

#include "driver/series/collection.h"
#include "vsi/base/result.h"

#include <string>
#include <vector>

namespace hlsts
{

/** The part of a collection that a view shows. A value type; the pointers
 * belong to the collection. */
struct Selection
{
    /** Tiles, at least one; members of the collection. */
    std::vector<const TileSeries *> tiles{};
    /** One array, or nullptr for all. */
    const Band *array = nullptr;
    /** The time of the one step that is shown, as the connection string has
     * it; empty for all steps. Not together with an array. */
    std::string time{};
};

/** Finds what the parts of a connection string name. Pure.
 *
 * @param parts nothing (all), an array or a time; before it, or alone, tiles
 *   with commas between them or a UTM zone.
 * @return an error that lists the arrays, also where a product's band name
 *   means different ones in the tiles, or says that there is no such tile.
 */
Result<Selection> SelectParts(const Collection &collection,
                              const std::vector<std::string> &parts);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SELECTION_H
