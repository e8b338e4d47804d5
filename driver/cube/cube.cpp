// SPDX-License-Identifier: MIT
// A series as arrays over (time, y, x), ready to be read.

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

/** The factors by which the overviews of an image are made. */
std::vector<int> FactorsOf(const std::vector<PixelSize> &overviewSizes,
                           int width)
{
    std::vector<int> factors;
    for (const PixelSize &size : overviewSizes)
        factors.push_back(
            std::max(1, static_cast<int>(std::lround(
                            static_cast<double>(width) / size.first))));
    return factors;
}

/** The size of an overview that is made by a factor. */
PixelSize SizeByFactor(const Grid &grid, int factor)
{
    return {(grid.width + factor - 1) / factor,
            (grid.height + factor - 1) / factor};
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
    array.overviewFactors = FactorsOf(array.overviewSizes, kTileSize);
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
    array.overviewFactors = FactorsOf(details.overviewSizes, header.grid.width);
    array.overviewBlockSize = details.overviewBlockSize;
    array.dataType = header.dataType;
    array.scale = scaling.scale;
    array.offset = scaling.offset;
    ApplyNoData(details, array);
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

bool FailedGranules::Add(std::size_t granule, const std::string &reason)
{
    const MutexLock lock(m_mutex);
    return m_reasons.emplace(granule, reason).second;
}

bool FailedGranules::Has(std::size_t granule) const
{
    const MutexLock lock(m_mutex);
    return m_reasons.count(granule) > 0;
}

bool FailedGranules::IsEmpty() const
{
    const MutexLock lock(m_mutex);
    return m_reasons.empty();
}

std::map<std::size_t, std::string> FailedGranules::Get() const
{
    const MutexLock lock(m_mutex);
    return m_reasons;
}

Cube::Cube(std::shared_ptr<const Collection> collection, TimeSeries series,
           const CubeOptions &options)
    : m_collection(std::move(collection)), m_series(std::move(series)),
      m_options(options)
{
    for (const Band *band : m_series.bands)
    {
        if (band == FindBandByName("fmask"))
            m_fmaskBand = m_fileBands.size();
        m_fileBands.push_back(PredictArray(*band));
        m_fileBands.back().inputs = {{m_fileBands.size() - 1}};
    }
}

Cube::~Cube()
{
    DropSources();
}

Result<std::shared_ptr<const Cube>>
Cube::Open(std::shared_ptr<const Collection> collection, TimeSeries series,
           const CubeOptions &options)
{
    std::shared_ptr<Cube> cube(
        new Cube(std::move(collection), std::move(series), options));
    for (const auto prepare :
         {&Cube::PredictGrids, &Cube::ReadLocalHeaders, &Cube::MakeArrays})
    {
        const Status status = ((*cube).*prepare)();
        if (!status)
            return status.GetError();
    }
    return std::shared_ptr<const Cube>(std::move(cube));
}

Status Cube::PredictGrids()
{
    for (const std::string &tile : m_series.tiles)
    {
        const auto grid = GridOfTile(tile, m_series.southernZones);
        if (!grid)
            return grid.GetError();
        m_tileGrids.push_back(*grid);
    }
    return Done{};
}

Status Cube::ReadLocalHeaders()
{
    std::vector<bool> isGridKnown(m_tileGrids.size(), false);
    std::vector<bool> isBandKnown(m_fileBands.size(), false);
    bool isAnyKnown = false;
    Status firstFailure = Done{};
    // A file is opened only for what no other one of its band and of its tile
    // has told: neither the files of a long series nor those of all bands.
    // Where files can't be opened, a few others are tried.
    constexpr int kMostTries = 8;
    for (std::size_t band = 0; band < m_fileBands.size(); ++band)
    {
        std::vector<int> tries(m_tileGrids.size(), 0);
        for (std::size_t i = 0; i < m_series.granules.size(); ++i)
        {
            const Granule &granule = m_series.granules[i];
            const std::size_t tile = granule.tile;
            if (!granule.assets[band].isLocal ||
                (isBandKnown[band] && isGridKnown[tile]) ||
                ++tries[tile] > kMostTries)
                continue;
            const Status status =
                ReadLocalHeader(i, band, isGridKnown[tile], isBandKnown[band]);
            if (status)
                isAnyKnown = isGridKnown[tile] = isBandKnown[band] = true;
            else if (firstFailure)
                firstFailure = status;
        }
    }
    if (m_options.isFailureNoData)
        return Done{};
    if (isAnyKnown)
        return Done{};
    return firstFailure;
}

Status Cube::ReadLocalHeader(std::size_t granule, std::size_t band,
                             bool isGridKnown, bool isBandKnown)
{
    const Granule &read = m_series.granules[granule];
    const Asset &asset = read.assets[band];
    auto source = Source::Open(asset.path, m_series.tiles[read.tile]);
    Status status = source ? Status(Done{}) : Status(source.GetError());
    if (status && isGridKnown)
        status = CheckHeader((*source)->GetHeader(), m_tileGrids[read.tile],
                             (*source)->GetHeader().dataType);
    if (!status)
        return Error{
            "HLSTS: cannot open " + DescribeAsset(granule, band) + ": " +
            WithoutFullStop(status.GetError().message) +
            ". Check the file with gdalinfo, or leave it out of the list"};
    m_tileGrids[read.tile] = (*source)->GetHeader().grid;
    // The file isn't given to the pool where its band is known: it has not been
    // compared with the band.
    if (isBandKnown)
        return Done{};
    ApplyHeader(**source, m_fileBands[band]);
    GiveSource(asset, std::move(*source));
    return Done{};
}

namespace
{

/** A vegetation index that is computed from files. */
Result<CubeArray> ComputedArray(const Band &band, const TimeSeries &series,
                                const std::vector<CubeArray> &fileBands)
{
    CubeArray array = PredictArray(band);
    array.index = FindVegetationIndex(band);
    for (std::size_t i = 0; i < kIndexInputs.size(); ++i)
    {
        const Band *input = FindBandByName(kIndexInputs[i]);
        const auto found =
            std::find(series.bands.begin(), series.bands.end(), input);
        if (found == series.bands.end())
            continue;
        const auto place =
            static_cast<std::size_t>(found - series.bands.begin());
        const CubeArray &file = fileBands[place];
        if (file.dataType != input->dataType ||
            !IsSameScaling({file.scale, file.offset},
                           ScalingOfProduct(*input)) ||
            !file.hasNoData || !IsSameValue(file.noData, input->noData))
            return Error{std::string("HLSTS: ") + band.name +
                         " can't be computed from the local files of " +
                         input->name +
                         ", because their type, scale or nodata isn't that of "
                         "HLS. Compute it from the bands yourself"};
        array.inputs.push_back({place, NeedsInput(*array.index, i), i});
        if (array.inputs.size() > 1)
            continue;
        array.blockSize = file.blockSize;
        array.overviewSizes = file.overviewSizes;
        array.overviewFactors = file.overviewFactors;
        array.overviewBlockSize = file.overviewBlockSize;
    }
    return array;
}

}  // namespace

Status Cube::MakeArrays()
{
    const auto grid = JoinGrids(m_tileGrids);
    if (!grid)
        return Error{"HLSTS: the tiles of " + m_collection->GetLabel() +
                     " don't make one mosaic: " + grid.GetError().message +
                     ". Choose one by the open option TILES, or use MOSAIC=NO"};
    m_grid = *grid;
    if (m_options.mask && m_fileBands[m_fmaskBand].dataType != GDT_Byte)
        return Error{"HLSTS: the local Fmask of " + m_collection->GetLabel() +
                     " isn't of bytes, so its bits can't be told. Convert it "
                     "back with gdal_translate -ot Byte, or open the list "
                     "without MASK"};
    for (const Band *band : m_series.arrays)
    {
        const auto found =
            std::find(m_series.bands.begin(), m_series.bands.end(), band);
        if (found != m_series.bands.end())
            m_arrays.push_back(m_fileBands[static_cast<std::size_t>(
                found - m_series.bands.begin())]);
        else
        {
            auto computed = ComputedArray(*band, m_series, m_fileBands);
            if (!computed)
                return computed.GetError();
            m_arrays.push_back(std::move(*computed));
        }
        CubeArray &array = m_arrays.back();
        if (m_options.mask && !array.hasNoData)
            return Error{
                std::string("HLSTS: ") + band->name +
                " can't be masked, because its local files have no nodata "
                "value. Set one with gdal_translate -a_nodata, or open the "
                "list without MASK"};
        if (m_tileGrids.size() == 1)
            continue;
        for (std::size_t i = 0; i < array.overviewSizes.size(); ++i)
            array.overviewSizes[i] =
                SizeByFactor(m_grid, array.overviewFactors[i]);
    }
    return Done{};
}

TilePlacement Cube::PlaceTile(std::size_t tile, const CubeArray &array,
                              int level) const
{
    const Grid &grid = m_tileGrids[tile];
    TilePlacement placement;
    placement.offset = OffsetInGrid(m_grid, grid);
    for (; level > 0; --level)
    {
        const auto overview = static_cast<std::size_t>(level) - 1;
        placement.sizes.push_back(
            m_tileGrids.size() == 1
                ? array.overviewSizes[overview]
                : SizeByFactor(grid, array.overviewFactors[overview]));
    }
    placement.sizes.emplace_back(grid.width, grid.height);
    return placement;
}

Result<std::unique_ptr<Source>> Cube::TakeSource(std::size_t granule,
                                                 std::size_t band) const
{
    const Granule &taken = m_series.granules[granule];
    const Asset &asset = taken.assets[band];
    if (auto idle = m_sources->Take(m_owner, asset.path))
        return idle;
    auto source = Source::Open(asset.path, m_series.tiles[taken.tile]);
    if (!source)
        return source;
    const CubeArray &expected = m_fileBands[band];
    Status status = CheckHeader((*source)->GetHeader(), m_tileGrids[taken.tile],
                                expected.dataType);
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

std::string Cube::DescribeAsset(std::size_t granule, std::size_t band) const
{
    const Granule &described = m_series.granules[granule];
    const Asset &asset = described.assets[band];
    return described.id + " " + m_fileBands[band].band->name + " (" +
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
