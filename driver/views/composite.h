// SPDX-License-Identifier: MIT
// The reflectances of one time step, as bands that make colours.

#ifndef HLSTS_DRIVER_VIEWS_COMPOSITE_H
#define HLSTS_DRIVER_VIEWS_COMPOSITE_H

#include "driver/views/dataset.h"
#include "vsi/base/result.h"

#include <string>
#include <vector>

namespace hlsts
{

/** The bands of a composite: red, green and blue, which programs show as such
 * when they are the first bands, and then the other reflectances in the order
 * of the product table. Pure.
 *
 * @param time an ISO time, with milliseconds for a step that has them
 *   (FormatAxisTime()), or a date that has one step.
 * @return an error that lists the times when there is no such step or there
 *   are several, or says that the list has no reflectances.
 */
Result<std::vector<BandContent>> CompositeBands(const Cube &cube,
                                                const std::string &time);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_COMPOSITE_H
