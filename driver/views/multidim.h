// SPDX-License-Identifier: MIT
// The multidimensional view: groups of a collection.

#ifndef HLSTS_DRIVER_VIEWS_MULTIDIM_H
#define HLSTS_DRIVER_VIEWS_MULTIDIM_H

#include "driver/cube/cube.h"
#include "driver/views/selection.h"
#include "vsi/base/gdal_compat.h"

#include <memory>

namespace hlsts
{

/** The root group: the arrays themselves when there is one tile, otherwise one
 * group per tile, named after it (13TGF).
 *
 * @return an error when the only tile's local file can't be opened; the tiles
 *   of a larger selection are opened when their group is.
 */
Result<std::shared_ptr<GDALGroup>>
CreateRootGroup(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const CubeOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_MULTIDIM_H
