// SPDX-License-Identifier: MIT
// An object opened through GDAL's own network file system with one grant.

#ifndef HLSTS_VSI_OBJECT_INNER_FILE_H
#define HLSTS_VSI_OBJECT_INNER_FILE_H

#include "vsi/base/gdal_compat.h"
#include "vsi/access/grant.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace hlsts
{

/** GDAL's handle of an object, with the grant that it was opened with.
 *
 * GDAL reads keys once, when a handle is made. So an InnerFile never changes
 * its grant: a newer grant needs another InnerFile. PRead() of the handle is
 * safe for concurrent use, as GDAL's handles are, all else is for one thread at
 * a time. The caller of GetHandle() puts an OptionScope with OptionsToBlank()
 * around each call of the handle.
 */
class InnerFile
{
  public:
    /** @param file owned from now on, and closed by the destructor.
     * @param etag of the version that is read; nothing for handles of
     *   /vsis3/, which don't tell it. */
    InnerFile(VSILFILE *file, const Grant &grant,
              std::optional<std::string> etag = std::nullopt);
    ~InnerFile();
    InnerFile(const InnerFile &) = delete;
    InnerFile &operator=(const InnerFile &) = delete;

    VSIVirtualHandle &GetHandle() const
    {
        return AsVirtualHandle(m_file);
    }

    const Grant &GetGrant() const
    {
        return m_grant;
    }

    vsi_l_offset GetSize() const
    {
        return m_size;
    }

    /** The ETag of the version that is read; nothing where it isn't known, ""
     * where the server sends none. */
    const std::optional<std::string> &GetETag() const
    {
        return m_etag;
    }

    /** Seek() and Read() of the handle; whether all bytes were read.
     *
     * GDAL takes any answer with status 200 for the beginning of the object, so
     * the first bytes are checked: an error page in their place is a failure.
     */
    bool ReadAt(void *buffer, std::size_t size, vsi_l_offset offset) const;

    /** ReadMultiRange() of the handle, with the same check of a single range.
     */
    bool ReadRanges(int count, void **buffers, const vsi_l_offset *offsets,
                    const std::size_t *sizes) const;

    /** Remembers that S3 has named another endpoint to this handle. GDAL would
     * send all later requests of the handle there, so the handle must not be
     * read again. May be called from any thread. */
    void MarkRerouted() const
    {
        m_isRerouted = true;
    }

    bool IsRerouted() const
    {
        return m_isRerouted;
    }

  private:
    bool MustReadFromStart(vsi_l_offset offset) const;
    bool ReadFromStart(void *buffer, std::size_t size,
                       vsi_l_offset offset) const;

    VSILFILE *m_file;
    Grant m_grant;
    std::optional<std::string> m_etag;
    vsi_l_offset m_size = 0;
    mutable std::atomic<bool> m_isRerouted{false};
};

using InnerFilePtr = std::shared_ptr<InnerFile>;

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_INNER_FILE_H
