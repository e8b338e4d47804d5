// SPDX-License-Identifier: MIT
// Ranges fetched in the background, before a reader asks for them.

#include "vsi/object/read_ahead.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <system_error>

namespace hlsts
{

namespace
{

/** Whether a range is wholly in the file. offset + size may exceed 2^64, so
 * they aren't added. */
bool IsInFile(const ByteRange &range, vsi_l_offset fileSize)
{
    return range.size > 0 && range.offset < fileSize &&
           range.size <= fileSize - range.offset;
}

/** Appends a range in parts of at most `longest` bytes. */
void SplitRange(const ByteRange &range, std::size_t longest,
                std::vector<ByteRange> &pieces)
{
    for (std::size_t done = 0; done < range.size; done += longest)
        pieces.push_back(
            {range.offset + done, std::min(longest, range.size - done)});
}

}  // namespace

std::vector<ByteRange> MergeRanges(std::vector<ByteRange> ranges,
                                   vsi_l_offset fileSize,
                                   const ReadAheadLimits &limits)
{
    // The budget is spent before sorting: the caller's order is that of use.
    std::size_t total = 0;
    const auto isRefused = [&](const ByteRange &range)
    {
        if (!IsInFile(range, fileSize) || range.size > limits.total - total)
            return true;
        total += range.size;
        return false;
    };
    ranges.erase(std::remove_if(ranges.begin(), ranges.end(), isRefused),
                 ranges.end());
    std::sort(ranges.begin(), ranges.end(),
              [](const ByteRange &a, const ByteRange &b)
              { return a.offset < b.offset; });
    std::vector<ByteRange> merged;
    for (const ByteRange &range : ranges)
    {
        if (!merged.empty() && range.offset <= merged.back().End() + limits.gap)
        {
            const vsi_l_offset end = std::max(merged.back().End(), range.End());
            merged.back().size =
                static_cast<std::size_t>(end - merged.back().offset);
        }
        else
            merged.push_back(range);
    }
    std::vector<ByteRange> pieces;
    for (const ByteRange &range : merged)
        SplitRange(range, limits.piece, pieces);
    return pieces;
}

ReadAhead::ReadAhead(Fetcher fetcher, vsi_l_offset fileSize,
                     const ReadAheadLimits &limits)
    : m_fetcher(std::move(fetcher)), m_fileSize(fileSize), m_limits(limits)
{
}

ReadAhead::~ReadAhead()
{
    {
        const MutexLock lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void ReadAhead::Advise(const std::vector<ByteRange> &ranges)
{
    std::vector<PiecePtr> pieces;
    for (const ByteRange &range : MergeRanges(ranges, m_fileSize, m_limits))
    {
        pieces.push_back(std::make_shared<Piece>());
        pieces.back()->range = range;
    }
    std::deque<PiecePtr> queue(pieces.begin(), pieces.end());
    const MutexLock lock(m_mutex);
    // Without a thread nothing may be queued: Serve() would wait for ever.
    if (!EnsureThread())
        return;
    FailQueue();
    m_pieces.swap(pieces);
    m_queue.swap(queue);
    m_changed.notify_all();
}

/** Makes the thread at the first call. A container, or a limit of the user's,
 * may allow no more threads. */
bool ReadAhead::EnsureThread()
{
    if (m_thread.joinable())
        return true;
    const CPLStringList options(CPLGetThreadLocalConfigOptions());
    try
    {
        // Run() frees the copy that StealList() gives. Where the thread can't
        // be made, CPLStringList frees it.
        m_thread = std::thread([this, copy = options]() mutable
                               { Run(copy.StealList()); });
    }
    catch (const std::system_error &e)
    {
        CPLDebug("EARTHDATA", "Nothing is read ahead: %s", e.what());
        return false;
    }
    return true;
}

/** Gives up the pieces that aren't being fetched yet: a thread that waits for
 * one of them in Serve() wakes up and reads it in the ordinary way. */
void ReadAhead::FailQueue()
{
    for (const PiecePtr &piece : m_queue)
        piece->state = Piece::State::Failed;
    m_queue.clear();
    m_changed.notify_all();
}

/** Waits for work; empty when the thread is to end. */
std::vector<ReadAhead::PiecePtr> ReadAhead::TakeBatch()
{
    MutexLock lock(m_mutex);
    while (!m_isEnding && m_queue.empty())
        lock.Wait(m_changed);
    std::vector<PiecePtr> batch;
    // Memory may run out here, but not once a piece has left the queue.
    batch.reserve(m_limits.parallel);
    while (!m_isEnding && !m_queue.empty() && batch.size() < m_limits.parallel)
    {
        batch.push_back(m_queue.front());
        m_queue.pop_front();
    }
    return batch;
}

void ReadAhead::Run(char **options)
{
    CPLSetThreadLocalConfigOptions(options);
    CSLDestroy(options);
    // What fails here is read again by the caller of Serve(), and reported
    // then.
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLSetCurrentErrorHandlerCatchDebug(FALSE);
    while (true)
    {
        std::vector<PiecePtr> batch;
        try
        {
            batch = TakeBatch();
        }
        catch (const std::exception &)
        {
            // Without the memory for a batch none of them is fetched.
            const MutexLock lock(m_mutex);
            FailQueue();
            continue;
        }
        if (batch.empty())
            break;
        FinishBatch(batch, FetchBatch(batch));
    }
    CPLPopErrorHandler();
}

bool ReadAhead::FetchBatch(const std::vector<PiecePtr> &batch)
{
    try
    {
        std::vector<void *> buffers;
        std::vector<vsi_l_offset> offsets;
        std::vector<std::size_t> sizes;
        for (const PiecePtr &piece : batch)
        {
            piece->bytes.resize(piece->range.size);
            buffers.push_back(piece->bytes.data());
            offsets.push_back(piece->range.offset);
            sizes.push_back(piece->range.size);
        }
        return m_fetcher(static_cast<int>(batch.size()), buffers.data(),
                         offsets.data(), sizes.data());
    }
    catch (const std::exception &)
    {
        return false;
    }
}

void ReadAhead::FinishBatch(const std::vector<PiecePtr> &batch, bool isFetched)
{
    {
        const MutexLock lock(m_mutex);
        for (const PiecePtr &piece : batch)
            piece->state =
                isFetched ? Piece::State::Fetched : Piece::State::Failed;
    }
    m_changed.notify_all();
}

/** The pieces that hold all of a range; none when they don't. */
std::vector<ReadAhead::PiecePtr>
ReadAhead::FindPieces(const ByteRange &wanted) const
{
    std::vector<PiecePtr> pieces;
    vsi_l_offset covered = wanted.offset;
    for (const PiecePtr &piece : m_pieces)
    {
        if (piece->range.End() <= covered)
            continue;
        if (piece->range.offset > covered)
            break;
        pieces.push_back(piece);
        covered = piece->range.End();
        if (covered >= wanted.End())
            return pieces;
    }
    return {};
}

bool ReadAhead::Serve(void *buffer, std::size_t size, vsi_l_offset offset)
{
    const ByteRange wanted{offset, size};
    if (!IsInFile(wanted, m_fileSize))
        return false;
    MutexLock lock(m_mutex);
    const std::vector<PiecePtr> pieces = FindPieces(wanted);
    return !pieces.empty() &&
           CopyPieces(lock, pieces, static_cast<GByte *>(buffer), wanted);
}

bool ReadAhead::CopyPieces(MutexLock &lock, const std::vector<PiecePtr> &pieces,
                           GByte *to, const ByteRange &wanted)
{
    for (const PiecePtr &piece : pieces)
    {
        while (!m_isEnding && piece->state == Piece::State::Waiting)
            lock.Wait(m_changed);
        if (piece->state != Piece::State::Fetched)
            return false;
        const vsi_l_offset begin = std::max(wanted.offset, piece->range.offset);
        const vsi_l_offset end = std::min(wanted.End(), piece->range.End());
        std::memcpy(to + (begin - wanted.offset),
                    piece->bytes.data() + (begin - piece->range.offset),
                    static_cast<std::size_t>(end - begin));
    }
    return true;
}

}  // namespace hlsts
