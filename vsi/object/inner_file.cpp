// SPDX-License-Identifier: MIT
// An object opened through GDAL's own network file system with one grant.

#include "vsi/object/inner_file.h"

#include "vsi/transport/s3_error.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

namespace hlsts
{

namespace
{

// An answer that stands for no object shows this within its first bytes.
constexpr std::size_t kErrorBegin = 512;

vsi_l_offset SizeOf(VSILFILE *file)
{
    VSIFSeekL(file, 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    return size;
}

double UnitOf(const char *unit)
{
    while (*unit == ' ')
        ++unit;
    if (EQUALN(unit, "k", 1))
        return 1024.0;
    return EQUALN(unit, "m", 1) ? 1024.0 * 1024.0 : 1.0;
}

// What GDAL reads at once and keeps, or more: which sizes it takes differs by
// version.
vsi_l_offset RegionSize()
{
    constexpr vsi_l_offset usual = 16384;
    constexpr vsi_l_offset largest = 10 * 1024 * 1024;
    const char *size = CPLGetConfigOption("CPL_VSIL_CURL_CHUNK_SIZE", nullptr);
    if (!size)
        return usual;
    char *unit = nullptr;
    const double number = CPLStrtod(size, &unit);
    const double bytes = number * UnitOf(unit);
    return bytes > usual && bytes <= largest ? static_cast<vsi_l_offset>(bytes)
                                             : usual;
}

}  // namespace

InnerFile::InnerFile(VSILFILE *file, const Grant &grant,
                     std::optional<std::string> etag)
    : m_file(file), m_grant(grant), m_etag(std::move(etag)),
      m_size(SizeOf(file))
{
}

InnerFile::~InnerFile()
{
    VSIFCloseL(m_file);
}

// Ours looks at every answer.
bool InnerFile::IsReadFromStart(vsi_l_offset offset) const
{
    return m_grant.url.IsEmpty() && offset < RegionSize();
}

// All of it at once: another thread may make GDAL forget the first bytes
// between two reads.
bool InnerFile::ReadFromStart(void *buffer, std::size_t size,
                              vsi_l_offset offset) const
{
    const std::size_t before = static_cast<std::size_t>(offset);
    // GDAL has read these as well.
    const std::size_t begin =
        static_cast<std::size_t>(std::min<vsi_l_offset>(kErrorBegin, m_size));
    const std::size_t length = std::max(before + size, begin);
    std::string bytes;
    char *start = static_cast<char *>(buffer);
    if (length != size)
    {
        bytes.resize(length);
        start = &bytes[0];
    }
    if (Handle().Seek(0, SEEK_SET) != 0 ||
        Handle().Read(start, 1, length) != length ||
        IsErrorAnswer({start, begin}, m_grant.innerPath))
        return false;
    if (length != size)
        std::memcpy(buffer, start + before, size);
    return true;
}

bool InnerFile::ReadAt(void *buffer, std::size_t size,
                       vsi_l_offset offset) const
{
    if (IsReadFromStart(offset))
        return ReadFromStart(buffer, size, offset);
    return Handle().Seek(offset, SEEK_SET) == 0 &&
           Handle().Read(buffer, 1, size) == size;
}

bool InnerFile::ReadRanges(int count, void **buffers,
                           const vsi_l_offset *offsets,
                           const std::size_t *sizes) const
{
    // GDAL reads a single one like any other bytes.
    if (count == 1 && sizes[0] > 0 && IsReadFromStart(offsets[0]))
        return ReadFromStart(buffers[0], sizes[0], offsets[0]);
    return Handle().ReadMultiRange(count, buffers, offsets, sizes) == 0;
}

}  // namespace hlsts
