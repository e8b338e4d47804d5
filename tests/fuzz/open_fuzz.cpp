// SPDX-License-Identifier: MIT
// Inputs that GDAL opens with the driver, in both views, and all that a program
// can ask for without reading pixels. No request is made: the file systems of
// the network end the program.

#include "driver/driver.h"
#include "tests/fuzz/fuzz.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/gdal_compat.h"

#include "cpl_vsi.h"
#include "gdal_priv.h"

#include <memory>

namespace
{

using namespace hlsts;

constexpr char kList[] = "/vsimem/fuzz/list";
/** Of more bands, arrays or values the first are enough. */
constexpr int kMost = 20;

void *RefuseOpen(void *, const char *path, const char *)
{
    Require(false, "opening makes no request", path);
    return nullptr;
}

int RefuseStat(void *, const char *path, VSIStatBufL *, int)
{
    Require(false, "opening makes no request", path);
    return -1;
}

bool Install()
{
    for (const char *prefix :
         {"/vsicurl/", "/vsicurl?", "/vsis3/", "/vsiearthdata/"})
    {
        VSIFilesystemPluginCallbacksStruct *callbacks =
            VSIAllocFilesystemPluginCallbacksStruct();
        callbacks->open = RefuseOpen;
        callbacks->stat = RefuseStat;
        VSIInstallPluginHandler(prefix, callbacks);
        VSIFreeFilesystemPluginCallbacksStruct(callbacks);
    }
    GDALRegister_GTiff();
    RegisterDriver();
    return true;
}

std::unique_ptr<GDALDataset> Open(unsigned flags)
{
    const char *const drivers[] = {"HLSTS", nullptr};
    return std::unique_ptr<GDALDataset>(
        GDALDataset::Open(kList, flags | GDAL_OF_VERBOSE_ERROR, drivers));
}

void WalkMetadata(GDALMajorObject &object)
{
    const CPLStringList domains(object.GetMetadataDomainList());
    for (int i = 0; i < domains.size(); ++i)
        object.GetMetadata(domains[i]);
}

void WalkClassic(GDALDataset &dataset)
{
    WalkMetadata(dataset);
    double transform[6];
    dataset.GetGeoTransform(transform);
    dataset.GetSpatialRef();
    CSLDestroy(dataset.GetFileList());
    for (int i = 1; i <= std::min(kMost, dataset.GetRasterCount()); ++i)
    {
        GDALRasterBand *band = dataset.GetRasterBand(i);
        WalkMetadata(*band);
        band->GetNoDataValue(nullptr);
        band->GetScale(nullptr);
        band->GetUnitType();
        band->GetDescription();
        for (int j = 0; j < band->GetOverviewCount(); ++j)
            band->GetOverview(j)->GetXSize();
    }
}

void WalkArray(const GDALMDArray &array)
{
    for (const auto &attribute : array.GetAttributes())
        attribute->ReadAsRaw();
    array.GetSpatialRef();
    array.GetUnit();
    array.GetBlockSize();
    array.GetStructuralInfo();
    // Its values are known without any file.
    if (array.GetDimensionCount() == 1)
    {
        const std::vector<GUInt64> start{0};
        const std::vector<size_t> count{static_cast<size_t>(
            std::min<GUInt64>(kMost, array.GetDimensions()[0]->GetSize()))};
        std::vector<double> values(kMost);
        if (array.GetDataType().GetClass() == GEDTC_NUMERIC)
            array.Read(start.data(), count.data(), nullptr, nullptr,
                       GDALExtendedDataType::Create(GDT_Float64),
                       values.data());
    }
}

void WalkGroup(const GDALGroup &group)
{
    for (const auto &attribute : group.GetAttributes())
        attribute->ReadAsRaw();
    group.GetDimensions();
    for (const std::string &name : group.GetMDArrayNames())
        WalkArray(*group.OpenMDArray(name));
    // A group whose local files can't be read is an error.
    for (const std::string &name : group.GetGroupNames())
        if (const auto inner = group.OpenGroup(name))
            WalkGroup(*inner);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    static const bool isInstalled = Install();
    Require(isInstalled, "the driver is installed");
    std::string bytes(TextOf(data, size));
    VSIFCloseL(VSIFileFromMemBuffer(
        kList, reinterpret_cast<GByte *>(bytes.data()), bytes.size(), FALSE));
    const ErrorCapture capture;
    if (const auto dataset = Open(GDAL_OF_RASTER))
        WalkClassic(*dataset);
    if (const auto dataset = Open(GDAL_OF_MULTIDIM_RASTER))
        WalkGroup(*dataset->GetRootGroup());
    VSIUnlink(kList);
    for (const CapturedError &error : capture.GetErrors())
        RequireMessage(error.message);
    return 0;
}
