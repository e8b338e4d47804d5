// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates, and texts about each
// granule.

#include "driver/views/series_arrays.h"

#include "driver/series/time_axis.h"
#include "driver/views/read_only_array.h"
#include "driver/views/tile_crs.h"

#include <algorithm>
#include <functional>

namespace hlsts
{

namespace
{

/** Names and texts. */
using Attributes = std::vector<std::pair<const char *, const char *>>;

/** An array with one value per index of a dimension, computed when read. */
class SeriesArray final : public ReadOnlyArray
{
  public:
    /** Takes a pointer to a value, as GDALExtendedDataType::CopyValue() does;
     * returns whether it could be converted. */
    using Visit = std::function<bool(const void *)>;
    /** Computes the value of an index and returns what the visitor returns: the
     * value needs to exist only as long as the visitor runs. */
    using ValueAt = std::function<bool(std::size_t, const Visit &)>;

    static std::shared_ptr<SeriesArray>
    Create(const std::string &groupName, const std::string &name,
           const std::shared_ptr<GDALDimension> &dimension,
           const GDALExtendedDataType &type, const char *unit,
           const Attributes &attributes, ValueAt valueAt)
    {
        std::shared_ptr<SeriesArray> array(new SeriesArray(
            groupName, name, dimension, type, unit, std::move(valueAt)));
        array->SetSelf(array);
        for (const auto &attribute : attributes)
            array->AddAttribute(attribute.first, attribute.second);
        return array;
    }

    const std::string &GetUnit() const override
    {
        return m_unit;
    }

  protected:
    bool IRead(const GUInt64 *start, const size_t *count, const GInt64 *step,
               const GPtrDiff_t *stride, const GDALExtendedDataType &bufferType,
               void *buffer) const override
    {
        auto *target = static_cast<GByte *>(buffer);
        const auto stepBytes =
            static_cast<GPtrDiff_t>(bufferType.GetSize()) * stride[0];
        for (std::size_t i = 0; i < count[0]; ++i, target += stepBytes)
        {
            const auto index = static_cast<std::size_t>(
                static_cast<GInt64>(start[0]) +
                static_cast<GInt64>(i) * (i == 0 ? 0 : step[0]));
            const bool ok =
                m_valueAt(index,
                          [&](const void *value)
                          {
                              return GDALExtendedDataType::CopyValue(
                                  value, GetDataType(), target, bufferType);
                          });
            if (!ok)
                return false;
        }
        return true;
    }

  private:
    SeriesArray(const std::string &groupName, const std::string &name,
                const std::shared_ptr<GDALDimension> &dimension,
                const GDALExtendedDataType &type, const char *unit,
                ValueAt valueAt)
        : GDALAbstractMDArray(groupName, name),
          ReadOnlyArray(groupName, name, {dimension}, type), m_unit(unit),
          m_valueAt(std::move(valueAt))
    {
    }

    const std::string m_unit;
    const ValueAt m_valueAt;
};

/** A dimension that makes its indexing variable in each call of
 * GetIndexingVariable().
 *
 * The variable holds a shared pointer to its dimension. If the dimension held
 * one to the variable too, neither would ever be freed.
 */
class CubeDimension final : public GDALDimension,
                            public std::enable_shared_from_this<CubeDimension>
{
  public:
    using MakeVariable = std::function<std::shared_ptr<GDALMDArray>(
        const std::shared_ptr<GDALDimension> &)>;

    CubeDimension(const std::string &groupName, const std::string &name,
                  const std::string &type, const std::string &direction,
                  GUInt64 size, MakeVariable makeVariable)
        : GDALDimension(groupName, name, type, direction, size),
          m_makeVariable(std::move(makeVariable))
    {
    }

    std::shared_ptr<GDALMDArray> GetIndexingVariable() const override
    {
        return m_makeVariable(
            std::const_pointer_cast<CubeDimension>(shared_from_this()));
    }

  private:
    const MakeVariable m_makeVariable;
};

std::shared_ptr<GDALMDArray>
MakeTimeVariable(const std::string &groupName,
                 const std::shared_ptr<const Cube> &cube,
                 const std::shared_ptr<GDALDimension> &dimension)
{
    return SeriesArray::Create(
        groupName, "time", dimension, GDALExtendedDataType::Create(GDT_Float64),
        kTimeUnit,
        {{"standard_name", "time"},
         {"long_name", "time of the granule's name, UTC"},
         {"calendar", "proleptic_gregorian"},
         {"axis", "T"}},
        [cube](std::size_t index, const SeriesArray::Visit &visit)
        {
            const double seconds = AxisTime(cube->GetSeries().granules[index]);
            return visit(&seconds);
        });
}

std::shared_ptr<GDALMDArray>
MakeSpatialVariable(const std::string &groupName, bool isX, const Grid &grid,
                    const std::shared_ptr<GDALDimension> &dimension)
{
    // Coordinates are those of pixel centres.
    auto variable = GDALMDArrayRegularlySpaced::Create(
        groupName, isX ? "x" : "y", dimension,
        isX ? grid.originX : grid.originY,
        isX ? grid.pixelWidth : grid.pixelHeight, 0.5);
    const auto add = [&](const char *key, const std::string &value)
    {
        if (!value.empty())
            variable->AddAttribute(std::make_shared<GDALAttributeString>(
                variable->GetFullName(), key, value));
    };
    const AxisDescription description = DescribeAxis(grid, isX);
    add("standard_name", description.standardName);
    add("long_name", description.longName);
    add("units", description.unit);
    add("axis", isX ? "X" : "Y");
    return variable;
}

}  // namespace

CubeDimensions CubeDimensions::Create(const std::string &groupName,
                                      const std::shared_ptr<const Cube> &cube)
{
    const Grid &grid = cube->GetGrid();
    CubeDimensions dimensions;
    dimensions.time = std::make_shared<CubeDimension>(
        groupName, "time", GDAL_DIM_TYPE_TEMPORAL, "FUTURE",
        cube->GetSeries().granules.size(),
        [groupName, cube](const std::shared_ptr<GDALDimension> &self)
        { return MakeTimeVariable(groupName, cube, self); });
    dimensions.y = std::make_shared<CubeDimension>(
        groupName, "y", GDAL_DIM_TYPE_HORIZONTAL_Y,
        grid.pixelHeight < 0 ? "SOUTH" : "NORTH", grid.height,
        [groupName, grid](const std::shared_ptr<GDALDimension> &self)
        { return MakeSpatialVariable(groupName, false, grid, self); });
    dimensions.x = std::make_shared<CubeDimension>(
        groupName, "x", GDAL_DIM_TYPE_HORIZONTAL_X, "EAST", grid.width,
        [groupName, grid](const std::shared_ptr<GDALDimension> &self)
        { return MakeSpatialVariable(groupName, true, grid, self); });
    return dimensions;
}

const std::vector<std::string> &GranuleArrayNames()
{
    // Never freed: a group may still be used while the process ends.
    static const auto *names =
        new std::vector<std::string>{"granule", "sensor", "link"};
    return *names;
}

namespace
{

/** A granule's text in a per-granule array.
 *
 * @param arrays the cube's arrays whose links count. */
std::string TextOf(const std::string &name, const Granule &granule,
                   const std::vector<std::size_t> &arrays)
{
    if (name == "granule")
        return granule.id;
    if (name == "sensor")
        return SensorName(granule.sensor);
    // One link stands for all bands of a granule: their files lie side by side.
    for (const std::size_t array : arrays)
        if (!granule.assets[array].link.empty())
            return granule.assets[array].link;
    return {};
}

/** The type of a per-granule array of texts.
 *
 * Zarr stores only texts with a maximum length. netCDF stores any number of
 * arrays of texts without one along a dimension, but only one array with it. So
 * the most important array, the ids of the granules, has a maximum length:
 * copies in both formats then have it.
 */
GDALExtendedDataType TypeOfTexts(const Cube &cube, const std::string &name)
{
    if (name != "granule")
        return GDALExtendedDataType::CreateString();
    std::size_t longest = 1;
    for (const Granule &granule : cube.GetSeries().granules)
        longest = std::max(longest, granule.id.size());
    return GDALExtendedDataType::CreateString(longest);
}

const char *LongNameOf(const std::string &name)
{
    if (name == "granule")
        return "granule id";
    return name == "sensor" ? "L30: Landsat 8 and 9; S30: Sentinel-2"
                            : "link as listed";
}

}  // namespace

std::shared_ptr<GDALMDArray>
CreateGranuleArray(const std::string &groupName, const std::string &name,
                   const std::shared_ptr<const Cube> &cube,
                   const CubeDimensions &dimensions,
                   const std::vector<std::size_t> &arrays)
{
    const auto &names = GranuleArrayNames();
    if (std::find(names.begin(), names.end(), name) == names.end())
        return nullptr;
    return SeriesArray::Create(
        groupName, name, dimensions.time, TypeOfTexts(*cube, name), "",
        {{"long_name", LongNameOf(name)}},
        [cube, name, arrays](std::size_t index, const SeriesArray::Visit &visit)
        {
            const std::string text =
                TextOf(name, cube->GetSeries().granules[index], arrays);
            const char *const pointer = text.c_str();
            return visit(&pointer);
        });
}

}  // namespace hlsts
