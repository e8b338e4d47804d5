// SPDX-License-Identifier: MIT
// STAC items and searches: from JSON to links and what is said of scenes.

#ifndef HLSTS_DRIVER_INPUTS_STAC_H
#define HLSTS_DRIVER_INPUTS_STAC_H

#include "driver/inputs/found_granules.h"
#include "driver/inputs/json_tree.h"
#include "vsi/base/result.h"

namespace hlsts
{

/** Whether an object is of STAC or GeoJSON: its type says so. */
bool IsStac(const JsonValue &object);

/** Reads an Item or an ItemCollection (a FeatureCollection) of STAC 1.0 or 1.1.
 *
 * Every asset's href is a link, in the order of the input. What band an asset
 * has is told by its file's name alone: catalogues disagree about keys and
 * common names. Of a file with alternates the main href is taken. Facts:
 * `eo:cloud_cover`, `start_datetime` or else `datetime`, `platform`.
 *
 * @return an error, without the input's name: a Collection or Catalog, a
 *   feature without assets, an asset without href, a wrong type.
 */
Status ReadStac(const JsonValue &object, FoundGranules &found);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_STAC_H
