// SPDX-License-Identifier: MIT
// The classic view: one array as bands, or several as subdatasets.

#ifndef HLSTS_DRIVER_VIEWS_CLASSIC_H
#define HLSTS_DRIVER_VIEWS_CLASSIC_H

#include "driver/views/dataset.h"
#include "driver/views/selection.h"
#include "vsi/base/gdal_compat.h"

#include <memory>

namespace hlsts
{

/** Makes a dataset with a band per time step when the selection is one band of
 * one tile, otherwise a dataset that lists subdatasets.
 *
 * @return an error when there are more time steps than GDAL allows bands, or
 *   the only tile's local files can't be opened.
 */
Result<std::unique_ptr<GDALDataset>>
CreateClassicView(const std::shared_ptr<const Collection> &collection,
                  const Selection &selection, const CubeOptions &cubeOptions,
                  const ClassicOptions &classicOptions);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_CLASSIC_H
