// SPDX-License-Identifier: MIT
// An attribute of several bytes. GDAL has only attributes of texts and of
// larger numbers, but CF asks that flags have the type of their array.

#ifndef HLSTS_DRIVER_VIEWS_BYTE_ATTRIBUTE_H
#define HLSTS_DRIVER_VIEWS_BYTE_ATTRIBUTE_H

#include "vsi/base/gdal_compat.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** A read-only attribute with one dimension. Immutable, hence safe for
 * concurrent use. */
class ByteAttribute final : public GDALAttribute
{
  public:
    ByteAttribute(const std::string &parentName, const std::string &name,
                  std::vector<GByte> bytes)
        : GDALAbstractMDArray(parentName, name),
          GDALAttribute(parentName, name), m_bytes(std::move(bytes)),
          m_dimensions{std::make_shared<GDALDimension>(
              std::string(), "dim0", std::string(), std::string(),
              m_bytes.size())}
    {
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
            if (!GDALExtendedDataType::CopyValue(&m_bytes[index], m_type,
                                                 target, bufferType))
                return false;
        }
        return true;
    }

  private:
    const std::vector<GByte> m_bytes;
    const std::vector<std::shared_ptr<GDALDimension>> m_dimensions;
    const GDALExtendedDataType m_type = GDALExtendedDataType::Create(GDT_Byte);
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_BYTE_ATTRIBUTE_H
