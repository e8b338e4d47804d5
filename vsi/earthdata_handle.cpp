// SPDX-License-Identifier: MIT
// The file handle that /vsiearthdata/ gives to GDAL.

#include "vsi/earthdata_handle.h"

#include "vsi/base/boundary.h"

#include "cpl_error.h"

#include <algorithm>
#include <limits>

namespace hlsts
{

namespace
{

/** What PRead() returns for a failure. */
constexpr size_t kFailed = static_cast<size_t>(-1);

/** Whether it was done; raises a CPLError when it wasn't. */
bool DoneOrReport(const Result<Done, AccessError> &done)
{
    if (done)
        return true;
    const AccessError &error = done.GetError();
    CPLError(CE_Failure,
             error.isLogin ? CPLE_AWSInvalidCredentials : CPLE_FileIO, "%s",
             error.message.c_str());
    return false;
}

}  // namespace

EarthdataHandle::EarthdataHandle(std::unique_ptr<RemoteFile> file)
    : m_file(std::move(file))
{
}

EarthdataHandle::~EarthdataHandle()
{
    Close();
}

int EarthdataHandle::Seek(vsi_l_offset offset, int whence)
{
    m_isEof = false;
    if (whence == SEEK_CUR)
        m_offset += offset;
    else if (whence == SEEK_END)
        m_offset = m_file->GetSize() + offset;
    else
        m_offset = offset;
    return 0;
}

vsi_l_offset EarthdataHandle::Tell()
{
    return m_offset;
}

/** How many of `size` bytes at an offset the file has. */
size_t EarthdataHandle::CountBytesInFile(vsi_l_offset offset, size_t size) const
{
    if (offset >= m_file->GetSize())
        return 0;
    return static_cast<size_t>(
        std::min<vsi_l_offset>(size, m_file->GetSize() - offset));
}

bool EarthdataHandle::ServeFromReadAhead(void *buffer, size_t size,
                                         vsi_l_offset offset) const
{
    ReadAheadState *state = m_readAhead.Peek();
    if (!state)
        return false;
    std::shared_ptr<ReadAhead> readAhead;
    {
        const MutexLock lock(state->mutex);
        readAhead = state->readAhead;
    }
    return readAhead && readAhead->Serve(buffer, size, offset);
}

size_t EarthdataHandle::ReadBytes(void *buffer, size_t size)
{
    const size_t available = CountBytesInFile(m_offset, size);
    if (available > 0 && !ServeFromReadAhead(buffer, available, m_offset) &&
        !DoneOrReport(m_file->Read(buffer, available, m_offset)))
    {
        m_isError = true;
        return 0;
    }
    m_offset += available;
    m_isEof = available < size;
    return available;
}

size_t EarthdataHandle::Read(void *buffer, HLSTS_ITEMS)
{
    const size_t itemSize = HLSTS_ITEM_SIZE;
    if (itemSize == 0 || count == 0)
        return 0;
    return Guarded<size_t>(
        0,
        [&]() -> size_t
        {
            if (count > std::numeric_limits<size_t>::max() / itemSize)
            {
                CPLError(CE_Failure, CPLE_FileIO, "Cannot read %s: too long",
                         m_file->Describe().c_str());
                return 0;
            }
            return ReadBytes(buffer, itemSize * count) / itemSize;
        });
}

size_t EarthdataHandle::PRead(void *buffer, size_t size,
                              vsi_l_offset offset) const
{
    return Guarded<size_t>(
        kFailed,
        [&]() -> size_t
        {
            const size_t available = CountBytesInFile(offset, size);
            if (available == 0 ||
                ServeFromReadAhead(buffer, available, offset) ||
                DoneOrReport(m_file->PRead(buffer, available, offset)))
                return available;
            return kFailed;
        });
}

bool EarthdataHandle::HasPRead() const
{
    return true;
}

bool EarthdataHandle::AreInFile(int count, const vsi_l_offset *offsets,
                                const size_t *sizes) const
{
    for (int i = 0; i < count; ++i)
    {
        if (CountBytesInFile(offsets[i], sizes[i]) != sizes[i])
            return false;
    }
    return true;
}

int EarthdataHandle::ReadMultiRange(int count, void **buffers,
                                    const vsi_l_offset *offsets,
                                    const size_t *sizes)
{
    return Guarded(
        -1,
        [&]
        {
            if (!AreInFile(count, offsets, sizes))
            {
                CPLError(CE_Failure, CPLE_FileIO,
                         "Cannot read %s: a range lies beyond its end. The "
                         "file is damaged, or not complete.",
                         m_file->Describe().c_str());
                return -1;
            }
            return DoneOrReport(
                       m_file->ReadRanges(count, buffers, offsets, sizes))
                       ? 0
                       : -1;
        });
}

std::shared_ptr<ReadAhead> EarthdataHandle::MakeReadAhead() const
{
    // With a cursor of its own: the background thread must not move this one's.
    std::shared_ptr<RemoteFile> file = m_file->Clone();
    return std::make_shared<ReadAhead>(
        [file](int count, void **buffers, const vsi_l_offset *offsets,
               const std::size_t *sizes)
        {
            // GDAL reads a single range through its cache of regions, where it
            // would push everything else out. PRead() doesn't use that cache.
            if (count == 1)
                return static_cast<bool>(
                    file->PRead(buffers[0], sizes[0], offsets[0]));
            return static_cast<bool>(
                file->ReadRanges(count, buffers, offsets, sizes));
        },
        m_file->GetSize());
}

void EarthdataHandle::AdviseRead(int count, const vsi_l_offset *offsets,
                                 const size_t *sizes)
{
    // Advice is a hint: where it can't be followed, reads go on without it.
    try
    {
        std::vector<ByteRange> ranges;
        for (int i = 0; i < count; ++i)
            ranges.push_back({offsets[i], sizes[i]});
        ReadAheadState &state = m_readAhead.Get();
        const MutexLock lock(state.mutex);
        if (!state.readAhead)
            state.readAhead = MakeReadAhead();
        state.readAhead->Advise(ranges);
    }
    catch (const std::exception &e)
    {
        CPLDebug("EARTHDATA", "Nothing is read ahead: %s", ReasonOf(e));
    }
}

size_t EarthdataHandle::GetAdviseReadTotalBytesLimit() const
{
    return ReadAheadLimits().total;
}

size_t EarthdataHandle::Write(const void *, HLSTS_ITEMS)
{
    CPL_IGNORE_RET_VAL(HLSTS_ITEM_SIZE + count);
    CPLError(CE_Failure, CPLE_NotSupported,
             "Cannot write %s: /vsiearthdata/ is read-only",
             m_file->Describe().c_str());
    m_isError = true;
    return 0;
}

int EarthdataHandle::Truncate(vsi_l_offset)
{
    CPLError(CE_Failure, CPLE_NotSupported,
             "Cannot truncate %s: /vsiearthdata/ is read-only",
             m_file->Describe().c_str());
    return -1;
}

int EarthdataHandle::Eof()
{
    return m_isEof ? TRUE : FALSE;
}

int EarthdataHandle::Error()
{
    return m_isError ? TRUE : FALSE;
}

void EarthdataHandle::ClearErr()
{
    m_isEof = false;
    m_isError = false;
}

int EarthdataHandle::Close()
{
    if (ReadAheadState *state = m_readAhead.Peek())
    {
        const MutexLock lock(state->mutex);
        state->readAhead.reset();
    }
    return 0;
}

}  // namespace hlsts
