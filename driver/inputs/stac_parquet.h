// SPDX-License-Identifier: MIT
// STAC-geoparquet: STAC items as rows of a Parquet file.

#ifndef HLSTS_DRIVER_INPUTS_STAC_PARQUET_H
#define HLSTS_DRIVER_INPUTS_STAC_PARQUET_H

#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <string>
#include <string_view>

class OGRLayer;

namespace hlsts
{

/** Whether the first bytes of a file are those of a Parquet file. */
bool IsParquet(std::string_view header) noexcept;

/** Reads a file of STAC-geoparquet 1.0 through GDAL's Parquet driver, row after
 * row. Safe for concurrent use; shows no error of GDAL's.
 *
 * @param path any path GDAL can read.
 * @return an error of the form of ParseError() (candidates.h): this GDAL has no
 *   Parquet driver (it is an optional one), which can't open or read the file;
 *   or ReadStacLayer()'s.
 */
Result<ParsedInput> ReadStacParquet(const std::string &path);

/** Reads the items of a layer whose fields are named as GDAL names the columns
 * of STAC-geoparquet: `id`, `datetime`, `start_datetime`, `eo:cloud_cover`,
 * `platform`, and `assets.<key>.href` for each asset. Their meaning is that of
 * the members of a STAC item (ReadStac()); a row has the assets whose href is
 * set.
 *
 * @param layer read to its end; its ignored fields and position change.
 * @return an error of the form of ParseError(): no such fields, no link, a link
 *   that can be none, too many of them, a failure of the layer's driver.
 */
Result<ParsedInput> ReadStacLayer(OGRLayer &layer);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_STAC_PARQUET_H
