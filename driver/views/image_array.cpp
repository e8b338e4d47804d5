// SPDX-License-Identifier: MIT
// A band over (time, y, x) as GDAL's multidimensional array.

#include "driver/views/image_array.h"

#include "driver/views/read_only_array.h"
#include "driver/views/tile_crs.h"
#include "driver/cube/reader.h"
#include "vsi/base/boundary.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <string_view>

namespace hlsts
{

namespace
{

// The array's dimensions
constexpr int kTime = 0;
constexpr int kY = 1;
constexpr int kX = 2;

/** The arrays along time that are coordinates of a step. */
constexpr const char *kCoordinates[] = {"granule", "sensor"};

/** Sets which dimension, time (1), y (2) or x (3), each axis of a CRS is.
 *
 * @param crs a CRS with an axis mapping in GIS order; where its own first axis
 *   is the northing, that mapping begins with 2. */
void SetAxisMapping(OGRSpatialReference &crs)
{
    const std::vector<int> &order = crs.GetDataAxisToSRSAxisMapping();
    const bool isNorthingFirst = !order.empty() && order.front() == 2;
    crs.SetDataAxisToSRSAxisMapping(isNorthingFirst ? std::vector<int>{2, 3}
                                                    : std::vector<int>{3, 2});
}

/** The pixels of one band. */
class ImageArray final : public ReadOnlyArray
{
  public:
    /** @param level 0 is full resolution, 1 the largest overview. */
    static std::shared_ptr<ImageArray>
    Create(const std::string &groupName,
           const std::shared_ptr<const Cube> &cube,
           const CubeDimensions &dimensions, std::size_t array, int level)
    {
        std::shared_ptr<ImageArray> self(
            new ImageArray(groupName, cube, dimensions, array, level));
        self->SetSelf(self);
        self->AddAttributes();
        return self;
    }

    std::vector<GUInt64> GetBlockSize() const override
    {
        // The only block of a small file may be larger than the image, which
        // netCDF refuses as the size of a chunk.
        const PixelSize block =
            m_level == 0 ? GetInfo().blockSize : GetInfo().overviewBlockSize;
        const auto &dimensions = GetDimensions();
        return {1,
                std::min(static_cast<GUInt64>(block.second),
                         dimensions[kY]->GetSize()),
                std::min(static_cast<GUInt64>(block.first),
                         dimensions[kX]->GetSize())};
    }

    const std::string &GetUnit() const override
    {
        return GetInfo().unit;
    }

    std::shared_ptr<OGRSpatialReference> GetSpatialRef() const override
    {
        std::call_once(m_crsOnce,
                       [this]
                       {
                           auto crs = std::make_shared<OGRSpatialReference>(
                               MakeCrs(m_cube->GetGrid()));
                           if (crs->IsEmpty())
                               return;
                           SetAxisMapping(*crs);
                           m_crs = std::move(crs);
                       });
        return m_crs;
    }

    // Both since GDAL 3.13
    int GetOverviewCount() const HLSTS_OVERRIDE_SINCE_3_13
    {
        return m_level == 0 ? static_cast<int>(GetInfo().overviewSizes.size())
                            : 0;
    }

    std::shared_ptr<GDALMDArray>
    GetOverview(int index) const HLSTS_OVERRIDE_SINCE_3_13
    {
        if (index < 0 || index >= GetOverviewCount())
            return nullptr;
        const PixelSize size =
            GetInfo().overviewSizes[static_cast<std::size_t>(index)];
        return Guarded(
            std::shared_ptr<GDALMDArray>(),
            [&]() -> std::shared_ptr<GDALMDArray>
            {
                return Create(
                    m_groupName, m_cube,
                    CubeDimensions::Create(
                        m_groupName, m_cube,
                        ResizeGrid(m_cube->GetGrid(), size.first, size.second)),
                    m_array, index + 1);
            });
    }

    std::vector<std::shared_ptr<GDALMDArray>>
    GetCoordinateVariables() const override
    {
        std::vector<std::shared_ptr<GDALMDArray>> variables;
        const CubeDimensions dimensions{
            GetDimensions()[kTime], GetDimensions()[kY], GetDimensions()[kX]};
        for (const char *name : kCoordinates)
            variables.push_back(CreateStepArray(m_groupName, name, m_cube,
                                                dimensions, {m_array}));
        return variables;
    }

    const void *GetRawNoDataValue() const override
    {
        return GetInfo().hasNoData ? m_rawNoData.data() : nullptr;
    }

    double GetScale(bool *hasScale, GDALDataType *storageType) const override
    {
        if (hasScale)
            *hasScale = GetInfo().IsScaled();
        if (storageType)
            *storageType = GDT_Unknown;
        return GetInfo().scale;
    }

    double GetOffset(bool *hasOffset, GDALDataType *storageType) const override
    {
        if (hasOffset)
            *hasOffset = GetInfo().IsScaled();
        if (storageType)
            *storageType = GDT_Unknown;
        return GetInfo().offset;
    }

  protected:
    bool IRead(const GUInt64 *start, const size_t *count, const GInt64 *step,
               const GPtrDiff_t *stride, const GDALExtendedDataType &bufferType,
               void *buffer) const override
    {
        Status status = Error{};
        try
        {
            status = bufferType.GetClass() == GEDTC_NUMERIC
                         ? ReadNumbers(start, count, step, stride,
                                       bufferType.GetNumericDataType(), buffer)
                         : ReadConverted(start, count, step, stride, bufferType,
                                         buffer);
        }
        catch (const std::exception &e)
        {
            status = Error{std::string("HLSTS: the read failed: ") + e.what()};
        }
        if (!status)
            CPLError(CE_Failure, CPLE_AppDefined, "%s",
                     status.GetError().message.c_str());
        return static_cast<bool>(status);
    }

  private:
    static std::string NameOf(const Cube &cube, std::size_t array, int level)
    {
        const std::string name = cube.GetArrays()[array].band->name;
        return level == 0 ? name : name + "_overview_" + std::to_string(level);
    }

    ImageArray(const std::string &groupName,
               const std::shared_ptr<const Cube> &cube,
               const CubeDimensions &dimensions, std::size_t array, int level)
        : GDALAbstractMDArray(groupName, NameOf(*cube, array, level)),
          ReadOnlyArray(
              groupName, NameOf(*cube, array, level),
              {dimensions.time, dimensions.y, dimensions.x},
              GDALExtendedDataType::Create(cube->GetArrays()[array].dataType)),
          m_groupName(groupName), m_cube(cube), m_array(array), m_level(level),
          m_rawNoData(GetDataType().GetSize())
    {
        GDALCopyWords(&GetInfo().noData, GDT_Float64, 0, m_rawNoData.data(),
                      GetInfo().dataType, 0, 1);
    }

    const CubeArray &GetInfo() const
    {
        return m_cube->GetArrays()[m_array];
    }

    void AddAttributes()
    {
        const Band &band = *GetInfo().band;
        AddAttribute("long_name", band.longName);
        AddAttribute("standard_name", band.standardName);
        AddAttribute("coordinates",
                     std::string(kCoordinates[0]) + " " + kCoordinates[1]);
        if (std::string_view(band.name) != "fmask")
            return;
        AddAttribute("flag_masks", kFmaskFlagMasks);
        AddAttribute("flag_values", kFmaskFlagValues);
        AddAttribute("flag_meanings", kFmaskFlagMeanings);
    }

    /** Reads into a buffer of numbers. */
    Status ReadNumbers(const GUInt64 *start, const size_t *count,
                       const GInt64 *step, const GPtrDiff_t *stride,
                       GDALDataType bufferType, void *buffer) const
    {
        const int valueSize = GDALGetDataTypeSizeBytes(bufferType);
        const auto &dimensions = GetDimensions();
        const auto selection = [&](int axis)
        {
            return AxisSelection{start[axis], count[axis], step[axis],
                                 stride[axis] * valueSize};
        };
        const auto plan =
            PlanHyperslab(m_array, selection(kTime), selection(kY),
                          selection(kX), dimensions[kTime]->GetSize(),
                          dimensions[kY]->GetSize(), dimensions[kX]->GetSize());
        if (!plan)
            return plan.GetError();
        const SlabTransfer transfer(
            plan->y, plan->x, GetInfo().dataType, bufferType,
            (m_level == 0 ? GetInfo().blockSize : GetInfo().overviewBlockSize)
                .second);
        return ReadTimeSteps(*m_cube, m_level, plan->jobs, transfer, buffer,
                             nullptr, nullptr);
    }

    /** Reads into a buffer of another class than numbers, such as strings: GDAL
     * converts the values one by one. */
    Status ReadConverted(const GUInt64 *start, const size_t *count,
                         const GInt64 *step, const GPtrDiff_t *stride,
                         const GDALExtendedDataType &bufferType,
                         void *buffer) const
    {
        const std::size_t valueSize = GetDataType().GetSize();
        const GPtrDiff_t dense[] = {
            static_cast<GPtrDiff_t>(count[kY] * count[kX]),
            static_cast<GPtrDiff_t>(count[kX]), 1};
        std::vector<GByte> values(count[kTime] * count[kY] * count[kX] *
                                  valueSize);
        const Status status = ReadNumbers(start, count, step, dense,
                                          GetInfo().dataType, values.data());
        if (!status)
            return status;
        const GByte *from = values.data();
        const auto targetSize = static_cast<GPtrDiff_t>(bufferType.GetSize());
        for (std::size_t t = 0; t < count[kTime]; ++t)
            for (std::size_t y = 0; y < count[kY]; ++y)
                for (std::size_t x = 0; x < count[kX]; ++x, from += valueSize)
                {
                    const GPtrDiff_t place =
                        static_cast<GPtrDiff_t>(t) * stride[kTime] +
                        static_cast<GPtrDiff_t>(y) * stride[kY] +
                        static_cast<GPtrDiff_t>(x) * stride[kX];
                    if (!GDALExtendedDataType::CopyValue(
                            from, GetDataType(),
                            static_cast<GByte *>(buffer) + place * targetSize,
                            bufferType))
                        return Error{"HLSTS: the pixels of " + GetFullName() +
                                     " can't be converted to the type of the "
                                     "buffer. Use a number type"};
                }
        return Done{};
    }

    const std::string m_groupName;
    const std::shared_ptr<const Cube> m_cube;
    const std::size_t m_array;
    const int m_level;
    /** The nodata value in the array's type. */
    std::vector<GByte> m_rawNoData;
    mutable std::once_flag m_crsOnce{};
    mutable std::shared_ptr<OGRSpatialReference> m_crs{};
};

}  // namespace

std::shared_ptr<GDALMDArray>
CreateImageArray(const std::string &groupName,
                 const std::shared_ptr<const Cube> &cube,
                 const CubeDimensions &dimensions, std::size_t array)
{
    return ImageArray::Create(groupName, cube, dimensions, array, 0);
}

}  // namespace hlsts
