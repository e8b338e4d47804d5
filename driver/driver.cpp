// SPDX-License-Identifier: MIT
// The GDAL driver HLSTS.

#include "driver/driver.h"

#include "driver/inputs/connection.h"
#include "driver/views/dataset.h"
#include "vsi/base/gdal_compat.h"
#include "driver/inputs/link_list.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/read_input.h"
#include "driver/views/multidim.h"
#include "driver/open_options.h"
#include "driver/views/subdatasets.h"

#include <algorithm>
#include <exception>

namespace hlsts
{

namespace
{

/** How many bytes GDAL reads of every file before it asks the drivers. */
constexpr int kGdalHeaderBytes = 1024;

/** A dataset of the multidimensional view: only a root group. */
class MultidimDataset final : public GDALDataset
{
  public:
    explicit MultidimDataset(std::shared_ptr<GDALGroup> rootGroup)
        : m_rootGroup(std::move(rootGroup))
    {
        nRasterXSize = 0;
        nRasterYSize = 0;
        eAccess = GA_ReadOnly;
    }

    std::shared_ptr<GDALGroup> GetRootGroup() const override
    {
        return m_rootGroup;
    }

  private:
    const std::shared_ptr<GDALGroup> m_rootGroup;
};

/** Runs first for every file that anyone opens in the process: nothing but the
 * bytes that GDAL has already read, no allocation. */
int Identify(GDALOpenInfo *info)
{
    if (HasConnectionPrefix(info->pszFilename))
        return TRUE;
    if (info->nHeaderBytes <= 0)
        return FALSE;
    return LooksLikeLinkList({reinterpret_cast<const char *>(info->pabyHeader),
                              static_cast<std::size_t>(info->nHeaderBytes)},
                             info->nHeaderBytes < kGdalHeaderBytes);
}

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

/** Finds what the parts behind the path of a connection string name. */
Result<Selection> Select(const Collection &collection,
                         const std::vector<std::string> &parts)
{
    Selection selection;
    std::string bandName;
    for (const auto &part : parts)
    {
        const TileSeries *series = collection.FindTile(part);
        if (&part == &parts.front() && series)
            selection.tiles = {series};
        else if (&part == &parts.back())
            bandName = part;
        else
            return Error{"HLSTS: " + collection.GetLabel() + " has no tile " +
                         part + ". gdalinfo of the list shows its tiles"};
    }
    if (selection.tiles.empty())
        for (const TileSeries &series : collection.GetTiles())
            selection.tiles.push_back(&series);
    if (bandName.empty())
        return selection;

    // A tile that lacks the band isn't an error while another one has it.
    Error firstError;
    std::vector<const TileSeries *> having;
    for (const TileSeries *series : selection.tiles)
    {
        const auto band = collection.FindBand(*series, bandName);
        if (!band)
        {
            if (firstError.message.empty())
                firstError = band.GetError();
            continue;
        }
        selection.band = *band;
        having.push_back(series);
    }
    if (having.empty())
        return firstError;
    selection.tiles = having;
    return selection;
}

Result<std::unique_ptr<GDALDataset>>
CreateClassic(const std::shared_ptr<const Collection> &collection,
              const Selection &selection, const OpenOptions &options)
{
    const TileSeries &series = *selection.tiles.front();
    const Band *band = selection.band;
    if (!band && series.bands.size() == 1)
        band = series.bands.front();
    if (selection.tiles.size() > 1 || !band)
        return CreateContainer(collection, selection, options.cube);

    if (!GDALCheckBandCount(static_cast<int>(series.granules.size()), FALSE))
        return Error{
            "HLSTS: " + collection->GetLabel() + " has " +
            std::to_string(series.granules.size()) +
            " times, more bands than a dataset may have. Use the open options "
            "START and END, or the multidimensional API"};
    const auto cube = Cube::Open(collection, series, options.cube, band);
    if (!cube)
        return cube.GetError();
    const auto found =
        std::find(series.bands.begin(), series.bands.end(), band);
    return std::unique_ptr<GDALDataset>(std::make_unique<TimeSeriesDataset>(
        *cube, static_cast<std::size_t>(found - series.bands.begin()), 0,
        options.classic));
}

Result<std::unique_ptr<GDALDataset>>
CreateMultidim(const std::shared_ptr<const Collection> &collection,
               const Selection &selection, const OpenOptions &options)
{
    const auto rootGroup = CreateRootGroup(collection, selection, options.cube);
    if (!rootGroup)
        return rootGroup.GetError();
    return std::unique_ptr<GDALDataset>(
        std::make_unique<MultidimDataset>(*rootGroup));
}

Result<std::unique_ptr<GDALDataset>> OpenList(const GDALOpenInfo &info)
{
    const auto connection = ReadConnection(info.pszFilename);
    if (!connection)
        return connection.GetError();
    if (info.eAccess == GA_Update)
        return Error{"HLSTS: " + DescribeLink(connection->path) +
                     " can't be opened for writing: HLS files are read-only. "
                     "Write to a copy made with gdal_translate"};
    const auto options = ParseOpenOptions(info.papszOpenOptions);
    if (!options)
        return options.GetError();
    const auto links = ReadLinks(connection->path);
    if (!links)
        return links.GetError();
    const auto collection =
        Collection::Build(connection->path, *links, options->filter);
    if (!collection)
        return collection.GetError();
    const auto selection = Select(**collection, connection->parts);
    if (!selection)
        return selection.GetError();
    return (info.nOpenFlags & GDAL_OF_MULTIDIM_RASTER)
               ? CreateMultidim(*collection, *selection, *options)
               : CreateClassic(*collection, *selection, *options);
}

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
    set(GDAL_DMD_OPENOPTIONLIST, OpenOptionList());
    set("HLSTS_VERSION", HLSTS_VERSION);
    driver->pfnIdentify = Identify;
    driver->pfnOpen = Open;
    GetGDALDriverManager()->RegisterDriver(driver.release());
}

}  // namespace hlsts
