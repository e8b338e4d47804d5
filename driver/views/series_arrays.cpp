// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates, and texts about each
// granule.

#include "driver/views/series_arrays.h"

#include "driver/series/time_axis.h"
#include "driver/views/read_only_array.h"
#include "driver/views/tile_crs.h"

#include <algorithm>
#include <functional>
#include <optional>

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

namespace
{

constexpr char kGranule[] = "granule";
constexpr char kSensor[] = "sensor";

/** The name of the array that has the links of an image array. */
std::string LinkArrayName(const Cube &cube, std::size_t array, bool isOnlyArray)
{
    return isOnlyArray
               ? std::string("link")
               : std::string(cube.GetArrays()[array].band->name) + "_link";
}

/** The image array whose links an array of texts has; nothing where the texts
 * are others. */
std::optional<std::size_t> FindLinked(const std::string &name, const Cube &cube,
                                      const std::vector<std::size_t> &arrays)
{
    for (const std::size_t array : arrays)
        if (name == LinkArrayName(cube, array, arrays.size() == 1))
            return array;
    return std::nullopt;
}

}  // namespace

std::vector<std::string>
GranuleArrayNames(const Cube &cube, const std::vector<std::size_t> &arrays)
{
    std::vector<std::string> names{kGranule, kSensor};
    for (const std::size_t array : arrays)
        names.push_back(LinkArrayName(cube, array, arrays.size() == 1));
    return names;
}

namespace
{

/** The type of a per-granule array of texts.
 *
 * Zarr stores only texts with a maximum length. netCDF stores any number of
 * arrays of texts without one along a dimension, but only one array with it. So
 * the most important array, the ids of the granules, has a maximum length:
 * copies in both formats then have it.
 */
GDALExtendedDataType TypeOfTexts(const Cube &cube, const std::string &name)
{
    if (name != kGranule)
        return GDALExtendedDataType::CreateString();
    std::size_t longest = 1;
    for (const Granule &granule : cube.GetSeries().granules)
        longest = std::max(longest, granule.id.size());
    return GDALExtendedDataType::CreateString(longest);
}

const char *LongNameOf(const std::string &name)
{
    if (name == kGranule)
        return "granule id";
    return name == kSensor ? "L30: Landsat 8 and 9; S30: Sentinel-2"
                           : "link as listed";
}

}  // namespace

std::shared_ptr<GDALMDArray>
CreateGranuleArray(const std::string &groupName, const std::string &name,
                   const std::shared_ptr<const Cube> &cube,
                   const CubeDimensions &dimensions,
                   const std::vector<std::size_t> &arrays)
{
    const auto names = GranuleArrayNames(*cube, arrays);
    if (std::find(names.begin(), names.end(), name) == names.end())
        return nullptr;
    const auto linked = FindLinked(name, *cube, arrays);
    const bool isId = name == kGranule;
    return SeriesArray::Create(
        groupName, name, dimensions.time, TypeOfTexts(*cube, name), "",
        {{"long_name", LongNameOf(name)}},
        [cube, linked, isId](std::size_t index, const SeriesArray::Visit &visit)
        {
            const Granule &granule = cube->GetSeries().granules[index];
            const char *text = linked ? granule.assets[*linked].link.c_str()
                               : isId ? granule.id.c_str()
                                      : SensorName(granule.sensor);
            return visit(&text);
        });
}

}  // namespace hlsts
