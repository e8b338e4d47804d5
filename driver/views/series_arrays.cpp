// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates, and what is known of each
// time step.

#include "driver/views/series_arrays.h"

#include "driver/series/scene_facts.h"
#include "driver/series/time_axis.h"
#include "driver/views/read_only_array.h"
#include "driver/views/tile_crs.h"
#include "vsi/base/boundary.h"
#include "vsi/base/text.h"

#include <algorithm>
#include <functional>
#include <limits>

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
        return Guarded(false,
                       [&]
                       {
                           return ReadValues(start[0], count[0], step[0],
                                             stride[0], bufferType, buffer);
                       });
    }

  private:
    bool ReadValues(GUInt64 start, std::size_t count, GInt64 step,
                    GPtrDiff_t stride, const GDALExtendedDataType &bufferType,
                    void *buffer) const
    {
        auto *target = static_cast<GByte *>(buffer);
        const auto stepBytes =
            static_cast<GPtrDiff_t>(bufferType.GetSize()) * stride;
        for (std::size_t i = 0; i < count; ++i, target += stepBytes)
        {
            const auto index = static_cast<std::size_t>(
                static_cast<GInt64>(start) +
                static_cast<GInt64>(i) * (i == 0 ? 0 : step));
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
         {"long_name",
          "time of the granule's name, UTC; of several, the first"},
         {"calendar", "proleptic_gregorian"},
         {"axis", "T"}},
        [cube](std::size_t index, const SeriesArray::Visit &visit)
        {
            const double seconds = AxisTime(cube->GetSeries().steps[index]);
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
                                      const std::shared_ptr<const Cube> &cube,
                                      const Grid &grid)
{
    CubeDimensions dimensions;
    dimensions.time = std::make_shared<CubeDimension>(
        groupName, "time", GDAL_DIM_TYPE_TEMPORAL, "FUTURE",
        cube->GetSeries().steps.size(),
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

using Visit = SeriesArray::Visit;

/** An array along time that is no coordinate. */
struct StepArray
{
    std::string name{};
    GDALExtendedDataType type;
    const char *unit = "";
    Attributes attributes{};
    SeriesArray::ValueAt valueAt{};
};

std::vector<const Granule *> GranulesAt(const Cube &cube, std::size_t index)
{
    return GranulesOf(cube.GetSeries(), cube.GetSeries().steps[index]);
}

/** Texts of the granules of a step, each once, in their order, with commas
 * between them. */
template <class TextOf>
std::string JoinTextsOf(const std::vector<const Granule *> &granules,
                        TextOf textOf)
{
    std::vector<std::string> texts;
    for (const Granule *granule : granules)
    {
        std::string text = textOf(*granule);
        if (!text.empty() &&
            std::find(texts.begin(), texts.end(), text) == texts.end())
            texts.push_back(std::move(text));
    }
    return JoinTexts(texts, ",");
}

/** An array of texts. */
template <class TextOf>
StepArray TextArray(const std::string &name, const char *longName,
                    const std::shared_ptr<const Cube> &cube, TextOf textOf)
{
    return {name,
            GDALExtendedDataType::CreateString(),
            "",
            {{"long_name", longName}},
            [cube, textOf](std::size_t index, const Visit &visit)
            {
                const std::string text =
                    JoinTextsOf(GranulesAt(*cube, index), textOf);
                const char *pointer = text.c_str();
                return visit(&pointer);
            }};
}

/** An array of numbers; NaN where nothing is known. */
template <class NumberOf>
StepArray NumberArray(const std::string &name, const char *unit,
                      const Attributes &attributes,
                      const std::shared_ptr<const Cube> &cube,
                      NumberOf numberOf)
{
    return {name, GDALExtendedDataType::Create(GDT_Float64), unit, attributes,
            [cube, numberOf](std::size_t index, const Visit &visit)
            {
                const auto number = numberOf(GranulesAt(*cube, index));
                const double value =
                    number ? static_cast<double>(*number)
                           : std::numeric_limits<double>::quiet_NaN();
                return visit(&value);
            }};
}

/** The ids of the granules.
 *
 * Zarr stores only texts with a maximum length. netCDF stores any number of
 * arrays of texts without one along a dimension, but only one array with it. So
 * the most important array has a maximum length: copies in both formats then
 * have it.
 */
StepArray GranuleIds(const std::shared_ptr<const Cube> &cube)
{
    const auto idOf = [](const Granule &granule) { return granule.id; };
    StepArray array = TextArray("granule", "granule id", cube, idOf);
    std::size_t longest = 1;
    for (std::size_t i = 0; i < cube->GetSeries().steps.size(); ++i)
        longest =
            std::max(longest, JoinTextsOf(GranulesAt(*cube, i), idOf).size());
    array.type = GDALExtendedDataType::CreateString(longest);
    return array;
}

/** Whether some granule of the cube has a fact. */
template <class HasFact> bool IsKnown(const Cube &cube, HasFact hasFact)
{
    const auto &granules = cube.GetSeries().granules;
    return std::any_of(granules.begin(), granules.end(),
                       [&](const Granule &granule)
                       { return hasFact(granule); });
}

/** What the input tells of the scenes, as far as it tells anything. */
void AddFacts(const std::shared_ptr<const Cube> &cube,
              std::vector<StepArray> &arrays)
{
    if (IsKnown(*cube, [](const Granule &granule)
                { return granule.facts.cloudCover.has_value(); }))
        arrays.push_back(NumberArray(
            "cloud_cover", "%",
            {{"long_name", "cloud cover of the scenes; the mean of several"}},
            cube, CloudCoverOf));
    // Where they are all those of the names, they are the time axis: a manifest
    // has to tell some time of each granule.
    if (IsKnown(*cube,
                [](const Granule &granule)
                {
                    const auto &time = granule.facts.sensingTime;
                    return time && *time != granule.time;
                }))
        arrays.push_back(NumberArray(
            "sensing_time", kTimeUnit,
            {{"long_name", "start of sensing; the first of several"},
             {"calendar", "proleptic_gregorian"}},
            cube, SensingTimeOf));
    if (IsKnown(*cube, [](const Granule &granule)
                { return !granule.facts.platform.empty(); }))
        arrays.push_back(TextArray("platform", "satellite", cube,
                                   [](const Granule &granule)
                                   { return granule.facts.platform; }));
}

/** Whether granules couldn't be read, as far as they have been read. */
StepArray StatusArray(const std::shared_ptr<const Cube> &cube)
{
    return {kStatusArray,
            GDALExtendedDataType::Create(GDT_Byte),
            "",
            {{"long_name", "0: no granule of the step has failed to be read; "
                           "1: one has, and its pixels are nodata"}},
            [cube](std::size_t index, const Visit &visit)
            {
                const auto &granules = cube->GetSeries().steps[index].granules;
                const GByte status =
                    std::any_of(granules.begin(), granules.end(),
                                [&](std::size_t granule)
                                { return cube->GetFailures().Has(granule); });
                return visit(&status);
            }};
}

/** The links of image arrays: `link` where it is the only one, `red_link` and
 * so on where there are several. */
void AddLinks(const std::shared_ptr<const Cube> &cube,
              const std::vector<std::size_t> &images,
              std::vector<StepArray> &arrays)
{
    for (const std::size_t image : images)
    {
        const CubeArray &array = cube->GetArrays()[image];
        if (array.index)
            continue;
        const std::size_t band = array.inputs.front().band;
        arrays.push_back(TextArray(
            images.size() == 1 ? std::string("link")
                               : std::string(array.band->name) + "_link",
            "link as listed", cube,
            [band](const Granule &granule)
            { return granule.assets[band].link; }));
    }
}

std::vector<StepArray> MakeStepArrays(const std::shared_ptr<const Cube> &cube,
                                      const std::vector<std::size_t> &images)
{
    std::vector<StepArray> arrays;
    arrays.push_back(GranuleIds(cube));
    arrays.push_back(
        TextArray("sensor", "L30: Landsat 8 and 9; S30: Sentinel-2", cube,
                  [](const Granule &granule)
                  { return std::string(SensorName(granule.sensor)); }));
    AddFacts(cube, arrays);
    AddLinks(cube, images, arrays);
    if (cube->GetOptions().isFailureNoData)
        arrays.push_back(StatusArray(cube));
    return arrays;
}

}  // namespace

std::vector<std::string> StepArrayNames(const std::shared_ptr<const Cube> &cube,
                                        const std::vector<std::size_t> &images)
{
    std::vector<std::string> names;
    for (const StepArray &array : MakeStepArrays(cube, images))
        names.push_back(array.name);
    return names;
}

std::shared_ptr<GDALMDArray>
CreateStepArray(const std::string &groupName, const std::string &name,
                const std::shared_ptr<const Cube> &cube,
                const CubeDimensions &dimensions,
                const std::vector<std::size_t> &images)
{
    for (const StepArray &array : MakeStepArrays(cube, images))
        if (array.name == name)
            return SeriesArray::Create(groupName, name, dimensions.time,
                                       array.type, array.unit, array.attributes,
                                       array.valueAt);
    return nullptr;
}

}  // namespace hlsts
