// SPDX-License-Identifier: MIT
// The multidimensional view: a collection as groups and arrays.

#include "driver/views/multidim.h"

#include "driver/views/counts.h"
#include "driver/views/image_array.h"
#include "driver/views/series_arrays.h"

#include <algorithm>

namespace hlsts
{

namespace
{

/** Text attributes of a group, from names and values. */
std::vector<std::shared_ptr<GDALAttribute>>
MakeAttributes(const std::string &groupName,
               const std::vector<std::pair<const char *, std::string>> &items)
{
    std::vector<std::shared_ptr<GDALAttribute>> attributes;
    for (const auto &item : items)
        attributes.push_back(std::make_shared<GDALAttributeString>(
            groupName, item.first, item.second));
    return attributes;
}

/** Adds the items of CountItems() to the attributes of the root group, as
 * numbers. */
void AddCountAttributes(const Collection &collection,
                        std::vector<std::shared_ptr<GDALAttribute>> &attributes)
{
    for (const auto &[name, count] : NamedCounts(collection))
        attributes.push_back(std::make_shared<GDALAttributeNumeric>(
            "/", name, static_cast<int>(count)));
}

/** Makes a group that knows itself (SelfAwareGroup). */
template <class Group, class... Arguments>
std::shared_ptr<GDALGroup> MakeGroup(Arguments &&...arguments)
{
    auto group = std::make_shared<Group>(std::forward<Arguments>(arguments)...);
    SelfAwareGroup::SetSelfOf(group);
    return group;
}

/** The arrays of one tile. */
class CubeGroup final : public SelfAwareGroup
{
  public:
    CubeGroup(const std::string &parentName, const std::string &name,
              const std::shared_ptr<const Cube> &cube, const Band *onlyBand)
        : SelfAwareGroup(parentName, name), m_cube(cube),
          m_dimensions(CubeDimensions::Create(GetFullName(), cube))
    {
        const auto &arrays = cube->GetArrays();
        for (std::size_t i = 0; i < arrays.size(); ++i)
            if (!onlyBand || arrays[i].band == onlyBand)
                m_arrays.push_back(i);
    }

    std::vector<std::string> GetMDArrayNames(CSLConstList) const override
    {
        std::vector<std::string> names{"time", "y", "x"};
        for (const auto &name : GranuleArrayNames(*m_cube, m_arrays))
            names.push_back(name);
        for (const std::size_t array : m_arrays)
            names.push_back(m_cube->GetArrays()[array].band->name);
        return names;
    }

    std::shared_ptr<GDALMDArray> OpenMDArray(const std::string &name,
                                             CSLConstList) const override
    {
        for (const auto &dimension : GetDimensions(nullptr))
            if (dimension->GetName() == name)
                return dimension->GetIndexingVariable();
        for (const std::size_t array : m_arrays)
            if (m_cube->GetArrays()[array].band->name == name)
                return CreateImageArray(GetFullName(), m_cube, m_dimensions,
                                        array);
        return CreateGranuleArray(GetFullName(), name, m_cube, m_dimensions,
                                  m_arrays);
    }

    std::vector<std::shared_ptr<GDALDimension>>
    GetDimensions(CSLConstList) const override
    {
        return {m_dimensions.time, m_dimensions.y, m_dimensions.x};
    }

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        auto attributes = MakeAttributes(
            GetFullName(), {{"Conventions", "CF-1.10"},
                            {"title", "HLS v2.0 time series of tile T" +
                                          m_cube->GetSeries().tile},
                            {"institution", "NASA LP DAAC"},
                            {"source", m_cube->GetCollection().GetLabel()},
                            {"tile", m_cube->GetSeries().tile}});
        if (GetFullName() == "/")
            AddCountAttributes(m_cube->GetCollection(), attributes);
        return attributes;
    }

  private:
    const std::shared_ptr<const Cube> m_cube;
    const CubeDimensions m_dimensions;
    std::vector<std::size_t> m_arrays{};
};

/** One group per tile. */
class TilesGroup final : public SelfAwareGroup
{
  public:
    TilesGroup(const std::shared_ptr<const Collection> &collection,
               const Selection &selection, const CubeOptions &options)
        : SelfAwareGroup(std::string(), "/"), m_collection(collection),
          m_selection(selection), m_options(options)
    {
    }

    std::vector<std::string> GetGroupNames(CSLConstList) const override
    {
        std::vector<std::string> names;
        for (const TileSeries *series : m_selection.tiles)
            names.push_back(series->tile);
        return names;
    }

    std::shared_ptr<GDALGroup> OpenGroup(const std::string &name,
                                         CSLConstList) const override
    {
        const auto found = std::find_if(
            m_selection.tiles.begin(), m_selection.tiles.end(),
            [&](const TileSeries *series) { return series->tile == name; });
        if (found == m_selection.tiles.end())
            return nullptr;
        const auto cube =
            Cube::Open(m_collection, **found, m_options, m_selection.band);
        if (!cube)
        {
            CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                     cube.GetError().message.c_str());
            return nullptr;
        }
        return MakeGroup<CubeGroup>(GetFullName(), name, *cube,
                                    m_selection.band);
    }

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        auto attributes = MakeAttributes(
            GetFullName(), {{"Conventions", "CF-1.10"},
                            {"title", "HLS v2.0 time series by tile"},
                            {"institution", "NASA LP DAAC"},
                            {"source", m_collection->GetLabel()}});
        AddCountAttributes(*m_collection, attributes);
        return attributes;
    }

  private:
    const std::shared_ptr<const Collection> m_collection;
    const Selection m_selection;
    const CubeOptions m_options;
};

/** The root group: the arrays themselves when there is one tile, otherwise one
 * group per tile. */
Result<std::shared_ptr<GDALGroup>>
CreateRootGroup(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const CubeOptions &options)
{
    if (selection.tiles.size() > 1)
        return MakeGroup<TilesGroup>(collection, selection, options);
    const auto cube = Cube::Open(collection, *selection.tiles.front(), options,
                                 selection.band);
    if (!cube)
        return cube.GetError();
    return MakeGroup<CubeGroup>(std::string(), "/", *cube, selection.band);
}

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

}  // namespace

Result<std::unique_ptr<GDALDataset>>
CreateMultidimView(const std::shared_ptr<const Collection> &collection,
                   const Selection &selection, const CubeOptions &options)
{
    const auto rootGroup = CreateRootGroup(collection, selection, options);
    if (!rootGroup)
        return rootGroup.GetError();
    return std::unique_ptr<GDALDataset>(
        std::make_unique<MultidimDataset>(*rootGroup));
}

}  // namespace hlsts
