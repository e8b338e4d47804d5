// SPDX-License-Identifier: MIT
// The multidimensional view: a collection as groups and arrays.

#ifndef HLSTS_DRIVER_VIEWS_MULTIDIM_H
#define HLSTS_DRIVER_VIEWS_MULTIDIM_H

#include "driver/series/collection.h"
#include "driver/views/selection.h"
#include "driver/views/view_options.h"
#include "vsi/base/gdal_compat.h"

#include <memory>

namespace hlsts
{

/** Makes a dataset that has a root group: with the arrays themselves when there
 * is one tile or mosaic, otherwise with one group per mosaic, named after its
 * UTM zone (13), or per tile (13TGF) where tiles aren't joined.
 *
 * @return an error when the selection is one time, or the only tile's local
 *   files can't be opened. Of several groups none is opened before it is asked
 *   for.
 */
Result<std::unique_ptr<GDALDataset>>
CreateMultidimView(const std::shared_ptr<const Collection> &collection,
                   const Selection &selection, const ViewOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_MULTIDIM_H
