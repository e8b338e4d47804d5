// SPDX-License-Identifier: MIT
// What a list names, in numbers, what reading costs and what has failed, as
// both views show it.

#ifndef HLSTS_DRIVER_VIEWS_COUNTS_H
#define HLSTS_DRIVER_VIEWS_COUNTS_H

#include "driver/cube/cube.h"
#include "driver/series/collection.h"

#include "cpl_string.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace hlsts
{

/** The metadata domain of a dataset that has what the list names. */
constexpr char kCountDomain[] = "HLSTS";
/** The one that has what reading costs. */
constexpr char kCostDomain[] = "HLSTS_COST";
/** The one that has the granules that couldn't be read. */
constexpr char kErrorDomain[] = "HLSTS_ERRORS";

/** The numbers of a collection by the names that users see. */
std::array<std::pair<const char *, std::size_t>, 4>
NamedCounts(const Collection &collection);

/** The same as metadata items. */
CPLStringList CountItems(const Collection &collection);

/** The items of one of the two domains whose items change while pixels are
 * read: kCostDomain or kErrorDomain. */
CPLStringList ChangingItems(const Cube &cube, const std::string &domain);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_COUNTS_H
