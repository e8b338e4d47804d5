// SPDX-License-Identifier: MIT
// One time step of the classic view.

#include "driver/views/band.h"

#include "driver/series/time_axis.h"
#include "vsi/base/utc_time.h"

#include "cpl_string.h"

#include <cstring>

namespace hlsts
{

namespace
{

/** "2021-05-13 17:24:06", as GDAL's own readers write ACQUISITIONDATETIME. */
std::string FormatAcquisitionTime(std::int64_t time)
{
    std::string text = FormatIsoTime(time);
    text[10] = ' ';
    text.pop_back();
    return text;
}

}  // namespace

TimeStepBand::TimeStepBand(TimeSeriesDataset &dataset, int bandNumber,
                           const ClassicOptions &options)
    : m_dataset(dataset)
{
    poDS = &dataset;
    nBand = bandNumber;
    const PixelSize size = dataset.GetSize();
    nRasterXSize = size.first;
    nRasterYSize = size.second;
    eDataType = GetArray().dataType;
    const PixelSize block = dataset.GetLevel() == 0
                                ? GetArray().blockSize
                                : GetArray().overviewBlockSize;
    nBlockXSize = block.first;
    nBlockYSize = block.second;

    const Granule &granule =
        dataset.GetCube().GetSeries().granules[bandNumber - 1];
    // GDALMajorObject's method: those that override it mark the dataset as
    // changed.
    GDALMajorObject::SetDescription(options.bandDescription ==
                                            BandDescription::Time
                                        ? FormatAxisTime(granule).c_str()
                                        : GetArray().band->name);
    SetGranuleMetadata();
}

void TimeStepBand::SetGranuleMetadata()
{
    const TileSeries &series = m_dataset.GetCube().GetSeries();
    const Granule &granule = series.granules[nBand - 1];
    const auto array = static_cast<std::size_t>(
        &GetArray() - m_dataset.GetCube().GetArrays().data());

    // Not in the default domain, because rioxarray makes the default items of
    // the first band attributes of the whole series.
    CPLStringList details;
    details.SetNameValue("GRANULE", granule.id.c_str());
    details.SetNameValue("SENSOR", SensorName(granule.sensor));
    if (!granule.assets[array].link.empty())
        details.SetNameValue("LINK", granule.assets[array].link.c_str());
    GDALMajorObject::SetMetadata(details.List(), "HLSTS");

    CPLStringList imagery;
    imagery.SetNameValue("ACQUISITIONDATETIME",
                         FormatAcquisitionTime(granule.time).c_str());
    const Band &band = *GetArray().band;
    const double wavelength =
        granule.sensor == Sensor::L30 ? band.l30Wavelength : band.s30Wavelength;
    if (wavelength > 0)
        imagery.SetNameValue("CENTRAL_WAVELENGTH_UM",
                             CPLSPrintf("%.4g", wavelength));
    GDALMajorObject::SetMetadata(imagery.List(), "IMAGERY");
}

double TimeStepBand::GetNoDataValue(int *isSet)
{
    if (isSet)
        *isSet = GetArray().hasNoData;
    return GetArray().noData;
}

double TimeStepBand::GetScale(int *isSet)
{
    if (isSet)
        *isSet = GetArray().IsScaled();
    return GetArray().scale;
}

double TimeStepBand::GetOffset(int *isSet)
{
    if (isSet)
        *isSet = GetArray().IsScaled();
    return GetArray().offset;
}

const char *TimeStepBand::GetUnitType()
{
    return GetArray().unit.c_str();
}

int TimeStepBand::GetOverviewCount()
{
    return m_dataset.GetLevel() == 0
               ? static_cast<int>(GetArray().overviewSizes.size())
               : 0;
}

GDALRasterBand *TimeStepBand::GetOverview(int index)
{
    if (index < 0 || index >= GetOverviewCount())
        return nullptr;
    return m_dataset.GetOverviewDataset(index + 1).GetRasterBand(nBand);
}

CPLErr TimeStepBand::IReadBlock(int blockX, int blockY, void *data)
{
    PixelWindow window;
    window.xOff = blockX * nBlockXSize;
    window.yOff = blockY * nBlockYSize;
    window.xSize = std::min(nBlockXSize, nRasterXSize - window.xOff);
    window.ySize = std::min(nBlockYSize, nRasterYSize - window.yOff);
    const int pixelSize = GDALGetDataTypeSizeBytes(eDataType);
    const GSpacing lineSpace = static_cast<GSpacing>(pixelSize) * nBlockXSize;
    // At the right and lower border a block reaches beyond the image.
    if (window.xSize < nBlockXSize || window.ySize < nBlockYSize)
        std::memset(data, 0, static_cast<std::size_t>(lineSpace) * nBlockYSize);
    return m_dataset.ReadWindow(window, data, window.xSize, window.ySize,
                                eDataType,
                                {static_cast<std::size_t>(nBand - 1)},
                                pixelSize, lineSpace, 0, nullptr);
}

CPLErr TimeStepBand::IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize,
                               int ySize, void *buffer, int bufferXSize,
                               int bufferYSize, GDALDataType bufferType,
                               GSpacing pixelSpace, GSpacing lineSpace,
                               GDALRasterIOExtraArg *extra)
{
    if (flag != GF_Read)
    {
        CPLError(CE_Failure, CPLE_NoWriteAccess,
                 "HLSTS: %s is read-only. Write to a copy made with "
                 "gdal_translate",
                 m_dataset.GetDescription());
        return CE_Failure;
    }
    return m_dataset.ReadWindow({xOff, yOff, xSize, ySize}, buffer, bufferXSize,
                                bufferYSize, bufferType,
                                {static_cast<std::size_t>(nBand - 1)},
                                pixelSpace, lineSpace, 0, extra);
}

}  // namespace hlsts
