// SPDX-License-Identifier: MIT
// Ranges fetched in the background because a reader said it will need them.

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

/** Numbers of the read-ahead. */
struct ReadAheadLimits
{
    /** A gap up to this is fetched too: cheaper than another request. */
    std::size_t gap = 16 * 1024;
    /** Longer pieces are split, to go in parallel. */
    std::size_t piece = 8 * 1024 * 1024;
    /** What one call to Advise() may ask for; the rest is left alone. */
    std::size_t total = 100 * 1024 * 1024;
    /** Pieces that are fetched at the same time. */
    std::size_t parallel = 8;
};

/** Sorts ranges, joins those that touch or nearly touch and splits long ones.
 * Pure. What lies beyond `fileSize` or exceeds limits.total is left out. */
std::vector<ByteRange> MergeRanges(std::vector<ByteRange> ranges,
                                   vsi_l_offset fileSize,
                                   const ReadAheadLimits &limits = {});

/** Fetches ranges in one background thread and serves reads from them.
 *
 * GDAL's own prefetch returns zeros when its request fails; this one serves a
 * range only when its request succeeded, and everything else is read again in
 * the ordinary way. The thread begins with the first Advise(), works with the
 * configuration options of the caller's thread, and ends with this object. All
 * methods are safe for concurrent use.
 */
class ReadAhead
{
  public:
    /** Fetches ranges in parallel; whether all of them came. Called only by
     * the background thread. */
    using Fetcher = std::function<bool(int count, void **buffers,
                                       const vsi_l_offset *offsets,
                                       const std::size_t *sizes)>;

    ReadAhead(Fetcher fetcher, vsi_l_offset fileSize,
              const ReadAheadLimits &limits = {});

    /** Waits for the fetch under way. */
    ~ReadAhead();
    ReadAhead(const ReadAhead &) = delete;
    ReadAhead &operator=(const ReadAhead &) = delete;

    /** Begins to fetch these ranges. What was advised before and isn't fetched
     * yet is dropped. Where no thread can be had, nothing is fetched. */
    void Advise(const std::vector<ByteRange> &ranges);

    /** Copies a range if it has been, or is being, fetched; waits for it.
     * @return false when it must be read in another way. */
    bool Serve(void *buffer, std::size_t size, vsi_l_offset offset);

  private:
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
    using Lock = MutexLock;

    bool HasThread();
    void Run(char **options);
    void GiveUp();
    std::vector<PiecePtr> NextBatch(Lock &lock);
    bool FetchBatch(const std::vector<PiecePtr> &batch);
    void Finish(const std::vector<PiecePtr> &batch, bool isFetched);
    bool CopyFrom(Lock &lock, const std::vector<PiecePtr> &pieces, GByte *to,
                  const ByteRange &wanted);
    std::vector<PiecePtr> PiecesFor(const ByteRange &wanted) const;

    const Fetcher m_fetcher;
    const vsi_l_offset m_fileSize;
    const ReadAheadLimits m_limits;
    Mutex m_mutex{};
    std::condition_variable m_changed{};
    /** What Serve() looks at, in file order, and what is still to be fetched.
     */
    std::vector<PiecePtr> m_pieces{};
    std::deque<PiecePtr> m_queue{};
    bool m_isEnding = false;
    std::thread m_thread{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_READ_AHEAD_H
