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

/** How many bytes it takes to tell an error document or a web page from an
 * object. */
constexpr std::size_t kCheckedBytes = 512;

/** The size of an open file; its cursor is at 0 afterwards. */
vsi_l_offset SizeOf(VSILFILE *file)
{
    VSIFSeekL(file, 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    return size;
}

/** The bytes of a unit as GDAL writes it behind a number: kB, MB, or none. */
double BytesOfUnit(const char *unit)
{
    while (*unit == ' ')
        ++unit;
    if (EQUALN(unit, "k", 1))
        return 1024.0;
    return EQUALN(unit, "m", 1) ? 1024.0 * 1024.0 : 1.0;
}

/** At least as many bytes as GDAL reads at once and keeps: 16 KiB, or what the
 * user has set. Which settings GDAL accepts differs by its version. */
vsi_l_offset RegionSize()
{
    constexpr vsi_l_offset kUsual = 16384;
    constexpr vsi_l_offset kLargest = 10 * 1024 * 1024;
    const char *size = CPLGetConfigOption("CPL_VSIL_CURL_CHUNK_SIZE", nullptr);
    if (!size)
        return kUsual;
    char *unit = nullptr;
    const double number = CPLStrtod(size, &unit);
    const double bytes = number * BytesOfUnit(unit);
    return bytes > kUsual && bytes <= kLargest
               ? static_cast<vsi_l_offset>(bytes)
               : kUsual;
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

/** Whether GDAL may answer a read at this offset with the first bytes of an
 * error page. A SignedFile checks each answer itself. */
bool InnerFile::MustReadFromStart(vsi_l_offset offset) const
{
    return m_grant.url.IsEmpty() && offset < RegionSize();
}

/** The first bytes, which are checked, and the wanted bytes must come from the
 * same answer. GDAL's cache holds that answer only until another thread needs
 * the place, so one read fetches both. */
bool InnerFile::ReadFromStart(void *buffer, std::size_t size,
                              vsi_l_offset offset) const
{
    const std::size_t before = static_cast<std::size_t>(offset);
    // These cost nothing more: GDAL reads whole regions.
    const std::size_t checked =
        static_cast<std::size_t>(std::min<vsi_l_offset>(kCheckedBytes, m_size));
    const std::size_t length = std::max(before + size, checked);
    std::string bytes;
    char *start = static_cast<char *>(buffer);
    if (length != size)
    {
        bytes.resize(length);
        start = &bytes[0];
    }
    if (GetHandle().Seek(0, SEEK_SET) != 0 ||
        GetHandle().Read(start, 1, length) != length ||
        IsErrorAnswer({start, checked}, m_grant.innerPath))
        return false;
    if (length != size)
        std::memcpy(buffer, start + before, size);
    return true;
}

bool InnerFile::ReadAt(void *buffer, std::size_t size,
                       vsi_l_offset offset) const
{
    if (MustReadFromStart(offset))
        return ReadFromStart(buffer, size, offset);
    return GetHandle().Seek(offset, SEEK_SET) == 0 &&
           GetHandle().Read(buffer, 1, size) == size;
}

bool InnerFile::ReadRanges(int count, void **buffers,
                           const vsi_l_offset *offsets,
                           const std::size_t *sizes) const
{
    // GDAL reads a single range by Read(), through its cache.
    if (count == 1 && sizes[0] > 0 && MustReadFromStart(offsets[0]))
        return ReadFromStart(buffers[0], sizes[0], offsets[0]);
    return GetHandle().ReadMultiRange(count, buffers, offsets, sizes) == 0;
}

}  // namespace hlsts
