// SPDX-License-Identifier: MIT
// What all arrays of the multidimensional view have in common.

#ifndef HLSTS_DRIVER_VIEWS_READ_ONLY_ARRAY_H
#define HLSTS_DRIVER_VIEWS_READ_ONLY_ARRAY_H

#include "driver/views/byte_attribute.h"
#include "vsi/base/gdal_compat.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** A read-only array whose pixels lie in other files than the one that the user
 * opened. A derived class says how the array is read. */
class ReadOnlyArray : public GDALMDArray
{
  public:
    bool IsWritable() const override
    {
        return false;
    }

    /** Empty. Where an array names a file, GDAL looks beside that file for a
     * file with cached statistics. */
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

    std::vector<std::shared_ptr<GDALAttribute>>
    GetAttributes(CSLConstList) const override
    {
        return m_attributes;
    }

  protected:
    ReadOnlyArray(const std::string &groupName, const std::string &name,
                  std::vector<std::shared_ptr<GDALDimension>> dimensions,
                  const GDALExtendedDataType &type)
        : GDALAbstractMDArray(groupName, name), GDALMDArray(groupName, name),
          m_dimensions(std::move(dimensions)), m_type(type)
    {
    }

    bool IsCacheable() const override
    {
        return false;
    }

    /** Adds a text attribute, unless the text is empty. Only before the array
     * is handed out. */
    void AddAttribute(const char *name, const std::string &text)
    {
        if (!text.empty())
            m_attributes.push_back(std::make_shared<GDALAttributeString>(
                GetFullName(), name, text));
    }

    /** Adds an attribute of bytes. Only before the array is handed out. */
    template <std::size_t kCount>
    void AddAttribute(const char *name,
                      const std::array<std::uint8_t, kCount> &bytes)
    {
        m_attributes.push_back(std::make_shared<ByteAttribute>(
            GetFullName(), name,
            std::vector<GByte>(bytes.begin(), bytes.end())));
    }

  private:
    const std::vector<std::shared_ptr<GDALDimension>> m_dimensions;
    const GDALExtendedDataType m_type;
    const std::string m_filename{};
    std::vector<std::shared_ptr<GDALAttribute>> m_attributes{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_READ_ONLY_ARRAY_H
