// SPDX-License-Identifier: MIT
// Answers of CMR, NASA's catalogue: from JSON to links and what is said of
// scenes.

#ifndef HLSTS_DRIVER_INPUTS_CMR_H
#define HLSTS_DRIVER_INPUTS_CMR_H

#include "driver/inputs/found_granules.h"
#include "driver/inputs/json_tree.h"
#include "vsi/base/result.h"

#include <string>

namespace hlsts
{

/** Whether an object is an answer of CMR: granules.umm_json, granules.json, one
 * granule of the former (as earthaccess returns), or an error. */
bool IsCmr(const JsonValue &object);

/** Reads an answer of CMR.
 *
 * A granule's files stand there twice, as s3:// and as https://, which name the
 * same object: the first s3:// link of a file's name is taken, else the first
 * link. Links that are no data (browse images, metadata, credentials, those of
 * the collection) are not taken. Facts of granules.umm_json: CLOUD_COVERAGE,
 * the beginning of the TemporalExtent or else the first SENSING_TIME, and the
 * satellite by LANDSAT_PRODUCT_ID or PRODUCT_URI; of granules.json: cloud_cover
 * and time_start.
 *
 * granules.umm_json tells how many granules the search has found; granules.json
 * doesn't, so nothing can say that it is incomplete.
 *
 * @param place where the object stands, for messages: "element 3".
 * @return an error, without the input's name: CMR's own error, a wrong type.
 */
Status ReadCmr(const JsonValue &object, const std::string &place,
               FoundGranules &found);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_CMR_H
