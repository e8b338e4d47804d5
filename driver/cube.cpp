// SPDX-License-Identifier: MIT
// One tile of a collection as arrays over (time, y, x), ready to be read.

#include "driver/cube.h"

namespace hlsts
{

namespace
{

/** What every file of a band is like, according to the product. */
CubeArray PredictArray(const Band &band)
{
    CubeArray array;
    array.band = &band;
    array.dataType = band.dataType;
    array.blockSize = {kBlockSize, kBlockSize};
    // Vegetation indices are written without overviews.
    if (!band.isVegetationIndex)
        for (const int size : kOverviewSizes)
            array.overviewSizes.emplace_back(size, size);
    array.overviewBlockSize = {kOverviewBlockSize, kOverviewBlockSize};
    array.scale = band.scale;
    array.hasNoData = true;
    array.noData = band.noData;
    array.unit = band.unit;
    return array;
}

/** Lets the header of a local file correct the prediction. */
void ApplyHeader(const SourceHeader &header, CubeArray &array)
{
    array.blockSize = header.blockSize;
    array.overviewSizes = header.overviewSizes;
    array.overviewBlockSize = header.overviewBlockSize;
    if (header.dataType == array.dataType)
        return;
    // Another type than the product's means that the values were converted:
    // only the file itself can say how to understand them.
    array.dataType = header.dataType;
    array.scale = header.scale;
    array.offset = header.offset;
    array.hasNoData = header.hasNoData;
    array.noData = header.noData;
    array.unit = header.unit;
}

const Granule *FindFirstLocal(const TileSeries &series, std::size_t array)
{
    for (const Granule &granule : series.granules)
        if (granule.assets[array].isLocal)
            return &granule;
    return nullptr;
}

}  // namespace

Cube::Cube(std::shared_ptr<const Collection> collection,
           const TileSeries &series, const CubeOptions &options)
    : m_collection(std::move(collection)), m_series(series), m_options(options)
{
    for (const Band *band : series.bands)
        m_arrays.push_back(PredictArray(*band));
}

Cube::~Cube()
{
    DropSources();
}

Result<std::shared_ptr<const Cube>>
Cube::Open(std::shared_ptr<const Collection> collection,
           const TileSeries &series, const CubeOptions &options)
{
    const auto grid = GridOfTile(series.tile);
    if (!grid)
        return grid.GetError();
    std::shared_ptr<Cube> cube(
        new Cube(std::move(collection), series, options));
    cube->m_grid = *grid;
    const auto status = cube->ReadLocalHeaders();
    if (!status)
        return status.GetError();
    return std::shared_ptr<const Cube>(std::move(cube));
}

Status Cube::ReadLocalHeaders()
{
    bool isGridKnown = false;
    for (std::size_t i = 0; i < m_arrays.size(); ++i)
    {
        const Granule *granule = FindFirstLocal(m_series, i);
        if (!granule)
            continue;
        const Asset &asset = granule->assets[i];
        auto source = Source::Open(asset.path, m_series.tile);
        const auto fail = [&](const Error &error)
        {
            return Error{"HLSTS: cannot open " +
                         DescribeAsset(granule - m_series.granules.data(), i) +
                         ": " + error.message +
                         ". Check the file with gdalinfo, or leave it "
                         "out of the list"};
        };
        if (!source)
            return fail(source.GetError());
        const SourceHeader &header = (*source)->GetHeader();
        if (!isGridKnown)
            m_grid = header.grid;
        isGridKnown = true;
        ApplyHeader(header, m_arrays[i]);
        const auto status = CheckHeader(header, m_grid, m_arrays[i].dataType);
        if (!status)
            return fail(status.GetError());
        GiveSource(asset, std::move(*source));
    }
    return Done{};
}

Result<std::unique_ptr<Source>> Cube::TakeSource(const Asset &asset,
                                                 std::size_t array) const
{
    if (auto idle = m_sources->Take(m_owner, asset.path))
        return idle;
    auto source = Source::Open(asset.path, m_series.tile);
    if (!source)
        return source;
    const auto status =
        CheckHeader((*source)->GetHeader(), m_grid, m_arrays[array].dataType);
    if (!status)
        return status.GetError();
    return source;
}

void Cube::GiveSource(const Asset &asset, std::unique_ptr<Source> source) const
{
    m_sources->Give(m_owner, asset.path, asset.isLocal, std::move(source));
}

void Cube::DropSources() const
{
    m_sources->Drop(m_owner);
}

std::string Cube::DescribeAsset(std::size_t granule, std::size_t array) const
{
    const Granule &described = m_series.granules[granule];
    const Asset &asset = described.assets[array];
    return described.id + " " + m_arrays[array].band->name + " (" + asset.link +
           ", line " + std::to_string(asset.line) + " of " +
           m_collection->GetName() + ")";
}

PixelSize LevelSize(const Cube &cube, const CubeArray &array, int level)
{
    if (level == 0)
        return {cube.GetGrid().width, cube.GetGrid().height};
    return array.overviewSizes[static_cast<std::size_t>(level) - 1];
}

}  // namespace hlsts
