// SPDX-License-Identifier: MIT
// The classic view: one array or one time step as bands, or several arrays as
// subdatasets.

#include "driver/views/classic.h"

#include "driver/views/composite.h"
#include "driver/views/connection_parts.h"
#include "driver/views/dataset.h"
#include "driver/views/subdatasets.h"

#include <map>
#include <string>

namespace hlsts
{

namespace
{

/** Programs that read subdatasets by their shape would put the tiles of one
 * zone on the coordinates of another. */
Error SeveralZonesError(const Collection &collection,
                        const std::vector<TimeSeries> &all)
{
    std::string zones;
    for (const TimeSeries &series : all)
    {
        zones += (zones.empty() ? "" : "; ") + series.name + " with " +
                 DescribeTiles(series);
    }
    return Error{
        "HLSTS: " + collection.GetLabel() +
        " has tiles in several UTM zones (" + zones +
        "), which are no common raster. Choose a zone by the open option "
        "ZONE=" +
        all.front().name + ", or tiles by TILES=" + all.front().tiles.front() +
        "; MOSAIC=NO gives a subdataset for each tile"};
}

Result<std::unique_ptr<GDALDataset>> OpenBands(const std::string &name,
                                               const DatasetContent &content,
                                               const ViewOptions &options)
{
    if (!GDALCheckBandCount(static_cast<int>(content.bands.size()), FALSE))
        return Error{
            "HLSTS: " + content.cube->GetCollection().GetLabel() + " has " +
            std::to_string(content.bands.size()) +
            " times, more bands than a dataset may have. Use the open options "
            "START and END, or the multidimensional API"};
    const std::string listPath = content.cube->GetCollection().GetPath();
    auto dataset = std::make_unique<CubeDataset>(content, 0, options);
    dataset->SetDescription(name.c_str());
    dataset->LoadKept(listPath);
    return std::unique_ptr<GDALDataset>(std::move(dataset));
}

}  // namespace

Result<std::unique_ptr<GDALDataset>>
CreateClassicView(const std::string &name,
                  const std::shared_ptr<const Collection> &collection,
                  const Selection &selection, const ViewOptions &options)
{
    auto arranged = ArrangeSeries(*collection, selection.tiles, selection.array,
                                  options.series);
    if (!arranged)
        return arranged.GetError();
    std::vector<TimeSeries> &all = *arranged;
    if (all.size() > 1 && options.series.mosaic != Mosaic::No)
        return SeveralZonesError(*collection, all);
    const bool isNamed = IsSeriesNamed(*collection, selection, all, options);
    if (all.size() > 1 && !selection.time.empty())
        return Error{"HLSTS: " + collection->GetLabel() +
                     " has several tiles, of which the connection string must "
                     "name one before the time: HLSTS:\"<path>\":" +
                     all.front().name + ":" + selection.time};
    if (all.size() > 1 ||
        (all.front().arrays.size() > 1 && selection.time.empty()))
        return CreateContainer(name, collection, std::move(all), isNamed,
                               options);
    DatasetContent content;
    content.parts = PartsOf(all.front(), isNamed);
    const auto cube =
        Cube::Open(collection, std::move(all.front()), options.cube);
    if (!cube)
        return cube.GetError();
    content.cube = *cube;
    if (selection.time.empty())
    {
        content.parts.push_back((*cube)->GetArrays().front().band->name);
        for (std::size_t i = 0; i < (*cube)->GetSeries().steps.size(); ++i)
            content.bands.push_back({0, i});
    }
    else
    {
        content.parts.push_back(selection.time);
        content.isComposite = true;
        auto bands = CompositeBands(**cube, selection.time);
        if (!bands)
            return bands.GetError();
        content.bands = std::move(*bands);
    }
    return OpenBands(name, content, options);
}

}  // namespace hlsts
