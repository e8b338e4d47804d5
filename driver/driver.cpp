// SPDX-License-Identifier: MIT
// The GDAL driver HLSTS.

#include "driver/driver.h"

#include "driver/create_copy.h"
#include "driver/inputs/connection.h"
#include "driver/inputs/input_forms.h"
#include "driver/inputs/link_target.h"
#include "driver/opened_input.h"
#include "driver/series/index_gaps.h"
#include "driver/views/classic.h"
#include "driver/views/multidim.h"
#include "driver/views/selection.h"
#include "vsi/base/gdal_compat.h"

#include "cpl_string.h"

#include <exception>

namespace hlsts
{

namespace
{

/** How many bytes of a file GDAL reads before it calls the drivers. */
constexpr int kGdalHeaderBytes = 1024;

/** GDALDriver::pfnIdentify. GDAL calls it for every file that is opened in the
 * process, so it looks only at the bytes that GDAL has read and allocates
 * nothing. */
int Identify(GDALOpenInfo *info)
{
    if (HasConnectionPrefix(info->pszFilename))
        return TRUE;
    if (info->nHeaderBytes <= 0)
        return FALSE;
    return LooksLikeInput({reinterpret_cast<const char *>(info->pabyHeader),
                           static_cast<std::size_t>(info->nHeaderBytes)},
                          info->nHeaderBytes < kGdalHeaderBytes);
}

/** Opens a list as the view that the caller wants. */
Result<std::unique_ptr<GDALDataset>> OpenList(const GDALOpenInfo &info)
{
    const auto opened =
        ReadOpenedInput(info.pszFilename, info.papszOpenOptions);
    if (!opened)
        return opened.GetError();
    if (info.eAccess == GA_Update)
        return Error{"HLSTS: " + DescribeLink(opened->connection.path) +
                     " can't be opened for writing: HLS files are read-only. "
                     "Write to a copy made with gdal_translate"};
    for (const std::string &warning : opened->input.warnings)
        CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
    const auto collection = Collection::Build(
        opened->connection.path, opened->input, opened->options.filter);
    if (!collection)
        return collection.GetError();
    const auto selection = SelectParts(**collection, opened->connection.parts);
    if (!selection)
        return selection.GetError();
    for (const std::string &warning :
         DescribeIndexGaps(**collection, selection->tiles, selection->array))
        CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
    ViewOptions options = opened->options.view;
    options.origin = std::make_shared<const Origin>(
        Origin{*collection, *selection, opened->optionList});
    if (info.nOpenFlags & GDAL_OF_MULTIDIM_RASTER)
        return CreateMultidimView(*collection, *selection, options);
    return CreateClassicView(info.pszFilename, *collection, *selection,
                             options);
}

/** GDALDriver::pfnDelete. GDAL deletes the file that a copy takes the place of
 * before it calls us, even where that file is the source of the copy, and
 * rasterio makes a copy of what it has opened for writing. So a list is never
 * deleted by us. */
CPLErr Delete(const char *path)
{
    CPLError(CE_Failure, CPLE_NotSupported,
             "HLSTS: %s isn't deleted, because it may be the only copy of a "
             "list. Delete the file itself",
             DescribeLink(path).c_str());
    return CE_Failure;
}

/** What GDALDriver::pfnCreateCopy does. */
GDALDataset *CreateCopy(const char *path, GDALDataset *source,
                        GDALProgressFunc progress, void *progressData)
{
    std::string message;
    try
    {
        const Status status = WriteManifestOf(*source, path);
        if (status)
        {
            if (progress)
                progress(1, "", progressData);
            return GDALDataset::Open(path, GDAL_OF_VERBOSE_ERROR |
                                               (source->GetRootGroup()
                                                    ? GDAL_OF_MULTIDIM_RASTER
                                                    : GDAL_OF_RASTER));
        }
        message = status.GetError().message;
    }
    catch (const std::exception &e)
    {
        message = "HLSTS: cannot write " + DescribeLink(path) + ": " + e.what();
    }
    CPLError(CE_Failure, CPLE_AppDefined, "%s", message.c_str());
    return nullptr;
}

/** GDALDriver::pfnOpen. */
GDALDataset *Open(GDALOpenInfo *info)
{
    if (!Identify(info))
        return nullptr;
    std::string message;
    try
    {
        auto dataset = OpenList(*info);
        if (dataset)
        {
            // GDALMajorObject's method: GDALPamDataset's would take it for a
            // change that is to be kept.
            (*dataset)->GDALMajorObject::SetDescription(info->pszFilename);
            return dataset->release();
        }
        message = dataset.GetError().message;
    }
    catch (const std::exception &e)
    {
        message = std::string("HLSTS: cannot open ") + info->pszFilename +
                  ": " + e.what();
    }
    CPLError(CE_Failure, CPLE_OpenFailed, "%s", message.c_str());
    return nullptr;
}

}  // namespace

void RegisterDriver()
{
    if (GDALGetDriverByName("HLSTS"))
        return;
    auto driver = std::make_unique<GDALDriver>();
    driver->SetDescription("HLSTS");
    const auto set = [&driver](const char *key, const char *value)
    { driver->SetMetadataItem(key, value); };
    set(GDAL_DCAP_RASTER, "YES");
    set(GDAL_DCAP_MULTIDIM_RASTER, "YES");
    set(GDAL_DCAP_VIRTUALIO, "YES");
    set(GDAL_DMD_LONGNAME, "NASA HLS time series (link list)");
    set(GDAL_DMD_HELPTOPIC, "drivers/raster/hlsts.html");
    set(GDAL_DMD_CONNECTION_PREFIX, "HLSTS:");
    set(GDAL_DMD_SUBDATASETS, "YES");
    set(GDAL_DMD_OPENOPTIONLIST, OpenOptionList().c_str());
    // A manifest is written of the links, whatever the type of the pixels.
    set(GDAL_DCAP_CREATECOPY, "YES");
    // gdal_translate -sds: of all arrays of a list, not a file for each.
    set(GDAL_DCAP_SUBCREATECOPY, "YES");
    set(GDAL_DCAP_CREATECOPY_MULTIDIMENSIONAL, "YES");
    set("HLSTS_VERSION", HLSTS_VERSION);
    driver->pfnIdentify = Identify;
    driver->pfnOpen = Open;
    driver->pfnDelete = Delete;
    // The type of the options differs between versions of GDAL.
    driver->pfnCreateCopy = [](const char *path, GDALDataset *source, int, auto,
                               GDALProgressFunc progress, void *data)
    { return CreateCopy(path, source, progress, data); };
    GetGDALDriverManager()->RegisterDriver(driver.release());
}

}  // namespace hlsts
