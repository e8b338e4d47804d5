// SPDX-License-Identifier: MIT
// One band of the classic view.

#include "driver/views/band.h"

#include "driver/series/scene_facts.h"
#include "driver/series/time_axis.h"
#include "vsi/base/boundary.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include "cpl_string.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

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

/** What a step is made of: ids, sensors and links of its granules, those that
 * count first at first. */
CPLStringList DescribeGranules(const std::vector<const Granule *> &granules,
                               const CubeArray &array)
{
    std::vector<std::string> ids;
    std::vector<std::string> links;
    std::set<std::string> sensors;
    const std::size_t band = array.inputs.front().band;
    for (const Granule *granule : granules)
    {
        ids.push_back(granule->id);
        sensors.insert(SensorName(granule->sensor));
        links.push_back(granule->assets[band].link);
    }
    CPLStringList items;
    items.SetNameValue("GRANULE", JoinTexts(ids, ",").c_str());
    items.SetNameValue("SENSOR", JoinTexts(sensors, ",").c_str());
    const std::string joined = JoinTexts(links, ",");
    if (!joined.empty() && !array.index)
        items.SetNameValue("LINK", joined.c_str());
    return items;
}

}  // namespace

CubeBand::CubeBand(CubeDataset &dataset, int bandNumber,
                   const ViewOptions &options)
    : m_dataset(dataset)
{
    poDS = &dataset;
    nBand = bandNumber;
    nRasterXSize = dataset.GetRasterXSize();
    nRasterYSize = dataset.GetRasterYSize();
    eDataType = GetArray().dataType;
    const PixelSize block = dataset.GetLevel() == 0
                                ? GetArray().blockSize
                                : GetArray().overviewBlockSize;
    nBlockXSize = block.first;
    nBlockYSize = block.second;
    const bool isTime = !dataset.GetContent().isComposite &&
                        options.bandDescription == BandDescription::Time;
    // GDALMajorObject's method: those that override it mark the dataset as
    // changed.
    GDALMajorObject::SetDescription(isTime ? FormatAxisTime(GetStep()).c_str()
                                           : GetArray().band->name);
    SetOwnMetadata();
}

void CubeBand::SetOwnMetadata()
{
    const auto granules =
        GranulesOf(m_dataset.GetCube().GetSeries(), GetStep());
    // Not in the default domain, because rioxarray makes the default items of
    // the first band attributes of the whole series.
    m_own.Set("HLSTS", DescribeGranules(granules, GetArray()));

    CPLStringList imagery;
    imagery.SetNameValue("ACQUISITIONDATETIME",
                         FormatAcquisitionTime(GetStep().time).c_str());
    const double wavelength = GetWavelength();
    if (wavelength > 0)
        imagery.SetNameValue("CENTRAL_WAVELENGTH_UM",
                             CPLSPrintf("%.4g", wavelength));
    const auto cloudCover = CloudCoverOf(granules);
    if (cloudCover)
        imagery.SetNameValue("CLOUDCOVER", CPLSPrintf("%.15g", *cloudCover));
    const std::string platforms = PlatformsOf(granules);
    if (!platforms.empty())
        imagery.SetNameValue("SATELLITEID", platforms.c_str());
    m_own.Set("IMAGERY", imagery);
}

double CubeBand::GetWavelength() const
{
    const Granule &granule =
        m_dataset.GetCube().GetSeries().granules[GetStep().granules.front()];
    const Band &band = *GetArray().band;
    return granule.sensor == Sensor::L30 ? band.l30Wavelength
                                         : band.s30Wavelength;
}

double CubeBand::GetNoDataValue(int *isSet)
{
    if (isSet)
        *isSet = GetArray().hasNoData;
    return GetArray().noData;
}

double CubeBand::GetScale(int *isSet)
{
    if (isSet)
        *isSet = GetArray().IsScaled();
    return GetArray().scale;
}

double CubeBand::GetOffset(int *isSet)
{
    if (isSet)
        *isSet = GetArray().IsScaled();
    return GetArray().offset;
}

const char *CubeBand::GetUnitType()
{
    return GetArray().unit.c_str();
}

GDALColorInterp CubeBand::GetColorInterpretation()
{
    if (!m_dataset.GetContent().isComposite)
        return GDALPamRasterBand::GetColorInterpretation();
    const std::string_view name = GetArray().band->name;
    if (name == "red")
        return GCI_RedBand;
    if (name == "green")
        return GCI_GreenBand;
    if (name == "blue")
        return GCI_BlueBand;
    return ColorOfWavelength(GetWavelength());
}

char **CubeBand::GetMetadataDomainList()
{
    CPLStringList names(GDALPamRasterBand::GetMetadataDomainList());
    m_own.AddDomains(names);
    return names.StealList();
}

MetadataList CubeBand::GetMetadata(const char *domain)
{
    return m_own.Join(domain ? domain : "",
                      GDALPamRasterBand::GetMetadata(domain));
}

const char *CubeBand::GetMetadataItem(const char *name, const char *domain)
{
    const char *value = m_own.Find(name, domain ? domain : "");
    return value ? value : GDALPamRasterBand::GetMetadataItem(name, domain);
}

int CubeBand::GetOverviewCount()
{
    return m_dataset.GetLevel() == 0 ? m_dataset.GetOverviewCount() : 0;
}

GDALRasterBand *CubeBand::GetOverview(int index)
{
    if (index < 0 || index >= GetOverviewCount())
        return nullptr;
    return Guarded<GDALRasterBand *>(
        nullptr,
        [&] {
            return m_dataset.GetOverviewDataset(index + 1).GetRasterBand(nBand);
        });
}

CPLErr CubeBand::IReadBlock(int blockX, int blockY, void *data)
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
                                eDataType, {nBand}, pixelSize, lineSpace, 0,
                                nullptr);
}

CPLErr CubeBand::IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize,
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
                                bufferYSize, bufferType, {nBand}, pixelSpace,
                                lineSpace, 0, extra);
}

}  // namespace hlsts
