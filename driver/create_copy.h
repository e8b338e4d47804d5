// SPDX-License-Identifier: MIT
// A dataset of this driver as a manifest: gdal_translate -of HLSTS.

#ifndef HLSTS_DRIVER_CREATE_COPY_H
#define HLSTS_DRIVER_CREATE_COPY_H

#include "vsi/base/gdal_compat.h"
#include "vsi/base/result.h"

#include <string>

namespace hlsts
{

/** Writes the manifest of a dataset: all granules that its options let through,
 * with all their files, and those options. Opened without any option the
 * manifest gives what the source gives. Reads no file: GDAL may have deleted
 * the source's input by now, where the manifest takes its place.
 *
 * @param source a dataset of this driver: of a list, or of some of its arrays
 *   or tiles.
 * @param path where the manifest is written: a local path, or one of GDAL's.
 * @return an error, with nothing written, for any other source: pixels that
 *   have been changed or cut out aren't those of the links; for a composite;
 *   for links that no manifest may hold (WrittenLink()).
 */
Status WriteManifestOf(GDALDataset &source, const std::string &path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CREATE_COPY_H
