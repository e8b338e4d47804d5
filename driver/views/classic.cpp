// SPDX-License-Identifier: MIT
// The classic view: one array as bands, or several as subdatasets.

#include "driver/views/classic.h"

#include "driver/views/subdatasets.h"

#include <algorithm>
#include <string>

namespace hlsts
{

Result<std::unique_ptr<GDALDataset>>
CreateClassicView(const std::shared_ptr<const Collection> &collection,
                  const Selection &selection, const CubeOptions &cubeOptions,
                  const ClassicOptions &classicOptions)
{
    const TileSeries &series = *selection.tiles.front();
    const Band *band = selection.band;
    if (!band && series.bands.size() == 1)
        band = series.bands.front();
    if (selection.tiles.size() > 1 || !band)
        return CreateContainer(collection, selection, cubeOptions);

    if (!GDALCheckBandCount(static_cast<int>(series.granules.size()), FALSE))
        return Error{
            "HLSTS: " + collection->GetLabel() + " has " +
            std::to_string(series.granules.size()) +
            " times, more bands than a dataset may have. Use the open options "
            "START and END, or the multidimensional API"};
    const auto cube = Cube::Open(collection, series, cubeOptions, band);
    if (!cube)
        return cube.GetError();
    const auto found =
        std::find(series.bands.begin(), series.bands.end(), band);
    return std::unique_ptr<GDALDataset>(std::make_unique<TimeSeriesDataset>(
        *cube, static_cast<std::size_t>(found - series.bands.begin()), 0,
        classicOptions));
}

}  // namespace hlsts
