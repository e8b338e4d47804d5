// SPDX-License-Identifier: MIT
// The classic view: a dataset whose bands are time steps of one array, or
// arrays of one time step.

#include "driver/views/dataset.h"

#include "driver/cube/reader.h"
#include "driver/inputs/absolute_path.h"
#include "driver/inputs/read_input.h"
#include "driver/series/time_axis.h"
#include "driver/views/band.h"
#include "driver/views/counts.h"
#include "driver/views/tile_crs.h"
#include "vsi/base/boundary.h"
#include "vsi/base/text.h"

#include "cpl_string.h"

#include <algorithm>
#include <exception>

namespace hlsts
{

namespace
{

/** Whether the pixels of a step of an array are those of one file. */
bool IsOneFile(const Cube &cube, const BandContent &content)
{
    const CubeArray &array = cube.GetArrays()[content.array];
    const TimeSeries &series = cube.GetSeries();
    return cube.IsOneFile(array) &&
           series.steps[content.step].granules.size() == 1;
}

/** What tells a granule's pixels from others: NASA doesn't change a file, but
 * local ones are made anew under the same name. */
std::string Identity(const Granule &granule)
{
    std::string text = granule.id;
    for (const Asset &asset : granule.assets)
    {
        text += " " + asset.link;
        VSIStatBufL stat;
        if (asset.isLocal && VSIStatL(asset.path.c_str(), &stat) == 0)
            text += " " + std::to_string(stat.st_size) + " " +
                    std::to_string(stat.st_mtime);
    }
    return text;
}

/** A text by which what GDAL keeps beside a list is found again: what the
 * bands are, and of which granules. */
std::string KeptName(const DatasetContent &content, const ViewOptions &options)
{
    std::string granules;
    for (const TimeStep &step : content.cube->GetSeries().steps)
        for (const std::size_t granule : step.granules)
            granules +=
                Identity(content.cube->GetSeries().granules[granule]) + " ";
    std::string name;
    for (const std::string &part : content.parts)
        name += part + " ";
    return name + options.pixelOptions + " " +
           std::to_string(content.bands.size()) + " bands " +
           std::to_string(std::hash<std::string>{}(granules));
}

void AddTimes(const TimeSeries &series, TimeFormat format, CPLStringList &items)
{
    const bool isIso = format == TimeFormat::Iso;
    std::string values;
    for (const TimeStep &step : series.steps)
    {
        if (!values.empty())
            values += isIso ? ' ' : ',';
        values +=
            isIso ? FormatAxisTime(step) : CPLSPrintf("%.15g", AxisTime(step));
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
    items.SetNameValue("NETCDF_DIM_EXTRA", "{time}");
    items.SetNameValue("NETCDF_DIM_time_DEF",
                       CPLSPrintf("{%d,%d}",
                                  static_cast<int>(series.steps.size()),
                                  isIso ? kNetcdfNoType : kNetcdfDouble));
    items.SetNameValue("NETCDF_DIM_time_VALUES",
                       isIso ? values.c_str() : ("{" + values + "}").c_str());
    if (!isIso)
    {
        items.SetNameValue("time#units", kTimeUnit);
        items.SetNameValue("time#calendar", "proleptic_gregorian");
    }
    items.SetNameValue("time#standard_name", "time");
}

}  // namespace

CubeDataset::CubeDataset(const DatasetContent &content, int level,
                         const ViewOptions &options)
    : OriginOwner(options.origin), m_content(content), m_level(level),
      m_options(options)
{
    const CubeArray &array = GetCube().GetArrays()[content.bands.front().array];
    const PixelSize size = LevelSize(GetCube(), array, level);
    nRasterXSize = size.first;
    nRasterYSize = size.second;
    eAccess = GA_ReadOnly;
    // GDAL keeps nothing before LoadKept() has said where.
    nPamFlags |= GPF_NOSAVE;
    for (int i = 1; i <= static_cast<int>(content.bands.size()); ++i)
        SetBand(i, new CubeBand(*this, i, options));
    if (level > 0)
        return;
    m_overviews.resize(array.overviewSizes.size());
    SetOwnMetadata();
}

CubeDataset::~CubeDataset() = default;

std::string CubeDataset::VariableName() const
{
    const Cube &cube = GetCube();
    const std::string name =
        cube.GetArrays()[m_content.bands.front().array].band->name;
    // rioxarray joins the subdatasets of a list by this name, so those of two
    // tiles must have different ones. It opens them with the list's options.
    const bool isOneOfSeveral = m_options.series.mosaic == Mosaic::No &&
                                cube.GetCollection().GetTiles().size() > 1;
    return isOneOfSeveral ? "T" + cube.GetSeries().name + "_" + name : name;
}

void CubeDataset::SetOwnMetadata()
{
    const TimeSeries &series = GetCube().GetSeries();
    const BandContent &first = m_content.bands.front();
    CPLStringList items;
    items.SetNameValue("AREA_OR_POINT", "Area");
    items.SetNameValue(series.tiles.size() == 1 ? "TILE" : "TILES",
                       JoinTexts(series.tiles, ",").c_str());
    if (m_content.isComposite)
        items.SetNameValue("TIME",
                           FormatAxisTime(series.steps[first.step]).c_str());
    else
    {
        items.SetNameValue("NETCDF_VARNAME", VariableName().c_str());
        // These are the items of GDAL's netCDF driver. rioxarray understands
        // them from any driver. docs/hlsts.md says which time format suits
        // whom.
        AddTimes(series, m_options.timeFormat, items);
    }
    m_own.Set("", items);
    m_own.Set(kCountDomain, CountItems(GetCube().GetCollection()));
}

CPLErr CubeDataset::GetGeoTransform(GeoTransformArgument transform)
    HLSTS_GEOTRANSFORM_CONST
{
    const Grid grid =
        ResizeGrid(GetCube().GetGrid(), nRasterXSize, nRasterYSize);
    transform[0] = grid.originX;
    transform[1] = grid.pixelWidth;
    transform[2] = 0;
    transform[3] = grid.originY;
    transform[4] = 0;
    transform[5] = grid.pixelHeight;
    return CE_None;
}

const OGRSpatialReference *CubeDataset::GetSpatialRef() const
{
    std::call_once(m_crsOnce, [this] { m_crs = MakeCrs(GetCube().GetGrid()); });
    return m_crs.IsEmpty() ? nullptr : &m_crs;
}

char **CubeDataset::GetFileList()
{
    // The list without its links, which may be thousands: callers check each
    // file of this list for existence, which takes a request.
    CPLStringList files;
    const std::string &path = GetCube().GetCollection().GetPath();
    files.AddString(path.c_str());
    const std::string kept = path + ".aux.xml";
    VSIStatBufL stat;
    if (IsLocalPath(path) && VSIStatL(kept.c_str(), &stat) == 0)
        files.AddString(kept.c_str());
    return files.StealList();
}

int CubeDataset::CloseDependentDatasets()
{
    GetCube().DropSources();
    return GDALPamDataset::CloseDependentDatasets();
}

char **CubeDataset::GetMetadataDomainList()
{
    CPLStringList names(GDALPamDataset::GetMetadataDomainList());
    m_own.AddDomains(names);
    names.AddString(kCostDomain);
    if (!GetCube().GetFailures().IsEmpty())
        names.AddString(kErrorDomain);
    return names.StealList();
}

MetadataList CubeDataset::GetMetadata(const char *domain)
{
    const std::string name = domain ? domain : "";
    const CSLConstList kept = GDALPamDataset::GetMetadata(domain);
    if (name == kCostDomain || name == kErrorDomain)
        return m_own.JoinWith(ChangingItems(GetCube(), name), name, kept);
    return m_own.Join(name, kept);
}

const char *CubeDataset::GetMetadataItem(const char *name, const char *domain)
{
    const char *value = CSLFetchNameValue(GetMetadata(domain), name);
    return value ? value : GDALPamDataset::GetMetadataItem(name, domain);
}

void CubeDataset::LoadKept(const std::string &listPath)
{
    if (!IsLocalPath(listPath))
        return;
    SetPhysicalFilename(AbsolutePath(listPath).c_str());
    SetSubdatasetName(KeptName(m_content, m_options).c_str());
    nPamFlags &= ~GPF_NOSAVE;
    TryLoadXML();
}

void CubeDataset::KeepNothing()
{
    const MutexLock lock(m_overviewMutex);
    nPamFlags |= GPF_NOSAVE;
}

int CubeDataset::GetOverviewCount() const
{
    return static_cast<int>(GetCube()
                                .GetArrays()[m_content.bands.front().array]
                                .overviewSizes.size());
}

CubeDataset &CubeDataset::GetOverviewDataset(int level)
{
    const MutexLock lock(m_overviewMutex);
    auto &overview = m_overviews[static_cast<std::size_t>(level) - 1];
    if (!overview)
        overview = std::make_unique<CubeDataset>(m_content, level, m_options);
    return *overview;
}

int CubeDataset::ChooseLevel(PixelWindow &window, int bufferXSize,
                             int bufferYSize, GDALRasterIOExtraArg &extra)
{
    if (m_level > 0 ||
        (bufferXSize >= window.xSize && bufferYSize >= window.ySize))
        return 0;
    return 1 + GDALBandGetBestOverviewLevel2(
                   GetRasterBand(1), window.xOff, window.yOff, window.xSize,
                   window.ySize, bufferXSize, bufferYSize, &extra);
}

Status CubeDataset::ReadBands(const PixelWindow &window, void *buffer,
                              int bufferXSize, int bufferYSize,
                              GDALDataType bufferType,
                              const std::vector<int> &bandNumbers,
                              GSpacing pixelSpace, GSpacing lineSpace,
                              GSpacing bandSpace, GDALRasterIOExtraArg *extra)
{
    WindowTransfer::Request request;
    request.window = window;
    request.bufferXSize = bufferXSize;
    request.bufferYSize = bufferYSize;
    request.bufferType = bufferType;
    request.pixelSpace = pixelSpace;
    request.lineSpace = lineSpace;
    INIT_RASTERIO_EXTRA_ARG(request.extra);
    if (extra)
        GDALCopyRasterIOExtraArg(&request.extra, extra);

    std::vector<ReadJob> jobs;
    jobs.reserve(bandNumbers.size());
    bool areFiles = true;
    for (const int number : bandNumbers)
    {
        const BandContent &content =
            m_content.bands[static_cast<std::size_t>(number) - 1];
        areFiles = areFiles && IsOneFile(GetCube(), content);
        jobs.push_back({content.step, content.array,
                        static_cast<std::ptrdiff_t>(jobs.size()) *
                            static_cast<std::ptrdiff_t>(bandSpace)});
    }
    // Of a file GDAL itself chooses the overview.
    const int level = areFiles
                          ? m_level
                          : m_level + ChooseLevel(request.window, bufferXSize,
                                                  bufferYSize, request.extra);
    request.levelSize =
        LevelSize(GetCube(), GetCube().GetArrays()[jobs.front().array], level);
    return ReadTimeSteps(GetCube(), level, jobs, WindowTransfer(request),
                         buffer, extra ? extra->pfnProgress : nullptr,
                         extra ? extra->pProgressData : nullptr);
}

CPLErr CubeDataset::ReadWindow(const PixelWindow &window, void *buffer,
                               int bufferXSize, int bufferYSize,
                               GDALDataType bufferType,
                               const std::vector<int> &bandNumbers,
                               GSpacing pixelSpace, GSpacing lineSpace,
                               GSpacing bandSpace, GDALRasterIOExtraArg *extra)
{
    Status status = Done{};
    try
    {
        status =
            ReadBands(window, buffer, bufferXSize, bufferYSize, bufferType,
                      bandNumbers, pixelSpace, lineSpace, bandSpace, extra);
    }
    catch (const std::exception &e)
    {
        status = Error{std::string("HLSTS: the read failed: ") + e.what()};
    }
    // Statistics of pixels that another read may have would be a lie.
    if (GetCube().GetOptions().isFailureNoData &&
        !GetCube().GetFailures().IsEmpty())
        KeepNothing();
    if (status)
        return CE_None;
    CPLError(CE_Failure,
             status.GetError().isInterruption ? CPLE_UserInterrupt
                                              : CPLE_AppDefined,
             "%s", status.GetError().message.c_str());
    return CE_Failure;
}

CPLErr CubeDataset::IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize,
                              int ySize, void *buffer, int bufferXSize,
                              int bufferYSize, GDALDataType bufferType,
                              int bandCount, HLSTS_BANDMAP_TYPE bandMap,
                              GSpacing pixelSpace, GSpacing lineSpace,
                              GSpacing bandSpace, GDALRasterIOExtraArg *extra)
{
    if (flag != GF_Read)
        return GetRasterBand(1)->RasterIO(
            flag, xOff, yOff, xSize, ySize, buffer, bufferXSize, bufferYSize,
            bufferType, pixelSpace, lineSpace, extra);
    std::vector<int> numbers;
    numbers.reserve(static_cast<std::size_t>(bandCount));
    for (int i = 0; i < bandCount; ++i)
        numbers.push_back(bandMap ? bandMap[i] : i + 1);
    return ReadWindow({xOff, yOff, xSize, ySize}, buffer, bufferXSize,
                      bufferYSize, bufferType, numbers, pixelSpace, lineSpace,
                      bandSpace, extra);
}

}  // namespace hlsts
