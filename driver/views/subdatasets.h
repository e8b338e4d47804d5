// SPDX-License-Identifier: MIT
// The classic view of several arrays: a dataset that only lists them.

#ifndef HLSTS_DRIVER_VIEWS_SUBDATASETS_H
#define HLSTS_DRIVER_VIEWS_SUBDATASETS_H

#include "driver/cube/cube.h"
#include "driver/views/view_options.h"
#include "vsi/base/gdal_compat.h"

#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** A dataset without bands whose SUBDATASETS domain lists one subdataset per
 * array, `HLSTS:"<path>":<array>`, or per series and array when the series have
 * to be named. The path is absolute.
 *
 * Warns of several series, whose grids differ.
 * @param name becomes the description.
 * @param all at least one series.
 * @return an error when the only series' local files can't be opened.
 */
Result<std::unique_ptr<GDALDataset>>
CreateContainer(const std::string &name,
                const std::shared_ptr<const Collection> &collection,
                std::vector<TimeSeries> all, bool isNamed,
                const ViewOptions &options);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SUBDATASETS_H
