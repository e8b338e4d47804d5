// SPDX-License-Identifier: MIT
// Where files of a vegetation index hide that it could be computed.

#ifndef HLSTS_DRIVER_SERIES_INDEX_GAPS_H
#define HLSTS_DRIVER_SERIES_INDEX_GAPS_H

#include "driver/series/collection.h"

#include <string>
#include <vector>

namespace hlsts
{

/** What the user should know of indices that are read from files, because the
 * input names some, while other granules have none: those have no pixels of the
 * index, although they have what it is computed from. (Both in one array would
 * not be alike: NASA masks clouds in its files.) Pure.
 *
 * @param tiles members of the collection.
 * @param onlyArray the one array that is shown, or nullptr for all.
 * @return one warning for each such index, each beginning "HLSTS: ". */
std::vector<std::string>
DescribeIndexGaps(const Collection &collection,
                  const std::vector<const TileSeries *> &tiles,
                  const Band *onlyArray);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_INDEX_GAPS_H
