// SPDX-License-Identifier: MIT
// Ranges fetched in the background, before a reader asks for them.

#ifndef HLSTS_VSI_OBJECT_READ_AHEAD_H
#define HLSTS_VSI_OBJECT_READ_AHEAD_H

#include "vsi/base/mutex.h"
#include "vsi/transport/byte_range.h"

#include "cpl_port.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace hlsts
{

/** The numbers of the read-ahead, chosen by us: bytes, but for `parallel`. A
 * value type; tests make their own. */
struct ReadAheadLimits
{
    /** A gap between two ranges up to this is fetched too, since that is
     * cheaper than another request. As much as GDAL reads at once. */
    std::size_t gap = 16 * 1024;
    /** A range longer than this is split, so that its pieces are fetched in
     * parallel. */
    std::size_t piece = 8 * 1024 * 1024;
    /** What one call of Advise() fetches; ranges beyond that are ignored. The
     * default of GDAL's own files. */
    std::size_t total = 100 * 1024 * 1024;
    /** Pieces that are fetched at the same time. */
    std::size_t parallel = 8;
};

/** Sorts ranges, joins those that touch or nearly touch and splits long ones.
 * Pure.
 *
 * @param ranges in the order of their use. A range that isn't wholly in the
 *   file, or that would exceed limits.total, is left out.
 * @param fileSize in bytes. */
std::vector<ByteRange> MergeRanges(std::vector<ByteRange> ranges,
                                   vsi_l_offset fileSize,
                                   const ReadAheadLimits &limits = {});

/** Fetches ranges in one background thread and serves reads from them.
 *
 * GDAL's own prefetch returns zeros when its request fails. This one serves a
 * range only when its request succeeded; everything else the caller reads in
 * the ordinary way. The thread begins with the first Advise(), has the
 * configuration options of the thread that called it, and ends with this
 * object. All methods are safe for concurrent use.
 */
class ReadAhead
{
  public:
    /** Fetches ranges in parallel; returns whether all of them came. Called
     * only by the background thread; may throw, which is a failure. */
    using Fetcher = std::function<bool(int count, void **buffers,
                                       const vsi_l_offset *offsets,
                                       const std::size_t *sizes)>;

    ReadAhead(Fetcher fetcher, vsi_l_offset fileSize,
              const ReadAheadLimits &limits = {});

    /** Waits until the fetch under way has ended. */
    ~ReadAhead();
    ReadAhead(const ReadAhead &) = delete;
    ReadAhead &operator=(const ReadAhead &) = delete;

    /** Begins to fetch these ranges, and drops those of earlier calls that
     * aren't fetched yet. Where the system has no thread left, nothing is
     * fetched. */
    void Advise(const std::vector<ByteRange> &ranges) HLSTS_EXCLUDES(m_mutex);

    /** Copies a range that has been fetched, or waits for it when it is being
     * fetched.
     *
     * @return false when the caller must read the range in another way. */
    bool Serve(void *buffer, std::size_t size, vsi_l_offset offset)
        HLSTS_EXCLUDES(m_mutex);

  private:
    /** A range that is fetched by one request. `state` is guarded by m_mutex of
     * the ReadAhead; `bytes` are written by the background thread alone, and
     * only while `state` is Waiting. */
    struct Piece
    {
        enum class State
        {
            Waiting,
            Fetched,
            Failed
        };

        ByteRange range{};
        State state = State::Waiting;
        std::vector<GByte> bytes{};
    };

    using PiecePtr = std::shared_ptr<Piece>;

    bool EnsureThread() HLSTS_REQUIRES(m_mutex);
    void Run(char **options) HLSTS_EXCLUDES(m_mutex);
    void FailQueue() HLSTS_REQUIRES(m_mutex);
    std::vector<PiecePtr> TakeBatch() HLSTS_EXCLUDES(m_mutex);
    bool FetchBatch(const std::vector<PiecePtr> &batch);
    void FinishBatch(const std::vector<PiecePtr> &batch, bool isFetched)
        HLSTS_EXCLUDES(m_mutex);
    bool CopyPieces(MutexLock &lock, const std::vector<PiecePtr> &pieces,
                    GByte *to, const ByteRange &wanted) HLSTS_REQUIRES(m_mutex);
    std::vector<PiecePtr> FindPieces(const ByteRange &wanted) const
        HLSTS_REQUIRES(m_mutex);

    const Fetcher m_fetcher;
    const vsi_l_offset m_fileSize;
    const ReadAheadLimits m_limits;
    Mutex m_mutex{};
    std::condition_variable m_changed{};
    /** The pieces of the last Advise(), in file order. */
    std::vector<PiecePtr> m_pieces HLSTS_GUARDED_BY(m_mutex){};
    /** Those of them that aren't being fetched yet. */
    std::deque<PiecePtr> m_queue HLSTS_GUARDED_BY(m_mutex){};
    bool m_isEnding HLSTS_GUARDED_BY(m_mutex) = false;
    std::thread m_thread HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_READ_AHEAD_H
