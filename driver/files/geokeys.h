// SPDX-License-Identifier: MIT
// The bytes of a TIFF header that hold its CRS.

#ifndef HLSTS_DRIVER_FILES_GEOKEYS_H
#define HLSTS_DRIVER_FILES_GEOKEYS_H

#include <string>
#include <string_view>

namespace hlsts
{

/** How much of a file's beginning is looked at: the header of an HLS file ends
 * before (docs/design.md), and GDAL has asked for just these bytes. */
constexpr int kTiffHeaderBytes = 16384;

/** The GeoTIFF keys of a file (tags 34735, 34736 and 34737), raw.
 *
 * Two files with the same bytes have the same CRS, so that it needs to be
 * looked up once only. The lookup goes through PROJ and costs 7 to 20 ms in a
 * new thread, which is as much as the read of a pixel from S3.
 *
 * @param header the first bytes of a file.
 * @return the keys with their lengths, or an empty string when they aren't
 *   found: not a classic TIFF of either byte order, or keys that lie beyond
 *   the header.
 */
std::string ExtractGeoKeys(std::string_view header);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_GEOKEYS_H
