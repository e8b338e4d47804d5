// SPDX-License-Identifier: MIT
// The classic view of several arrays: a dataset that only names them.

#ifndef HLSTS_SUBDATASETS_H
#define HLSTS_SUBDATASETS_H

#include "vsi/base/gdal_compat.h"
#include "driver/multidim.h"

#include <memory>

namespace hlsts
{

/** A dataset without bands whose SUBDATASETS domain lists one subdataset per
 * array, `HLSTS:"<path>":<array>`, or per tile and array when there are
 * several tiles.
 *
 * @return an error when the only tile's local file can't be opened.
 */
Result<std::unique_ptr<GDALDataset>>
CreateContainer(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const CubeOptions &options);

}  // namespace hlsts

#endif  // HLSTS_SUBDATASETS_H
