// SPDX-License-Identifier: MIT
// A band over (time, y, x) as GDAL's multidimensional array.

#include "driver/views/image_array.h"

#include "driver/views/tile_crs.h"
#include "driver/cube/reader.h"

#include <algorithm>
#include <exception>
#include <mutex>

namespace hlsts
{

namespace
{

constexpr int kTime = 0;
constexpr int kY = 1;
constexpr int kX = 2;

/** Says which of (time, y, x) each axis of a CRS is, which has its axes in GIS
 * order: the CRS itself may have the northing first. */
void SetAxisMapping(OGRSpatialReference &crs)
{
    const std::vector<int> &order = crs.GetDataAxisToSRSAxisMapping();
    const bool isNorthingFirst = !order.empty() && order.front() == 2;
    crs.SetDataAxisToSRSAxisMapping(isNorthingFirst ? std::vector<int>{2, 3}
                                                    : std::vector<int>{3, 2});
}

class ImageArray final : public GDALMDArray
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

    bool IsWritable() const override
    {
        return false;
    }

    // No file name: GDAL would look for a cache beside it.
    const std::string &GetFilename() const override
    {
        return m_filename;
    }

    const std::vector<std::shared_ptr<GDALDimension>> &
    GetDimensions() const override
    {
        return m_dimensions;
    }

    const GDALExtendedDataType &GetDataType() const override
    {
        return m_type;
    }

    std::vector<GUInt64> GetBlockSize() const override
    {
        // A small file has one block that is larger than the image; netCDF
        // refuses a chunk like that.
        const PixelSize block = GetInfo().blockSize;
        return {1,
                std::min(static_cast<GUInt64>(block.second),
                         m_dimensions[kY]->GetSize()),
                std::min(static_cast<GUInt64>(block.first),
                         m_dimensions[kX]->GetSize())};
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
            *hasScale = IsScaled();
        if (storageType)
            *storageType = GDT_Unknown;
        return GetInfo().scale;
    }

    double GetOffset(bool *hasOffset, GDALDataType *storageType) const override
    {
        if (hasOffset)
            *hasOffset = IsScaled();
        if (storageType)
            *storageType = GDT_Unknown;
        return GetInfo().offset;
    }

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        return m_attributes;
    }

  protected:
    bool IsCacheable() const override
    {
        return false;
    }

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
          GDALMDArray(groupName, cube->GetArrays()[array].band->name),
          m_cube(cube),
          m_array(array), m_dimensions{dimensions.time, dimensions.y,
                                       dimensions.x},
          m_type(GDALExtendedDataType::Create(GetInfo().dataType)),
          m_rawNoData(m_type.GetSize())
    {
        GDALCopyWords(&GetInfo().noData, GDT_Float64, 0, m_rawNoData.data(),
                      GetInfo().dataType, 0, 1);
    }

    const CubeArray &GetInfo() const
    {
        return m_cube->GetArrays()[m_array];
    }

    /** Bit fields have neither scale nor offset. */
    bool IsScaled() const
    {
        return GetInfo().scale != 1 || GetInfo().offset != 0;
    }

    void AddAttributes()
    {
        const Band &band = *GetInfo().band;
        const auto add = [this](const char *key, const char *value)
        {
            if (value[0] != '\0')
                m_attributes.push_back(std::make_shared<GDALAttributeString>(
                    GetFullName(), key, value));
        };
        add("long_name", band.longName);
        add("standard_name", band.standardName);
        add("coordinates", "granule sensor");
    }

    Status ReadNumbers(const GUInt64 *start, const size_t *count,
                       const GInt64 *step, const GPtrDiff_t *stride,
                       GDALDataType bufferType, void *buffer) const
    {
        const int valueSize = GDALGetDataTypeSizeBytes(bufferType);
        const auto selection = [&](int axis)
        {
            return AxisSelection{start[axis], count[axis], step[axis],
                                 stride[axis] * valueSize};
        };
        const auto plan = PlanHyperslab(
            selection(kTime), selection(kY), selection(kX),
            m_dimensions[kTime]->GetSize(), m_dimensions[kY]->GetSize(),
            m_dimensions[kX]->GetSize());
        if (!plan)
            return plan.GetError();
        const SlabTransfer transfer(plan->y, plan->x, GetInfo().dataType,
                                    bufferType, GetInfo().blockSize.second);
        return ReadTimeSteps(*m_cube, m_array, plan->jobs, transfer, buffer,
                             nullptr, nullptr);
    }

    /** For buffers of strings, which only GDAL can convert to. */
    Status ReadConverted(const GUInt64 *start, const size_t *count,
                         const GInt64 *step, const GPtrDiff_t *stride,
                         const GDALExtendedDataType &bufferType,
                         void *buffer) const
    {
        const std::size_t valueSize = m_type.GetSize();
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
                            from, m_type,
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
    const std::vector<std::shared_ptr<GDALDimension>> m_dimensions;
    const GDALExtendedDataType m_type;
    std::vector<GByte> m_rawNoData;
    const std::string m_filename{};
    std::vector<std::shared_ptr<GDALAttribute>> m_attributes{};
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
