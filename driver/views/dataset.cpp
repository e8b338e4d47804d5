// SPDX-License-Identifier: MIT
// The classic view: one array as a dataset whose bands are time steps.

#include "driver/views/dataset.h"

#include "vsi/base/mutex.h"
#include "driver/views/band.h"
#include "driver/views/counts.h"
#include "driver/views/tile_crs.h"
#include "driver/cube/reader.h"
#include "driver/series/time_axis.h"

#include "cpl_string.h"

#include <exception>

namespace hlsts
{

TimeSeriesDataset::TimeSeriesDataset(const std::shared_ptr<const Cube> &cube,
                                     std::size_t array, int level,
                                     const ClassicOptions &options)
    : m_cube(cube), m_array(array), m_level(level), m_options(options)
{
    const PixelSize size = LevelSize(*cube, GetArray(), level);
    nRasterXSize = size.first;
    nRasterYSize = size.second;
    eAccess = GA_ReadOnly;
    const int bandCount = static_cast<int>(cube->GetSeries().granules.size());
    for (int i = 1; i <= bandCount; ++i)
        SetBand(i, new TimeStepBand(*this, i, options));
    if (level == 0)
    {
        m_overviews.resize(GetArray().overviewSizes.size());
        SetTimeMetadata(options);
    }
}

TimeSeriesDataset::~TimeSeriesDataset() = default;

void TimeSeriesDataset::SetTimeMetadata(const ClassicOptions &options)
{
    // These are the items of GDAL's netCDF driver. rioxarray understands them
    // from any driver. docs/hlsts.md says which time format suits whom.
    const auto &granules = m_cube->GetSeries().granules;
    const bool isIso = options.timeFormat == TimeFormat::Iso;
    std::string values;
    for (const Granule &granule : granules)
    {
        if (!values.empty())
            values += isIso ? ' ' : ',';
        values += isIso ? FormatAxisTime(granule)
                        : CPLSPrintf("%.15g", AxisTime(granule));
        // numpy and pandas make a datetime64 only of a text without the Z.
        if (isIso)
            values.pop_back();
    }
    // NETCDF_DIM_time_DEF is the number of values and their netCDF type, by
    // which GDAL's netCDF driver copies the axis into a file. It can't copy
    // texts: with the type of texts it reads beyond the first text and crashes.
    // With type 0 it leaves the times out and warns. rioxarray ignores the
    // type.
    constexpr int kNetcdfNoType = 0;  // NC_NAT
    constexpr int kNetcdfDouble = 6;  // NC_DOUBLE

    CPLStringList items;
    items.SetNameValue("AREA_OR_POINT", "Area");
    items.SetNameValue("TILE", GetCube().GetSeries().tile.c_str());
    // rioxarray joins the subdatasets of a list by NETCDF_VARNAME, so those of
    // two tiles must have different ones.
    const std::string tilePrefix = GetCube().GetCollection().IsTileNeeded()
                                       ? "T" + GetCube().GetSeries().tile + "_"
                                       : std::string();
    items.SetNameValue("NETCDF_VARNAME",
                       (tilePrefix + GetArray().band->name).c_str());
    items.SetNameValue("NETCDF_DIM_EXTRA", "{time}");
    items.SetNameValue("NETCDF_DIM_time_DEF",
                       CPLSPrintf("{%d,%d}", static_cast<int>(granules.size()),
                                  isIso ? kNetcdfNoType : kNetcdfDouble));
    items.SetNameValue("NETCDF_DIM_time_VALUES",
                       isIso ? values.c_str() : ("{" + values + "}").c_str());
    if (!isIso)
    {
        items.SetNameValue("time#units", kTimeUnit);
        items.SetNameValue("time#calendar", "proleptic_gregorian");
    }
    items.SetNameValue("time#standard_name", "time");
    GDALDataset::SetMetadata(items.List());
    GDALDataset::SetMetadata(CountItems(m_cube->GetCollection()).List(),
                             kCountDomain);
}

CPLErr TimeSeriesDataset::GetGeoTransform(GeoTransformArgument transform)
    HLSTS_GEOTRANSFORM_CONST
{
    const Grid &grid = m_cube->GetGrid();
    transform[0] = grid.originX;
    transform[1] = grid.pixelWidth * grid.width / nRasterXSize;
    transform[2] = 0;
    transform[3] = grid.originY;
    transform[4] = 0;
    transform[5] = grid.pixelHeight * grid.height / nRasterYSize;
    return CE_None;
}

const OGRSpatialReference *TimeSeriesDataset::GetSpatialRef() const
{
    std::call_once(m_crsOnce, [this] { m_crs = MakeCrs(m_cube->GetGrid()); });
    return m_crs.IsEmpty() ? nullptr : &m_crs;
}

char **TimeSeriesDataset::GetFileList()
{
    // The list without its links, which may be thousands: callers check each
    // file of this list for existence, which takes a request.
    return CSLAddString(nullptr, m_cube->GetCollection().GetPath().c_str());
}

int TimeSeriesDataset::CloseDependentDatasets()
{
    m_cube->DropSources();
    return GDALDataset::CloseDependentDatasets();
}

TimeSeriesDataset &TimeSeriesDataset::GetOverviewDataset(int level)
{
    const MutexLock lock(m_overviewMutex);
    auto &overview = m_overviews[static_cast<std::size_t>(level) - 1];
    if (!overview)
        overview = std::make_unique<TimeSeriesDataset>(m_cube, m_array, level,
                                                       m_options);
    return *overview;
}

CPLErr TimeSeriesDataset::ReadWindow(
    const PixelWindow &window, void *buffer, int bufferXSize, int bufferYSize,
    GDALDataType bufferType, const std::vector<std::size_t> &timeIndices,
    GSpacing pixelSpace, GSpacing lineSpace, GSpacing timeSpace,
    GDALRasterIOExtraArg *extra) const
{
    WindowTransfer::Request request;
    request.window = window;
    request.bufferXSize = bufferXSize;
    request.bufferYSize = bufferYSize;
    request.bufferType = bufferType;
    request.pixelSpace = pixelSpace;
    request.lineSpace = lineSpace;
    request.levelSize = GetSize();
    INIT_RASTERIO_EXTRA_ARG(request.extra);
    if (extra)
        GDALCopyRasterIOExtraArg(&request.extra, extra);

    std::vector<ReadJob> jobs;
    jobs.reserve(timeIndices.size());
    for (const std::size_t timeIndex : timeIndices)
        jobs.push_back({timeIndex, static_cast<std::ptrdiff_t>(jobs.size()) *
                                       static_cast<std::ptrdiff_t>(timeSpace)});
    Status status = Done{};
    try
    {
        status = ReadTimeSteps(*m_cube, m_array, jobs, WindowTransfer(request),
                               buffer, extra ? extra->pfnProgress : nullptr,
                               extra ? extra->pProgressData : nullptr);
    }
    catch (const std::exception &e)
    {
        status = Error{std::string("HLSTS: the read failed: ") + e.what()};
    }
    if (status)
        return CE_None;
    CPLError(CE_Failure,
             status.GetError().isInterruption ? CPLE_UserInterrupt
                                              : CPLE_AppDefined,
             "%s", status.GetError().message.c_str());
    return CE_Failure;
}

CPLErr TimeSeriesDataset::IRasterIO(
    GDALRWFlag flag, int xOff, int yOff, int xSize, int ySize, void *buffer,
    int bufferXSize, int bufferYSize, GDALDataType bufferType, int bandCount,
    HLSTS_BANDMAP_TYPE bandMap, GSpacing pixelSpace, GSpacing lineSpace,
    GSpacing bandSpace, GDALRasterIOExtraArg *extra)
{
    if (flag != GF_Read)
        return GetRasterBand(1)->RasterIO(
            flag, xOff, yOff, xSize, ySize, buffer, bufferXSize, bufferYSize,
            bufferType, pixelSpace, lineSpace, extra);
    std::vector<std::size_t> timeIndices;
    timeIndices.reserve(static_cast<std::size_t>(bandCount));
    for (int i = 0; i < bandCount; ++i)
        timeIndices.push_back(
            static_cast<std::size_t>(bandMap ? bandMap[i] - 1 : i));
    return ReadWindow({xOff, yOff, xSize, ySize}, buffer, bufferXSize,
                      bufferYSize, bufferType, timeIndices, pixelSpace,
                      lineSpace, bandSpace, extra);
}

}  // namespace hlsts
