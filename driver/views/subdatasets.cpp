// SPDX-License-Identifier: MIT
// The classic view of several arrays: a dataset that only lists them.

#include "driver/views/subdatasets.h"

#include "driver/inputs/connection.h"
#include "driver/views/counts.h"

#include "cpl_string.h"

namespace hlsts
{

namespace
{

/** A dataset without bands that lists subdatasets. */
class Container final : public GDALDataset
{
  public:
    Container(const Collection &collection, const Selection &selection,
              PixelSize size)
        : m_listPath(collection.GetPath())
    {
        nRasterXSize = size.first;
        nRasterYSize = size.second;
        eAccess = GA_ReadOnly;
        CPLStringList items;
        int count = 0;
        for (const TileSeries *series : selection.tiles)
            for (const Band *band : series->bands)
                if (!selection.band || band == selection.band)
                    AddSubdataset(collection, *series, *band, ++count, items);
        GDALDataset::SetMetadata(items.List(), "SUBDATASETS");
        GDALDataset::SetMetadata(CountItems(collection).List(), kCountDomain);
        if (selection.tiles.size() > 1)
            CPLError(CE_Warning, CPLE_AppDefined,
                     "HLSTS: %s has %d tiles, which are grids of their own. A "
                     "program that puts all subdatasets on one grid, such as "
                     "rioxarray, is wrong with them: choose one by the open "
                     "option TILES or by a subdataset's name",
                     collection.GetLabel().c_str(),
                     static_cast<int>(selection.tiles.size()));
    }

    char **GetFileList() override
    {
        return CSLAddString(nullptr, m_listPath.c_str());
    }

  private:
    static void AddSubdataset(const Collection &collection,
                              const TileSeries &series, const Band &band,
                              int number, CPLStringList &items)
    {
        std::vector<std::string> parts{band.name};
        if (collection.IsTileNeeded())
            parts.insert(parts.begin(), series.tile);
        items.AddNameValue(
            CPLSPrintf("SUBDATASET_%d_NAME", number),
            FormatConnection(collection.GetPath(), parts).c_str());
        items.AddNameValue(CPLSPrintf("SUBDATASET_%d_DESC", number),
                           CPLSPrintf("%s of tile %s, %d times (%s)",
                                      band.longName, series.tile.c_str(),
                                      static_cast<int>(series.granules.size()),
                                      GDALGetDataTypeName(band.dataType)));
    }

    const std::string m_listPath;
};

}  // namespace

Result<std::unique_ptr<GDALDataset>>
CreateContainer(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const CubeOptions &options)
{
    PixelSize size{kTileSize, kTileSize};
    if (selection.tiles.size() == 1)
    {
        const auto cube = Cube::Open(collection, *selection.tiles.front(),
                                     options, selection.band);
        if (!cube)
            return cube.GetError();
        size = {(*cube)->GetGrid().width, (*cube)->GetGrid().height};
    }
    return std::unique_ptr<GDALDataset>(
        std::make_unique<Container>(*collection, selection, size));
}

}  // namespace hlsts
