// SPDX-License-Identifier: MIT
// The bytes of a TIFF header that hold its CRS.

#include "driver/files/geokeys.h"

#include <cstddef>
#include <cstdint>

namespace hlsts
{

namespace
{

// TIFF 6.0, section 2; GeoTIFF 1.1 (OGC 19-008r4), section 7.1.
constexpr std::uint32_t kEntrySize = 12;
constexpr std::uint32_t kFirstGeoTag = 34735;  // GeoKeyDirectoryTag
constexpr std::uint32_t kLastGeoTag = 34737;   // GeoAsciiParamsTag
constexpr std::uint32_t kAscii = 2;
constexpr std::uint32_t kShort = 3;
constexpr std::uint32_t kDouble = 12;

/** Reads numbers of either byte order; outside the bytes everything is 0. */
class TiffBytes
{
  public:
    TiffBytes(std::string_view bytes, bool isBigEndian)
        : m_bytes(bytes), m_isBigEndian(isBigEndian)
    {
    }

    std::uint32_t Number(std::size_t offset, std::size_t size) const
    {
        const std::string_view digits = Slice(offset, size);
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < digits.size(); ++i)
        {
            const auto digit = static_cast<unsigned char>(
                digits[m_isBigEndian ? i : digits.size() - 1 - i]);
            value = (value << 8) | digit;
        }
        return value;
    }

    /** Empty unless all of it lies within the bytes. */
    std::string_view Slice(std::size_t offset, std::size_t size) const
    {
        if (offset > m_bytes.size() || size > m_bytes.size() - offset)
            return {};
        return m_bytes.substr(offset, size);
    }

  private:
    std::string_view m_bytes;
    bool m_isBigEndian;
};

/** Bytes of a value of a TIFF type; 0 for the types that geo tags don't have.
 */
std::size_t SizeOfType(std::uint32_t type)
{
    switch (type)
    {
        case kAscii:
            return 1;
        case kShort:
            return 2;
        case kDouble:
            return 8;
        default:
            return 0;
    }
}

/** The value of a directory entry; empty when it lies beyond the bytes. */
std::string_view ValueOf(const TiffBytes &tiff, std::size_t entry)
{
    const std::size_t size =
        SizeOfType(tiff.Number(entry + 2, 2)) *
        static_cast<std::size_t>(tiff.Number(entry + 4, 4));
    // A value of up to four bytes stands in the entry instead of its offset.
    return tiff.Slice(size <= 4 ? entry + 8 : tiff.Number(entry + 8, 4), size);
}

}  // namespace

std::string ExtractGeoKeys(std::string_view header)
{
    const bool isBigEndian =
        header.substr(0, 4) == std::string_view("MM\0*", 4);
    if (!isBigEndian && header.substr(0, 4) != std::string_view("II*\0", 4))
        return {};
    const TiffBytes tiff(header, isBigEndian);
    const std::size_t directory = tiff.Number(4, 4);
    const std::uint32_t count = tiff.Number(directory, 2);
    std::string keys;
    std::uint32_t previous = 0;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        const std::size_t entry = directory + 2 + i * kEntrySize;
        const std::uint32_t tag = tiff.Number(entry, 2);
        if (tag < kFirstGeoTag || tag > kLastGeoTag)
            continue;
        // A TIFF has each tag once, in ascending order. Tags that repeat could
        // make keys of many MiB from a small header.
        if (tag <= previous)
            return {};
        previous = tag;
        const std::string_view value = ValueOf(tiff, entry);
        if (value.empty())
            return {};
        keys += std::to_string(tag) + ":" + std::to_string(value.size()) + ":";
        keys += value;
    }
    return keys;
}

}  // namespace hlsts
