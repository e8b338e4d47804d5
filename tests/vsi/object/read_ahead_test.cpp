// SPDX-License-Identifier: MIT
// Ranges are fetched in the background, and only fetched bytes are served.

#include "vsi/object/read_ahead.h"

#include "cpl_conv.h"
#include "cpl_error.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <system_error>

#ifdef __GLIBC__
#include <pthread.h>
#endif

namespace hlsts
{
namespace
{

using namespace std::chrono_literals;

constexpr vsi_l_offset kFileSize = 1000000;

/** The byte of the file at an offset. */
GByte ByteAt(vsi_l_offset offset)
{
    return static_cast<GByte>(offset * 7 + offset / 251);
}

bool FetchRight(int count, void **buffers, const vsi_l_offset *offsets,
                const std::size_t *sizes)
{
    for (int i = 0; i < count; ++i)
        for (std::size_t k = 0; k < sizes[i]; ++k)
            static_cast<GByte *>(buffers[i])[k] = ByteAt(offsets[i] + k);
    return true;
}

bool IsRight(const std::vector<GByte> &bytes, vsi_l_offset offset)
{
    for (std::size_t k = 0; k < bytes.size(); ++k)
        if (bytes[k] != ByteAt(offset + k))
            return false;
    return true;
}

/** Limits that a small file reaches. */
ReadAheadLimits SmallLimits()
{
    ReadAheadLimits limits;
    limits.gap = 10;
    limits.piece = 1000;
    limits.total = 5000;
    limits.parallel = 2;
    return limits;
}

/** MergeRanges() with SmallLimits(), as pairs of offset and size. */
std::vector<std::pair<int, int>> Merged(std::vector<ByteRange> ranges)
{
    std::vector<std::pair<int, int>> result;
    for (const auto &range :
         MergeRanges(std::move(ranges), kFileSize, SmallLimits()))
        result.emplace_back(range.offset, range.size);
    return result;
}

using Pieces = std::vector<std::pair<int, int>>;

TEST(MergeRanges, SortsAndJoinsWhatIsNear)
{
    EXPECT_EQ(Merged({{500, 100}, {100, 50}, {158, 42}, {211, 5}}),
              (Pieces{{100, 100}, {211, 5}, {500, 100}}));
    EXPECT_EQ(Merged({{100, 100}, {120, 10}, {150, 100}}),
              (Pieces{{100, 150}}));
}

TEST(MergeRanges, SplitsWhatIsLong)
{
    EXPECT_EQ(Merged({{0, 2500}}),
              (Pieces{{0, 1000}, {1000, 1000}, {2000, 500}}));
}

TEST(MergeRanges, LeavesOutWhatIsBeyondTheFileOrTheBudget)
{
    EXPECT_EQ(Merged({{kFileSize - 5, 10}, {kFileSize, 1}, {10, 0}}), Pieces{});
    EXPECT_EQ(Merged({{std::numeric_limits<vsi_l_offset>::max() - 1, 100}}),
              Pieces{});
    EXPECT_EQ(Merged({{0, std::numeric_limits<std::size_t>::max()}}), Pieces{});
    EXPECT_EQ(Merged({{0, 900}, {9000, 4200}, {5000, 900}}),
              (Pieces{{0, 900}, {5000, 900}}));
}

TEST(ReadAhead, ServesWhatWasAdvisedAlsoAcrossPieces)
{
    ReadAhead ahead(FetchRight, kFileSize, SmallLimits());
    ahead.Advise({{100, 3000}, {9000, 100}});
    std::vector<GByte> bytes(2500);
    ASSERT_TRUE(ahead.Serve(bytes.data(), bytes.size(), 400));
    EXPECT_TRUE(IsRight(bytes, 400));
    bytes.resize(100);
    ASSERT_TRUE(ahead.Serve(bytes.data(), bytes.size(), 9000));
    EXPECT_TRUE(IsRight(bytes, 9000));
    EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 9001));
    EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 50));
}

/** GDAL's own prefetch returns zeros here. */
TEST(ReadAhead, AFailedFetchServesNothing)
{
    ReadAhead ahead([](int, void **, const vsi_l_offset *, const std::size_t *)
                    { return false; },
                    kFileSize, SmallLimits());
    ahead.Advise({{100, 300}});
    std::vector<GByte> bytes(300, 77);
    EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 100));
    EXPECT_EQ(bytes[0], 77);
}

TEST(ReadAhead, AThrowingFetchServesNothing)
{
    ReadAhead ahead(
        [](int, void **, const vsi_l_offset *, const std::size_t *) -> bool
        { throw std::runtime_error("no memory"); },
        kFileSize, SmallLimits());
    ahead.Advise({{100, 300}});
    std::vector<GByte> bytes(300);
    EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 100));
}

#ifdef __GLIBC__

/** While it lives, no thread can be made, as under a limit of the user's or of
 * a container. */
class NoThreads
{
  public:
    NoThreads()
    {
        pthread_getattr_default_np(&m_usual);
        pthread_attr_t huge;
        pthread_attr_init(&huge);
        // A stack of more bytes than there are addresses.
        pthread_attr_setstacksize(&huge, std::size_t(1) << 56);
        pthread_setattr_default_np(&huge);
        pthread_attr_destroy(&huge);
    }

    ~NoThreads()
    {
        pthread_setattr_default_np(&m_usual);
        pthread_attr_destroy(&m_usual);
    }

    NoThreads(const NoThreads &) = delete;
    NoThreads &operator=(const NoThreads &) = delete;

  private:
    pthread_attr_t m_usual{};
};

TEST(ReadAhead, WithoutAThreadNothingIsWaitedFor)
{
    ReadAhead ahead(FetchRight, kFileSize, SmallLimits());
    std::vector<GByte> bytes(100);
    {
        const NoThreads none;
        ASSERT_THROW(std::thread([] {}), std::system_error);
        CPLErrorReset();
        ahead.Advise({{100, 300}, {9000, 100}});
        EXPECT_EQ(CPLGetLastErrorType(), CE_None);
        EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 100));
    }
    // A later call makes the thread.
    ahead.Advise({{9000, 100}});
    ASSERT_TRUE(ahead.Serve(bytes.data(), bytes.size(), 9000));
    EXPECT_TRUE(IsRight(bytes, 9000));
}

#endif

TEST(ReadAhead, EndsWhileFetching)
{
    std::atomic<int> calls{0};
    {
        ReadAhead ahead(
            [&calls](int, void **, const vsi_l_offset *, const std::size_t *)
            {
                ++calls;
                std::this_thread::sleep_for(50ms);
                return true;
            },
            kFileSize, SmallLimits());
        ahead.Advise({{0, 1000}, {2000, 1000}, {4000, 1000}, {6000, 1000}});
        while (calls == 0)
            std::this_thread::sleep_for(1ms);
    }
    // The second batch wasn't begun.
    EXPECT_EQ(calls, 1);
}

TEST(ReadAhead, ANewAdviceReplacesTheOldOne)
{
    std::atomic<bool> blocked{true};
    ReadAhead ahead(
        [&blocked](int count, void **buffers, const vsi_l_offset *offsets,
                   const std::size_t *sizes)
        {
            while (blocked)
                std::this_thread::sleep_for(1ms);
            return FetchRight(count, buffers, offsets, sizes);
        },
        kFileSize, SmallLimits());
    ahead.Advise({{0, 100}, {1000, 100}, {2000, 100}, {3000, 100}});
    ahead.Advise({{50000, 100}});
    blocked = false;
    std::vector<GByte> bytes(100);
    EXPECT_FALSE(ahead.Serve(bytes.data(), bytes.size(), 3000));
    ASSERT_TRUE(ahead.Serve(bytes.data(), bytes.size(), 50000));
    EXPECT_TRUE(IsRight(bytes, 50000));
}

TEST(ReadAhead, WorksWithTheCallersOptions)
{
    std::string seen;
    CPLSetThreadLocalConfigOption("HLSTS_TEST_OPTION", "caller");
    ReadAhead ahead(
        [&seen](int, void **, const vsi_l_offset *, const std::size_t *)
        {
            seen = CPLGetConfigOption("HLSTS_TEST_OPTION", "");
            return true;
        },
        kFileSize, SmallLimits());
    ahead.Advise({{0, 10}});
    CPLSetThreadLocalConfigOption("HLSTS_TEST_OPTION", nullptr);
    GByte bytes[10];
    EXPECT_TRUE(ahead.Serve(bytes, 10, 0));
    EXPECT_EQ(seen, "caller");
}

}  // namespace
}  // namespace hlsts
