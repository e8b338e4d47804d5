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

/** GDAL's handle of the object, with the grant it was opened with.
 *
 * GDAL reads keys once, when a handle is made, so one of these never changes
 * its grant: a newer grant needs a new one. As safe for concurrent use as
 * GDAL's: PRead() yes, all else no. The user of Handle() puts an OptionScope
 * with OptionsToBlank() around each call.
 */
class InnerFile
{
  public:
    /** Takes the handle over and closes it at the end.
     *
     * @param etag of the version that is read; GDAL's handles don't tell it. */
    InnerFile(VSILFILE *file, const Grant &grant,
              std::optional<std::string> etag = std::nullopt);
    ~InnerFile();
    InnerFile(const InnerFile &) = delete;
    InnerFile &operator=(const InnerFile &) = delete;

    VSIVirtualHandle &Handle() const
    {
        return AsVirtualHandle(m_file);
    }

    const Grant &GetGrant() const
    {
        return m_grant;
    }

    vsi_l_offset Size() const
    {
        return m_size;
    }

    /** Which version of the object is read; nothing where that isn't known,
     * "" where the server doesn't tell it. */
    const std::optional<std::string> &ETag() const
    {
        return m_etag;
    }

    /** Handle().Read() at an offset. What stands where the object begins is
     * looked at: GDAL takes any answer with status 200 for it. */
    bool ReadAt(void *buffer, std::size_t size, vsi_l_offset offset) const;

    /** Handle().ReadMultiRange(), with the same care. */
    bool ReadRanges(int count, void **buffers, const vsi_l_offset *offsets,
                    const std::size_t *sizes) const;

    /** S3 has told GDAL another endpoint for this handle, which GDAL would
     * use from now on: it must not be read again. Any thread. */
    void Spoil() const
    {
        m_isSpoiled = true;
    }

    bool IsSpoiled() const
    {
        return m_isSpoiled;
    }

  private:
    bool IsReadFromStart(vsi_l_offset offset) const;
    bool ReadFromStart(void *buffer, std::size_t size,
                       vsi_l_offset offset) const;

    VSILFILE *m_file;
    Grant m_grant;
    std::optional<std::string> m_etag;
    vsi_l_offset m_size = 0;
    mutable std::atomic<bool> m_isSpoiled{false};
};

using InnerFilePtr = std::shared_ptr<InnerFile>;

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_INNER_FILE_H
