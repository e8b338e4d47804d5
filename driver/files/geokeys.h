// SPDX-License-Identifier: MIT
// The bytes of a TIFF header that hold its CRS.

#ifndef HLSTS_DRIVER_FILES_GEOKEYS_H
#define HLSTS_DRIVER_FILES_GEOKEYS_H

#include <string>
#include <string_view>

namespace hlsts
{

/** How many bytes at the beginning of a file are searched for the keys. The
 * header of an HLS file is shorter (docs/design.md, "Product table"), and GDAL
 * reads just these bytes when it opens a remote file, so it has them cached. */
constexpr int kTiffHeaderBytes = 16384;

/** The GeoTIFF keys of a file (tags 34735, 34736 and 34737), raw.
 *
 * Files with the same keys have the same CRS, so PROJ needs to look it up only
 * once. That lookup takes 7 to 20 ms in a new thread, as long as the read of a
 * pixel from S3. Pure.
 *
 * @param header the first bytes of a file.
 * @return the keys with their lengths, or an empty string when they aren't
 *   found: the file is no classic TIFF of either byte order, the keys lie
 *   beyond `header`, or their tags don't ascend.
 */
std::string ExtractGeoKeys(std::string_view header);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_GEOKEYS_H
