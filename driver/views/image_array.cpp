// SPDX-License-Identifier: MIT
// A band over (time, y, x) as GDAL's multidimensional array.

#include "driver/views/image_array.h"

#include "driver/views/read_only_array.h"
#include "driver/views/tile_crs.h"
#include "driver/cube/reader.h"

#include <algorithm>
#include <exception>
#include <mutex>

namespace hlsts
{

namespace
{

// The array's dimensions
constexpr int kTime = 0;
constexpr int kY = 1;
constexpr int kX = 2;

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
    static std::shared_ptr<ImageArray>
    Create(const std::string &groupName,
           const std::shared_ptr<const Cube> &cube,
           const CubeDimensions &dimensions, std::size_t array)
    {
        std::shared_ptr<ImageArray> self(
            new ImageArray(groupName, cube, dimensions, array));
        self->SetSelf(self);
        self->AddAttributes();
        return self;
    }

    std::vector<GUInt64> GetBlockSize() const override
    {
        // The only block of a small file may be larger than the image, which
        // netCDF refuses as the size of a chunk.
        const PixelSize block = GetInfo().blockSize;
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
    ImageArray(const std::string &groupName,
               const std::shared_ptr<const Cube> &cube,
               const CubeDimensions &dimensions, std::size_t array)
        : GDALAbstractMDArray(groupName, cube->GetArrays()[array].band->name),
          ReadOnlyArray(
              groupName, cube->GetArrays()[array].band->name,
              {dimensions.time, dimensions.y, dimensions.x},
              GDALExtendedDataType::Create(cube->GetArrays()[array].dataType)),
          m_cube(cube), m_array(array), m_rawNoData(GetDataType().GetSize())
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
        AddAttribute("coordinates", "granule sensor");
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
            PlanHyperslab(selection(kTime), selection(kY), selection(kX),
                          dimensions[kTime]->GetSize(),
                          dimensions[kY]->GetSize(), dimensions[kX]->GetSize());
        if (!plan)
            return plan.GetError();
        const SlabTransfer transfer(plan->y, plan->x, GetInfo().dataType,
                                    bufferType, GetInfo().blockSize.second);
        return ReadTimeSteps(*m_cube, m_array, plan->jobs, transfer, buffer,
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

    const std::shared_ptr<const Cube> m_cube;
    const std::size_t m_array;
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
    return ImageArray::Create(groupName, cube, dimensions, array);
}

}  // namespace hlsts
