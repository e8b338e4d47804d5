// SPDX-License-Identifier: MIT
// The classic view of several arrays: a dataset that only lists them.

#ifndef HLSTS_DRIVER_VIEWS_SUBDATASETS_H
#define HLSTS_DRIVER_VIEWS_SUBDATASETS_H

#include "vsi/base/gdal_compat.h"
#include "driver/cube/cube.h"
#include "driver/views/selection.h"

#include <memory>

namespace hlsts
{

/** A dataset without bands whose SUBDATASETS domain lists one subdataset per
 * array, `HLSTS:"<path>":<array>`, or per tile and array when there are
 * several tiles.
 *
 * Warns of several tiles, whose grids differ.
 * @return an error when the only tile's local files can't be opened.
 */
Result<std::unique_ptr<GDALDataset>>
CreateContainer(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const CubeOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SUBDATASETS_H
