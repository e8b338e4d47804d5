// SPDX-License-Identifier: MIT
// The classic view of several arrays: a dataset that only lists them.

#include "driver/views/subdatasets.h"

#include "driver/inputs/absolute_path.h"
#include "driver/inputs/connection.h"
#include "driver/views/connection_parts.h"
#include "driver/views/counts.h"
#include "driver/views/own_metadata.h"

#include "cpl_string.h"

namespace hlsts
{

namespace
{

void AddSubdatasets(const Collection &collection, const TimeSeries &series,
                    bool isNamed, CPLStringList &items)
{
    const std::string path = AbsolutePath(collection.GetPath());
    for (const Band *array : series.arrays)
    {
        const int number = items.size() / 2 + 1;
        std::vector<std::string> parts = PartsOf(series, isNamed);
        parts.push_back(array->name);
        items.AddNameValue(CPLSPrintf("SUBDATASET_%d_NAME", number),
                           FormatConnection(path, parts).c_str());
        items.AddNameValue(CPLSPrintf("SUBDATASET_%d_DESC", number),
                           CPLSPrintf("%s of %s, %d times (%s)",
                                      array->longName,
                                      DescribeTiles(series).c_str(),
                                      static_cast<int>(series.steps.size()),
                                      GDALGetDataTypeName(array->dataType)));
    }
}

/** A dataset without bands that lists subdatasets. */
class Container final : public GDALDataset, public OriginOwner
{
  public:
    /** @param cube the only series; nullptr where there are several. */
    Container(const Collection &collection, const std::vector<TimeSeries> &all,
              bool isNamed, std::shared_ptr<const Cube> cube,
              const ViewOptions &options)
        : OriginOwner(options.origin), m_listPath(collection.GetPath()),
          m_cube(std::move(cube))
    {
        const PixelSize size =
            m_cube ? LevelSize(*m_cube, m_cube->GetArrays().front(), 0)
                   : PixelSize(kTileSize, kTileSize);
        nRasterXSize = size.first;
        nRasterYSize = size.second;
        eAccess = GA_ReadOnly;
        CPLStringList items;
        for (const TimeSeries &series : all)
            AddSubdatasets(collection, series, isNamed, items);
        GDALDataset::SetMetadata(items.List(), "SUBDATASETS");
        GDALDataset::SetMetadata(CountItems(collection).List(), kCountDomain);
    }

    char **GetFileList() override
    {
        return CSLAddString(nullptr, m_listPath.c_str());
    }

    char **GetMetadataDomainList() override
    {
        CPLStringList names(GDALDataset::GetMetadataDomainList());
        if (m_cube)
            names.AddString(kCostDomain);
        return names.StealList();
    }

    /** Of the cube that the subdatasets are arrays of. What one of them costs
     * it tells itself. */
    MetadataList GetMetadata(const char *domain) override
    {
        if (!m_cube || !domain || !EQUAL(domain, kCostDomain))
            return GDALDataset::GetMetadata(domain);
        return m_cost.JoinWith(ChangingItems(*m_cube, kCostDomain), kCostDomain,
                               nullptr);
    }

  private:
    const std::string m_listPath;
    const std::shared_ptr<const Cube> m_cube;
    OwnMetadata m_cost{};
};

}  // namespace

Result<std::unique_ptr<GDALDataset>>
CreateContainer(const std::string &name,
                const std::shared_ptr<const Collection> &collection,
                std::vector<TimeSeries> all, bool isNamed,
                const ViewOptions &options)
{
    std::shared_ptr<const Cube> cube;
    if (all.size() == 1)
    {
        const auto opened = Cube::Open(collection, all.front(), options.cube);
        if (!opened)
            return opened.GetError();
        cube = *opened;
    }
    else
        CPLError(CE_Warning, CPLE_AppDefined,
                 "HLSTS: %s has %d tiles, which are grids of their own "
                 "(MOSAIC=NO). A program that puts all subdatasets on one "
                 "grid, such as rioxarray, is wrong with them: choose one by "
                 "the open option TILES or by a subdataset's name",
                 collection->GetLabel().c_str(), static_cast<int>(all.size()));
    auto container = std::make_unique<Container>(*collection, all, isNamed,
                                                 std::move(cube), options);
    container->SetDescription(name.c_str());
    return std::unique_ptr<GDALDataset>(std::move(container));
}

}  // namespace hlsts
