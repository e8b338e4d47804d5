// SPDX-License-Identifier: MIT
// The classic view: one array or one time step as bands, or several arrays as
// subdatasets.

#ifndef HLSTS_DRIVER_VIEWS_CLASSIC_H
#define HLSTS_DRIVER_VIEWS_CLASSIC_H

#include "driver/series/collection.h"
#include "driver/views/selection.h"
#include "driver/views/view_options.h"
#include "vsi/base/gdal_compat.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Makes a dataset with a band per time step when the selection is one array of
 * one tile or mosaic, with a band per reflectance when it is one time,
 * otherwise a dataset that lists subdatasets.
 *
 * @param name what the user has opened, which becomes the dataset's
 *   description.
 * @return an error when the tiles lie in several UTM zones, whose grids can't
 * be one raster; there are more time steps than GDAL allows bands; there is no
 *   such time; or the only tile's local files can't be opened.
 */
Result<std::unique_ptr<GDALDataset>>
CreateClassicView(const std::string &name,
                  const std::shared_ptr<const Collection> &collection,
                  const Selection &selection, const ViewOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_CLASSIC_H
