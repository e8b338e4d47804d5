// SPDX-License-Identifier: MIT
// What a list names, in numbers, as both views show it.

#ifndef HLSTS_DRIVER_VIEWS_COUNTS_H
#define HLSTS_DRIVER_VIEWS_COUNTS_H

#include "driver/series/collection.h"

#include "cpl_string.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace hlsts
{

/** The metadata domain of a dataset that has these numbers. */
constexpr char kCountDomain[] = "HLSTS";

/** The numbers of a collection by the names that users see. */
inline std::array<std::pair<const char *, std::size_t>, 4>
NamedCounts(const Collection &collection)
{
    const CollectionCounts &counts = collection.GetCounts();
    return {{{"LINKS", counts.links},
             {"GRANULES", counts.granules},
             {"LINKS_PASSED_OVER", counts.passedOver},
             {"DUPLICATES", counts.duplicates}}};
}

/** The same as metadata items. */
inline CPLStringList CountItems(const Collection &collection)
{
    CPLStringList items;
    for (const auto &[name, count] : NamedCounts(collection))
        items.SetNameValue(name, std::to_string(count).c_str());
    return items;
}

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_COUNTS_H
