// SPDX-License-Identifier: MIT
// What of a collection a connection string asks for.

#ifndef HLSTS_DRIVER_VIEWS_SELECTION_H
#define HLSTS_DRIVER_VIEWS_SELECTION_H

#include "driver/series/collection.h"

#include <vector>

namespace hlsts
{

/** The part of a collection that a view shows. A value type; the pointers
 * belong to the collection. */
struct Selection
{
    /** Tiles, at least one; members of the collection. */
    std::vector<const TileSeries *> tiles{};
    /** One band, or nullptr for all. */
    const Band *band = nullptr;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SELECTION_H
