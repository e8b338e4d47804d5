// SPDX-License-Identifier: MIT
// Whether the first bytes of a file are those of JSON about HLS.

#ifndef HLSTS_DRIVER_INPUTS_JSON_HEADER_H
#define HLSTS_DRIVER_INPUTS_JSON_HEADER_H

#include <string_view>

namespace hlsts
{

/** Whether the first bytes of a file prove that ParseJsonInput() reads it as a
 * list of HLS files. Allocates nothing: GDAL calls it for every file.
 *
 * True where these bytes hold, after JSON's own structure:
 * - an array whose first element is a link to a file of an HLS granule, or an
 *   array of such arrays;
 * - a STAC item (a Feature that has `stac_version` or `assets`), alone, in an
 *   array or as one of a FeatureCollection, with the id of an HLS granule or a
 * link that ends in such an id or a file's name;
 * - a FeatureCollection with a member `hlsts`: a manifest;
 * - CMR's granules.umm_json or granules.json with the id of an HLS granule.
 *
 * GeoJSON that only mentions HLS, in its properties for example, is not
 * recognised; nor is a search whose first granule begins after these bytes.
 *
 * @param header the bytes that GDAL has read.
 */
bool LooksLikeJsonInput(std::string_view header) noexcept;

/** Whether a text is to be read as JSON: after blanks it begins with '{', or
 * with '[' and what can be JSON's first element. Python's lists, which quote
 * with ', are not. Allocates nothing. */
bool BeginsLikeJson(std::string_view bytes) noexcept;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_JSON_HEADER_H
