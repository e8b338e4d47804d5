// SPDX-License-Identifier: MIT
// The GDAL driver HLSTS.

#include "driver/driver.h"

#include "driver/inputs/connection.h"
#include "driver/inputs/input_forms.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/read_input.h"
#include "driver/open_options.h"
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

/** What is to be opened: the path of a list, and what of it. Where a connection
 * string names no file, the end of its path may be a tile or an array (see
 * TakePartFromPath()). */
Result<Connection> ReadConnection(const char *name)
{
    if (!HasConnectionPrefix(name))
        return Connection{name, {}};
    auto connection = ParseConnection(name);
    if (!connection)
        return connection;
    const auto exists = [](const std::string &path)
    {
        VSIStatBufL stat;
        return VSIStatExL(path.c_str(), &stat, VSI_STAT_EXISTS_FLAG) == 0;
    };
    if (!connection->parts.empty() || exists(connection->path))
        return connection;
    Connection other = *connection;
    while (TakePartFromPath(other))
        if (exists(other.path))
            return other;
    return connection;
}

/** The user's open options, and those of the input that the user leaves open.
 */
CPLStringList JoinOptions(CSLConstList ofUser, const Input &input)
{
    CPLStringList options(CSLDuplicate(ofUser));
    for (const auto &[name, value] : input.openOptions)
        if (!options.FetchNameValue(name.c_str()))
            options.SetNameValue(name.c_str(), value.c_str());
    return options;
}

/** Opens a list as the view that the caller wants. */
Result<std::unique_ptr<GDALDataset>> OpenList(const GDALOpenInfo &info)
{
    const auto connection = ReadConnection(info.pszFilename);
    if (!connection)
        return connection.GetError();
    if (info.eAccess == GA_Update)
        return Error{"HLSTS: " + DescribeLink(connection->path) +
                     " can't be opened for writing: HLS files are read-only. "
                     "Write to a copy made with gdal_translate"};
    const auto input = ReadInput(connection->path);
    if (!input)
        return input.GetError();
    const auto options =
        ParseOpenOptions(JoinOptions(info.papszOpenOptions, *input).List());
    if (!options)
        return options.GetError();
    for (const std::string &warning : input->warnings)
        CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
    const auto collection = Collection::Build(
        connection->path, input->links, options->filter, input->passedOver);
    if (!collection)
        return collection.GetError();
    const auto selection = SelectParts(**collection, connection->parts);
    if (!selection)
        return selection.GetError();
    if (info.nOpenFlags & GDAL_OF_MULTIDIM_RASTER)
        return CreateMultidimView(*collection, *selection, options->cube);
    return CreateClassicView(*collection, *selection, options->cube,
                             options->classic);
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
            (*dataset)->SetDescription(info->pszFilename);
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
    set("HLSTS_VERSION", HLSTS_VERSION);
    driver->pfnIdentify = Identify;
    driver->pfnOpen = Open;
    GetGDALDriverManager()->RegisterDriver(driver.release());
}

}  // namespace hlsts
