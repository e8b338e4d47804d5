// SPDX-License-Identifier: MIT
// One tile of a collection as arrays over (time, y, x), ready to be read.

#include "driver/cube/cube.h"

#include "vsi/base/gdal_compat.h"
#include "driver/inputs/link_target.h"

#include "cpl_string.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hlsts
{

namespace
{

/** Rows of a strip where the writer of a file chose no number: libtiff takes as
 * many as fit into 8 KiB, at least one. */
int RowsOfStrip(GDALDataType type)
{
    constexpr int kStripBytes = 8192;
    return std::max(1,
                    kStripBytes / (kTileSize * GDALGetDataTypeSizeBytes(type)));
}

/** The array that a band's files make, by the product's table. */
CubeArray PredictArray(const Band &band)
{
    CubeArray array;
    array.band = &band;
    array.dataType = band.dataType;
    // Vegetation indices are written by GDAL's plain GeoTIFF writer: in strips,
    // without overviews.
    if (band.isVegetationIndex)
        array.blockSize = {kTileSize, RowsOfStrip(band.dataType)};
    else
        array.blockSize = {kBlockSize, kBlockSize};
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

bool IsSameValue(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

/** Sets the value of missing pixels: the file's, else NaN for floats and the
 * product's for all others, where the type has that value. */
void ApplyNoData(const SourceDetails &details, CubeArray &array)
{
    if (details.hasNoData)
        array.noData = details.noData;
    else if (GDALDataTypeIsFloating(array.dataType))
        array.noData = std::numeric_limits<double>::quiet_NaN();
    // A file of bytes, for instance, can't hold -9999.
    double stored = 0;
    GByte value[sizeof(double) * 2] = {};
    GDALCopyWords(&array.noData, GDT_Float64, 0, value, array.dataType, 0, 1);
    GDALCopyWords(value, array.dataType, 0, &stored, GDT_Float64, 0, 1);
    array.hasNoData = IsSameValue(stored, array.noData);
}

/** physical value = stored value * scale + offset */
struct Scaling
{
    double scale = 1;
    double offset = 0;
};

/** The scaling of NASA's files of a band. */
Scaling ScalingOfProduct(const Band &band)
{
    return {band.scale, 0};
}

/** The scaling of a local file: its header's. Where that tells none, values of
 * the product's type are the product's, and those of another type have been
 * converted. */
Scaling ScalingOf(const SourceDetails &details, GDALDataType type,
                  const Band &band)
{
    if (details.hasScale)
        return {details.scale, details.offset};
    return type == band.dataType ? ScalingOfProduct(band) : Scaling{};
}

/** Whether two scalings give the same values. Writers round: 0.0001 as a float
 * is no longer the double. */
bool IsSameScaling(const Scaling &a, const Scaling &b)
{
    constexpr double kTolerance = 1e-6;
    return std::abs(a.scale - b.scale) <= kTolerance * std::abs(a.scale) &&
           std::abs(a.offset - b.offset) <=
               kTolerance * std::max(std::abs(a.offset), std::abs(a.scale));
}

/** Replaces what was predicted by what the header of a local file says. */
void ApplyHeader(const Source &source, CubeArray &array)
{
    const SourceHeader &header = source.GetHeader();
    const SourceDetails details = source.ReadDetails();
    const Scaling scaling = ScalingOf(details, header.dataType, *array.band);
    // Values of another type or scaling may be of another unit, which only the
    // file itself can tell.
    if (!details.unit.empty() || header.dataType != array.band->dataType ||
        !IsSameScaling(scaling, ScalingOfProduct(*array.band)))
        array.unit = details.unit;
    array.blockSize = header.blockSize;
    array.overviewSizes = details.overviewSizes;
    array.overviewBlockSize = details.overviewBlockSize;
    array.dataType = header.dataType;
    array.scale = scaling.scale;
    array.offset = scaling.offset;
    ApplyNoData(details, array);
}

/** The first granule whose file of an array is local, or nullptr. */
const Granule *FindFirstLocal(const TileSeries &series, std::size_t array)
{
    for (const Granule &granule : series.granules)
        if (granule.assets[array].isLocal)
            return &granule;
    return nullptr;
}

Status CheckNoData(double noData, const CubeArray &expected)
{
    if (!expected.hasNoData || IsSameValue(noData, expected.noData))
        return Done{};
    return Error{CPLSPrintf("its nodata value is %.17g, expected was %.17g",
                            noData, expected.noData)};
}

Status CheckScaling(const Scaling &scaling, const CubeArray &expected)
{
    if (IsSameScaling(scaling, {expected.scale, expected.offset}))
        return Done{};
    return Error{CPLSPrintf("its scale and offset are %.15g and %.15g, "
                            "expected were %.15g and %.15g",
                            scaling.scale, scaling.offset, expected.scale,
                            expected.offset)};
}

/** Compares what a file's values mean with its array. Of files on a server that
 * is what the product's table says: NASA's tags are inconsistent over the
 * years. */
Status CheckMeaning(const Source &source, bool isLocal,
                    const CubeArray &expected)
{
    const Band &band = *expected.band;
    if (!isLocal)
    {
        const Status status = CheckScaling(ScalingOfProduct(band), expected);
        return status ? CheckNoData(band.noData, expected) : status;
    }
    const SourceDetails details = source.ReadDetails();
    const Status status = CheckScaling(
        ScalingOf(details, source.GetHeader().dataType, band), expected);
    // A file without a nodata value may be of any.
    if (!status || !details.hasNoData)
        return status;
    return CheckNoData(details.noData, expected);
}

std::string WithoutFullStop(std::string text)
{
    if (!text.empty() && text.back() == '.')
        text.pop_back();
    return text;
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
           const TileSeries &series, const CubeOptions &options,
           const Band *onlyBand)
{
    const auto grid = GridOfTile(series.tile, series.southernZones);
    if (!grid)
        return grid.GetError();
    std::shared_ptr<Cube> cube(
        new Cube(std::move(collection), series, options));
    cube->m_grid = *grid;
    const auto status = cube->ReadLocalHeaders(onlyBand);
    if (!status)
        return status.GetError();
    return std::shared_ptr<const Cube>(std::move(cube));
}

Status Cube::ReadLocalHeaders(const Band *onlyBand)
{
    bool isGridKnown = false;
    Status firstFailure = Done{};
    for (std::size_t i = 0; i < m_arrays.size(); ++i)
    {
        const Granule *granule = FindFirstLocal(m_series, i);
        if (!granule || (onlyBand && m_arrays[i].band != onlyBand))
            continue;
        const Status status = ReadLocalHeader(*granule, i, isGridKnown);
        if (status)
            isGridKnown = true;
        else if (firstFailure)
            firstFailure = status;
    }
    if (isGridKnown)
        return Done{};
    return firstFailure;
}

Status Cube::ReadLocalHeader(const Granule &granule, std::size_t array,
                             bool isGridKnown)
{
    const Asset &asset = granule.assets[array];
    auto source = Source::Open(asset.path, m_series.tile);
    Status status = source ? Status(Done{}) : Status(source.GetError());
    if (status && isGridKnown)
        status = CheckHeader((*source)->GetHeader(), m_grid,
                             (*source)->GetHeader().dataType);
    if (!status)
        return Error{
            "HLSTS: cannot open " +
            DescribeAsset(
                static_cast<std::size_t>(&granule - m_series.granules.data()),
                array) +
            ": " + WithoutFullStop(status.GetError().message) +
            ". Check the file with gdalinfo, or leave it out of the list"};
    m_grid = (*source)->GetHeader().grid;
    ApplyHeader(**source, m_arrays[array]);
    GiveSource(asset, std::move(*source));
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
    const CubeArray &expected = m_arrays[array];
    Status status =
        CheckHeader((*source)->GetHeader(), m_grid, expected.dataType);
    if (status)
        status = CheckMeaning(**source, asset.isLocal, expected);
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
    return described.id + " " + m_arrays[array].band->name + " (" +
           DescribePlace(DescribeLink(asset.link), asset.line) + " of " +
           m_collection->GetLabel() + ")";
}

PixelSize LevelSize(const Cube &cube, const CubeArray &array, int level)
{
    if (level == 0)
        return {cube.GetGrid().width, cube.GetGrid().height};
    return array.overviewSizes[static_cast<std::size_t>(level) - 1];
}

}  // namespace hlsts
