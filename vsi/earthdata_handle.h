// SPDX-License-Identifier: MIT
// The file handle that /vsiearthdata/ gives to GDAL.

#ifndef HLSTS_VSI_EARTHDATA_HANDLE_H
#define HLSTS_VSI_EARTHDATA_HANDLE_H

#include "vsi/base/gdal_compat.h"
#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"
#include "vsi/object/read_ahead.h"
#include "vsi/object/remote_file.h"

#include <memory>

namespace hlsts
{

/** A RemoteFile as GDAL reads a file: with a cursor, an end and an error flag.
 *
 * A read past the end is short and sets Eof(). A read that fails delivers
 * nothing, leaves the cursor where it was, sets Error() and raises one
 * CPLError. PRead() is safe for concurrent use with all other methods, which
 * are for one thread at a time, as with any file.
 */
class EarthdataHandle final : public VSIVirtualHandle
{
  public:
    explicit EarthdataHandle(std::unique_ptr<RemoteFile> file);
    ~EarthdataHandle() override;

    int Seek(vsi_l_offset offset, int whence) override;
    vsi_l_offset Tell() override;
    size_t Read(void *buffer, HLSTS_ITEMS) override;
    size_t Write(const void *buffer, HLSTS_ITEMS) override;
    int Eof() override;
    int Close() override;
    int Truncate(vsi_l_offset size) override;
    int ReadMultiRange(int count, void **buffers, const vsi_l_offset *offsets,
                       const size_t *sizes) override;
    bool HasPRead() const override;
    size_t PRead(void *buffer, size_t size, vsi_l_offset offset) const override;

    int Error() HLSTS_OVERRIDE_SINCE_3_10;
    void ClearErr() HLSTS_OVERRIDE_SINCE_3_10;
    void AdviseRead(int count, const vsi_l_offset *offsets,
                    const size_t *sizes) HLSTS_OVERRIDE_SINCE_3_7;
    size_t GetAdviseReadTotalBytesLimit() const HLSTS_OVERRIDE_SINCE_3_9;

  private:
    /** The read-ahead of one process. The child of a fork begins without one,
     * since the thread of the parent's doesn't exist there. */
    struct ReadAheadState
    {
        Mutex mutex{};
        /** Made by the first AdviseRead(), until Close(). */
        std::shared_ptr<ReadAhead> readAhead HLSTS_GUARDED_BY(mutex){};
    };

    size_t ReadBytes(void *buffer, size_t size);
    size_t CountBytesInFile(vsi_l_offset offset, size_t size) const;
    bool AreInFile(int count, const vsi_l_offset *offsets,
                   const size_t *sizes) const;
    bool ServeFromReadAhead(void *buffer, size_t size,
                            vsi_l_offset offset) const;
    std::shared_ptr<ReadAhead> MakeReadAhead() const;

    const std::unique_ptr<RemoteFile> m_file;
    vsi_l_offset m_offset = 0;
    bool m_isEof = false;
    bool m_isError = false;
    PerProcess<ReadAheadState> m_readAhead{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_EARTHDATA_HANDLE_H
