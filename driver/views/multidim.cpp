// SPDX-License-Identifier: MIT
// The multidimensional view: a collection as groups and arrays.

#include "driver/views/multidim.h"

#include "driver/views/counts.h"
#include "driver/views/image_array.h"
#include "driver/views/series_arrays.h"
#include "vsi/base/boundary.h"
#include "vsi/base/text.h"

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

/** Adds the items of the domains that change while pixels are read, as texts:
 * HLSTS_ERRORS as one text of all granules. */
void AddChangingAttributes(
    const std::string &groupName, const Cube &cube,
    std::vector<std::shared_ptr<GDALAttribute>> &attributes)
{
    for (const char *domain : {kCostDomain, kErrorDomain})
    {
        std::string text;
        const CPLStringList items = ChangingItems(cube, domain);
        for (int i = 0; i < items.size(); ++i)
            text += (i == 0 ? "" : "\n") + std::string(items[i]);
        if (!text.empty())
            attributes.push_back(
                std::make_shared<GDALAttributeString>(groupName, domain, text));
    }
}

/** The arrays of one series. */
class CubeGroup final : public SelfAwareGroup
{
  public:
    CubeGroup(const std::string &parentName, const std::string &name,
              const std::shared_ptr<const Cube> &cube)
        : SelfAwareGroup(parentName, name), m_cube(cube),
          m_dimensions(
              CubeDimensions::Create(GetFullName(), cube, cube->GetGrid()))
    {
        for (std::size_t i = 0; i < cube->GetArrays().size(); ++i)
            m_images.push_back(i);
    }

    std::vector<std::string> GetMDArrayNames(CSLConstList) const override
    {
        std::vector<std::string> names{"time", "y", "x"};
        for (const auto &name : StepArrayNames(m_cube, m_images))
            if (name != kStatusArray)
                names.push_back(name);
        for (const CubeArray &array : m_cube->GetArrays())
            names.emplace_back(array.band->name);
        if (m_cube->GetOptions().isFailureNoData)
            names.emplace_back(kStatusArray);
        return names;
    }

    std::shared_ptr<GDALMDArray> OpenMDArray(const std::string &name,
                                             CSLConstList) const override
    {
        return Guarded(std::shared_ptr<GDALMDArray>(),
                       [&] { return OpenArray(name); });
    }

    std::shared_ptr<GDALMDArray> OpenArray(const std::string &name) const
    {
        for (const auto &dimension : GetDimensions(nullptr))
            if (dimension->GetName() == name)
                return dimension->GetIndexingVariable();
        for (const std::size_t image : m_images)
            if (m_cube->GetArrays()[image].band->name == name)
                return CreateImageArray(GetFullName(), m_cube, m_dimensions,
                                        image);
        return CreateStepArray(GetFullName(), name, m_cube, m_dimensions,
                               m_images);
    }

    std::vector<std::shared_ptr<GDALDimension>>
    GetDimensions(CSLConstList) const override
    {
        return {m_dimensions.time, m_dimensions.y, m_dimensions.x};
    }

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        const TimeSeries &series = m_cube->GetSeries();
        const bool isOne = series.tiles.size() == 1;
        auto attributes = MakeAttributes(
            GetFullName(),
            {{"Conventions", "CF-1.10"},
             {"title",
              isOne ? "HLS v2.0 time series of tile T" + series.tiles.front()
                    : "HLS v2.0 time series of a mosaic in UTM zone " +
                          series.name},
             {"institution", "NASA LP DAAC"},
             {"source", m_cube->GetCollection().GetLabel()},
             {isOne ? "tile" : "tiles", JoinTexts(series.tiles, " ")}});
        if (GetFullName() == "/")
            AddCountAttributes(m_cube->GetCollection(), attributes);
        AddChangingAttributes(GetFullName(), *m_cube, attributes);
        return attributes;
    }

  private:
    const std::shared_ptr<const Cube> m_cube;
    const CubeDimensions m_dimensions;
    std::vector<std::size_t> m_images{};
};

/** One group per series. */
class SeriesGroup final : public SelfAwareGroup
{
  public:
    SeriesGroup(const std::shared_ptr<const Collection> &collection,
                std::vector<TimeSeries> all, const CubeOptions &options)
        : SelfAwareGroup(std::string(), "/"), m_collection(collection),
          m_all(std::move(all)), m_options(options)
    {
    }

    std::vector<std::string> GetGroupNames(CSLConstList) const override
    {
        std::vector<std::string> names;
        for (const TimeSeries &series : m_all)
            names.push_back(series.name);
        return names;
    }

    std::shared_ptr<GDALGroup> OpenGroup(const std::string &name,
                                         CSLConstList) const override
    {
        const auto found = std::find_if(m_all.begin(), m_all.end(),
                                        [&](const TimeSeries &series)
                                        { return series.name == name; });
        if (found == m_all.end())
            return nullptr;
        return Guarded(std::shared_ptr<GDALGroup>(),
                       [&] { return OpenCube(*found); });
    }

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        auto attributes = MakeAttributes(
            GetFullName(), {{"Conventions", "CF-1.10"},
                            {"title", m_all.front().isMosaic
                                          ? "HLS v2.0 time series by UTM zone"
                                          : "HLS v2.0 time series by tile"},
                            {"institution", "NASA LP DAAC"},
                            {"source", m_collection->GetLabel()}});
        AddCountAttributes(*m_collection, attributes);
        return attributes;
    }

  private:
    std::shared_ptr<GDALGroup> OpenCube(const TimeSeries &series) const
    {
        const auto cube = Cube::Open(m_collection, series, m_options);
        if (cube)
            return MakeGroup<CubeGroup>(GetFullName(), series.name, *cube);
        CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                 cube.GetError().message.c_str());
        return nullptr;
    }

    const std::shared_ptr<const Collection> m_collection;
    const std::vector<TimeSeries> m_all;
    const CubeOptions m_options;
};

/** The root group: the arrays themselves when there is one series, otherwise
 * one group per series. */
Result<std::shared_ptr<GDALGroup>>
CreateRootGroup(const std::shared_ptr<const Collection> &collection,
                const Selection &selection, const ViewOptions &options)
{
    if (!selection.time.empty())
        return Error{"HLSTS: " + collection->GetLabel() +
                     ": a composite of one time is a raster of bands. Open it "
                     "without the multidimensional API, or open the list and "
                     "select the time"};
    auto arranged = ArrangeSeries(*collection, selection.tiles, selection.array,
                                  options.series);
    if (!arranged)
        return arranged.GetError();
    std::vector<TimeSeries> &all = *arranged;
    if (all.size() > 1)
        return MakeGroup<SeriesGroup>(collection, std::move(all), options.cube);
    const auto cube =
        Cube::Open(collection, std::move(all.front()), options.cube);
    if (!cube)
        return cube.GetError();
    return MakeGroup<CubeGroup>(std::string(), "/", *cube);
}

/** A dataset of the multidimensional view: only a root group. */
class MultidimDataset final : public GDALDataset, public OriginOwner
{
  public:
    MultidimDataset(std::shared_ptr<GDALGroup> rootGroup,
                    const ViewOptions &options)
        : OriginOwner(options.origin), m_rootGroup(std::move(rootGroup))
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
                   const Selection &selection, const ViewOptions &options)
{
    const auto rootGroup = CreateRootGroup(collection, selection, options);
    if (!rootGroup)
        return rootGroup.GetError();
    return std::unique_ptr<GDALDataset>(
        std::make_unique<MultidimDataset>(*rootGroup, options));
}

}  // namespace hlsts
