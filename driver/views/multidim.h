// SPDX-License-Identifier: MIT
// The multidimensional view: a collection as groups and arrays.

#ifndef HLSTS_DRIVER_VIEWS_MULTIDIM_H
#define HLSTS_DRIVER_VIEWS_MULTIDIM_H

#include "driver/cube/cube.h"
#include "driver/views/selection.h"
#include "vsi/base/gdal_compat.h"

#include <memory>

namespace hlsts
{

/** Makes a dataset that has a root group: with the arrays themselves when there
 * is one tile, otherwise with one group per tile, named after it (13TGF).
 *
 * @return an error when the only tile's local files can't be opened. Of several
 *   tiles none is opened before its group is.
 */
Result<std::unique_ptr<GDALDataset>>
CreateMultidimView(const std::shared_ptr<const Collection> &collection,
                   const Selection &selection, const CubeOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_MULTIDIM_H
