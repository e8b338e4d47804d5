// SPDX-License-Identifier: MIT
// Steps that are put together: of tiles, without masked pixels, of computed
// indices.

#include "driver/cube/reader.h"

#include "vsi/base/error_capture.h"
#include "tests/support/hls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace hlsts;
using namespace hlsts_test;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

namespace
{

constexpr int kNoData = -9999;
/** By how many columns, and rows, 13TGE lies east, and south, of 13TGF. */
constexpr int kShift = 32;
/** Width and height of both together. */
constexpr int kWhole = kSize + kShift;
// Fmask
constexpr int kClear = 64;
constexpr int kCloud = 2;
constexpr int kSnow = 16;

/** The pixels of a band of 13TGE, and of 13TGF. */
int PixelOfE(int row, int column)
{
    return PixelAt(1, row, column);
}

int PixelOfF(int row, int column)
{
    return PixelAt(0, row, column);
}

bool IsIn(const PixelWindow &window, int row, int column)
{
    return row >= window.yOff && row < window.yOff + window.ySize &&
           column >= window.xOff && column < window.xOff + window.xSize;
}

/** Two tiles that overlap by a quarter, with red of one time; 13TGE, whose
 * id is the smaller one, counts first. */
class MosaicTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
    }

    void SetUp() override
    {
        m_folder =
            std::string("/vsimem/mosaic-") +
            testing::UnitTest::GetInstance()->current_test_info()->name();
        WriteBand("13TGF", "B04", PixelOfF);
        WriteBand("13TGE", "B04", PixelOfE);
    }

    void TearDown() override
    {
        VSIRmdirRecursive(m_folder.c_str());
    }

    std::string PathOf(const std::string &tile, const std::string &band) const
    {
        return m_folder + "/" + FileName(0, band, tile);
    }

    /** Writes a file of a tile, and adds it to the list. */
    void WriteBand(const std::string &tile, const std::string &band,
                   const PixelFunction &pixelAt)
    {
        FileOptions options;
        options.type = band == "Fmask" ? GDT_Byte : m_type;
        options.overviewFactors = m_overviewFactors;
        if (tile == "13TGE")
        {
            options.originShift = 30 * m_shift;
            options.northShift = -30 * m_shift;
        }
        WriteImage(PathOf(tile, band), options, pixelAt);
        const Link link = LinkTo(m_folder, 0, band, tile);
        if (std::none_of(m_links.begin(), m_links.end(),
                         [&](const Link &other)
                         { return other.path == link.path; }))
            m_links.push_back(link);
    }

    /** Writes the Fmask of a tile: clear but for a rectangle. */
    void WriteMask(const std::string &tile, const PixelWindow &window,
                   int fmask = kCloud)
    {
        WriteBand(tile, "Fmask",
                  [=](int row, int column)
                  { return IsIn(window, row, column) ? fmask : kClear; });
    }

    /** @param mask the option MASK, @param tile the only one, or empty.
     * @param array its name. */
    std::shared_ptr<const Cube> Open(const std::string &mask = "",
                                     const std::string &tile = "",
                                     const std::string &array = "red") const
    {
        CollectionFilter filter;
        if (!tile.empty())
            filter.tiles = {tile};
        const auto collection = CollectionOf(InputOf(m_links), filter);
        SeriesOptions seriesOptions;
        seriesOptions.needsFmask = !mask.empty();
        CubeOptions options = m_options;
        if (!mask.empty())
            options.mask = *ParseFmaskSelection(mask);
        const auto cube = Cube::Open(
            collection,
            SeriesOf(*collection, seriesOptions, FindBandByName(array)).front(),
            options);
        EXPECT_TRUE(cube) << (cube ? "" : cube.GetError().message);
        return *cube;
    }

    /** Reads a window of the first step of the first array into m_pixels. */
    Status ReadWindow(const Cube &cube, const PixelWindow &window,
                      int level = 0)
    {
        m_window = window;
        m_pixels.assign(static_cast<std::size_t>(window.xSize) *
                            static_cast<std::size_t>(window.ySize),
                        -1);
        WindowTransfer::Request request;
        request.window = window;
        request.bufferXSize = window.xSize;
        request.bufferYSize = window.ySize;
        request.bufferType = GDT_Int32;
        request.pixelSpace = sizeof(std::int32_t);
        request.lineSpace = request.pixelSpace * window.xSize;
        INIT_RASTERIO_EXTRA_ARG(request.extra);
        request.levelSize = LevelSize(cube, cube.GetArrays().front(), level);
        return ReadTimeSteps(cube, level, {{0, 0, 0}}, WindowTransfer(request),
                             m_pixels.data(), nullptr, nullptr);
    }

    /** Reads and expects what a function of the level's pixels says. */
    void ExpectWindow(const Cube &cube, const PixelWindow &window,
                      const PixelFunction &expected, int level = 0)
    {
        const Status status = ReadWindow(cube, window, level);
        ASSERT_TRUE(status) << status.GetError().message;
        std::size_t place = 0;
        for (int row = window.yOff; row < window.yOff + window.ySize; ++row)
            for (int column = window.xOff; column < window.xOff + window.xSize;
                 ++column)
                ASSERT_EQ(m_pixels[place++], expected(row, column))
                    << row << " " << column;
    }

    std::string m_folder{};
    std::vector<Link> m_links{};
    CubeOptions m_options{};
    GDALDataType m_type = GDT_Int16;
    std::vector<int> m_overviewFactors{};
    int m_shift = kShift;
    PixelWindow m_window{};
    std::vector<std::int32_t> m_pixels{};
};

/** What both tiles show. */
int MosaicPixel(int row, int column)
{
    if (row >= kShift && column >= kShift)
        return PixelOfE(row - kShift, column - kShift);
    return row < kSize && column < kSize ? PixelOfF(row, column) : kNoData;
}

}  // namespace

TEST_F(MosaicTest, ShowsBothTilesAndTheFirstWhereTheyOverlap)
{
    for (const std::size_t threads : {1u, 64u})
    {
        m_options.threads = threads;
        const auto cube = Open();
        ASSERT_EQ(cube->GetSeries().steps.size(), 1u);
        ASSERT_EQ(cube->GetGrid().width, kWhole);
        ExpectWindow(*cube, {0, 0, kWhole, kWhole}, MosaicPixel);
        ExpectWindow(*cube, {20, 50, 30, 40}, MosaicPixel);
        ExpectWindow(*cube, {95, 95, 1, 1}, MosaicPixel);
        ExpectWindow(*cube, {70, 0, 20, 20}, MosaicPixel);
    }
}

TEST_F(MosaicTest, LeastCloudyMayCountFirst)
{
    Input input = InputOf(m_links);
    for (const Link &link : m_links)
        input.scenes[link.asset.granuleId].cloudCover =
            link.asset.tile == "13TGF" ? 3 : 50;
    const auto collection = CollectionOf(input);
    SeriesOptions options;
    options.order = Order::CloudCover;
    const auto cube =
        Cube::Open(collection, SeriesOf(*collection, options).front(), {});
    ASSERT_TRUE(cube);
    ExpectWindow(**cube, {30, 30, 40, 40},
                 [](int row, int column)
                 {
                     return row < kSize && column < kSize
                                ? PixelOfF(row, column)
                                : MosaicPixel(row, column);
                 });
}

TEST_F(MosaicTest, NoDataOfTheFirstTileShowsTheSecond)
{
    WriteBand("13TGE", "B04",
              [](int row, int column)
              { return row < 5 ? kNoData : PixelOfE(row, column); });
    ExpectWindow(*Open(), {32, 32, 64, 10},
                 [](int row, int column)
                 {
                     return row < 37 ? (column < kSize ? PixelOfF(row, column)
                                                       : kNoData)
                                     : MosaicPixel(row, column);
                 });
}

TEST_F(MosaicTest, OverviewsAreMadeOfTheTiles)
{
    m_overviewFactors = {2, 4};
    SetUp();
    const auto cube = Open();
    for (const int level : {1, 2})
    {
        const int factor = 1 << level;
        ASSERT_EQ(LevelSize(*cube, cube->GetArrays()[0], level),
                  PixelSize(kWhole / factor, kWhole / factor));
        ExpectWindow(
            *cube, {0, 0, kWhole / factor, kWhole / factor},
            [factor](int row, int column)
            { return MosaicPixel(row * factor, column * factor); },
            level);
    }
}

TEST_F(MosaicTest, FailedTileIsAnErrorOrMissing)
{
    DamageBlock(PathOf("13TGE", "B04"), 0, 0);
    for (const std::size_t threads : {1u, 64u})
    {
        m_options.threads = threads;
        m_options.isFailureNoData = false;
        const Status status = ReadWindow(*Open(), {0, 0, kWhole, kWhole});
        ASSERT_FALSE(status);
        EXPECT_THAT(status.GetError().message,
                    HasSubstr("HLS.L30.T13TGE.2021110T172406.v2.0 red"));

        m_options.isFailureNoData = true;
        const auto cube = Open();
        const ErrorCapture capture;
        ExpectWindow(*cube, {0, 0, kWhole, kWhole},
                     [](int row, int column) {
                         return row < kSize && column < kSize
                                    ? PixelOfF(row, column)
                                    : kNoData;
                     });
        const auto failures = cube->GetFailures().Get();
        ASSERT_EQ(failures.size(), 1u);
        EXPECT_EQ(cube->GetSeries().granules[failures.begin()->first].id,
                  "HLS.L30.T13TGE.2021110T172406.v2.0");
        // A window without it fails on nothing.
        EXPECT_TRUE(ReadWindow(*cube, {0, 0, 20, 20}));
    }
}

TEST_F(MosaicTest, EarliestFailureIsReportedByAnyNumberOfThreads)
{
    VSIUnlink(PathOf("13TGF", "B04").c_str());
    WriteText(PathOf("13TGF", "B04"), "nothing");
    const auto messageOf = [this](std::size_t threads)
    {
        m_options.threads = threads;
        const auto cube = Open();
        DamageBlock(PathOf("13TGE", "B04"), 0, 0);
        const Status status = ReadWindow(*cube, {0, 0, kWhole, kWhole});
        WriteBand("13TGE", "B04", PixelOfE);
        return status ? std::string() : status.GetError().message;
    };
    for (const std::size_t threads : {1u, 2u, 64u})
        for (int round = 0; round < 5; ++round)
            EXPECT_THAT(messageOf(threads), HasSubstr("T13TGE"));
}

TEST_F(MosaicTest, MaskedAndFillPixelsAreMissing)
{
    WriteBand("13TGF", "Fmask",
              [](int row, int column)
              {
                  return row < 10      ? kCloud | kSnow
                         : row < 20    ? kSnow
                         : column < 10 ? kFmaskFill
                                       : kClear;
              });
    ExpectWindow(*Open("CLOUD", "13TGF"), {0, 0, kSize, kSize},
                 [](int row, int column)
                 {
                     return row < 10 || (row >= 20 && column < 10)
                                ? kNoData
                                : PixelOfF(row, column);
                 });
    ExpectWindow(*Open("SNOW", "13TGF"), {3, 15, 20, 20},
                 [](int row, int column) {
                     return row < 20 || column < 10 ? kNoData
                                                    : PixelOfF(row, column);
                 });
    // Fmask is masked like any other array.
    ExpectWindow(*Open("SNOW", "13TGF", "fmask"), {3, 15, 20, 20},
                 [](int row, int column)
                 { return row < 20 || column < 10 ? kFmaskFill : kClear; });
}

TEST_F(MosaicTest, MaskedPixelOfTheFirstTileShowsTheSecond)
{
    WriteMask("13TGF", {0, 0, 0, 0});
    WriteMask("13TGE", {0, 0, 20, 20});
    ExpectWindow(*Open("CLOUD"), {0, 0, kWhole, kWhole},
                 [](int row, int column)
                 {
                     return IsIn({32, 32, 20, 20}, row, column)
                                ? PixelOfF(row, column)
                                : MosaicPixel(row, column);
                 });
}

TEST_F(MosaicTest, FmaskNeedNotBeListed)
{
    WriteMask("13TGF", {5, 6, 7, 8});
    m_links.pop_back();
    ExpectWindow(*Open("CLOUD", "13TGF"), {0, 0, 30, 30},
                 [](int row, int column) {
                     return IsIn({5, 6, 7, 8}, row, column)
                                ? kNoData
                                : PixelOfF(row, column);
                 });
}

TEST_F(MosaicTest, MissingFmaskIsAnError)
{
    const Status status = ReadWindow(*Open("CLOUD", "13TGF"), {0, 0, 1, 1});
    ASSERT_FALSE(status);
    EXPECT_THAT(status.GetError().message,
                AllOf(HasSubstr("T13TGF.2021110T172406.v2.0 fmask"),
                      HasSubstr("Fmask.tif")));
}

TEST_F(MosaicTest, BlocksThatAreMaskedAreNotRead)
{
    WriteMask("13TGF", {0, 0, 32, 17});
    DamageBlock(PathOf("13TGF", "B04"), 0, 0);
    DamageBlock(PathOf("13TGF", "B04"), 1, 0);
    const auto cube = Open("CLOUD", "13TGF");
    EXPECT_EQ(cube->GetSkippedBlocks(), 0u);
    ExpectWindow(*cube, {0, 0, kSize, kSize},
                 [](int row, int column)
                 {
                     return IsIn({0, 0, 32, 17}, row, column)
                                ? kNoData
                                : PixelOfF(row, column);
                 });
    EXPECT_EQ(cube->GetSkippedBlocks(), 2u);
}

TEST_F(MosaicTest, MaskIsWidenedBeyondTheWindow)
{
    WriteMask("13TGF", {20, 30, 1, 1});
    m_options.maskDilation = 2;
    const auto cube = Open("CLOUD", "13TGF");
    const PixelFunction expected = [](int row, int column) {
        return IsIn({18, 28, 5, 5}, row, column) ? kNoData
                                                 : PixelOfF(row, column);
    };
    ExpectWindow(*cube, {0, 0, kSize, kSize}, expected);
    for (const PixelWindow &window : std::vector<PixelWindow>{{22, 32, 10, 10},
                                                              {21, 0, 30, 30},
                                                              {0, 31, 20, 20},
                                                              {23, 30, 5, 5}})
        ExpectWindow(*cube, window, expected);
}

TEST_F(MosaicTest, FillIsNotWidened)
{
    WriteMask("13TGF", {20, 30, 1, 1}, kFmaskFill);
    m_options.maskDilation = 2;
    ExpectWindow(*Open("CLOUD", "13TGF"), {10, 20, 20, 20},
                 [](int row, int column) {
                     return row == 30 && column == 20 ? kNoData
                                                      : PixelOfF(row, column);
                 });
}

TEST_F(MosaicTest, MaskIsWidenedInItsOwnTile)
{
    // The cloud at the edge of 13TGE doesn't reach into 13TGF.
    WriteMask("13TGF", {0, 0, 0, 0});
    WriteMask("13TGE", {0, 40, 1, 1});
    m_options.maskDilation = 3;
    ExpectWindow(*Open("CLOUD"), {0, 0, kWhole, kWhole},
                 [](int row, int column)
                 {
                     return IsIn({32, 69, 4, 7}, row, column)
                                ? kNoData
                                : MosaicPixel(row, column);
                 });
}

TEST_F(MosaicTest, OverviewIsMaskedByItsOwnPixels)
{
    m_overviewFactors = {2, 4};
    SetUp();
    // Columns 21 to 23 and 25 have no pixel of the overview by 4.
    WriteMask("13TGF", {21, 30, 3, 3});
    const auto cube = Open("CLOUD", "13TGF");
    ExpectWindow(
        *cube, {0, 0, 32, 32},
        [](int row, int column)
        {
            return IsIn({11, 15, 1, 2}, row, column)
                       ? kNoData
                       : PixelOfF(row * 2, column * 2);
        },
        1);
    ExpectWindow(
        *cube, {0, 0, 16, 16},
        [](int row, int column) { return PixelOfF(row * 4, column * 4); }, 2);
}

TEST_F(MosaicTest, MaskOfAnOverviewIsWidenedAtFullResolution)
{
    m_overviewFactors = {2, 4};
    SetUp();
    WriteMask("13TGF", {21, 30, 1, 1});
    for (const int margin : {1, 2, 3, 5})
    {
        m_options.maskDilation = margin;
        const auto cube = Open("CLOUD", "13TGF");
        for (const int level : {0, 1, 2})
            ExpectWindow(
                *cube, {4, 5, 10, 11},
                [=](int row, int column)
                {
                    const int factor = 1 << level;
                    const int size = 2 * margin + 1;
                    return IsIn({21 - margin, 30 - margin, size, size},
                                row * factor, column * factor)
                               ? kNoData
                               : PixelOfF(row * factor, column * factor);
                },
                level);
    }
}

TEST_F(MosaicTest, IndexIsComputedOfTheBandsThatThereAre)
{
    WriteBand("13TGF", "B04",
              [](int row, int) { return row == 3 ? kNoData : 1000 + row; });
    WriteBand("13TGF", "B05", [](int, int column) { return 3000 + column; });
    WriteBand("13TGF", "B02", [](int, int column) { return column - 5; });
    WriteMask("13TGF", {20, 20, 4, 4});
    const PixelFunction ndvi = [](int row, int column) -> double
    {
        if (row == 3 || column <= 5)
            return kIndexFill;
        const std::int16_t red = static_cast<std::int16_t>(1000 + row);
        const std::int16_t nir = static_cast<std::int16_t>(3000 + column);
        std::int16_t index = 0;
        ComputeIndex(*FindVegetationIndex(*FindBandByName("ndvi")),
                     {nullptr, nullptr, &red, &nir, nullptr, nullptr}, 1,
                     &index);
        EXPECT_GT(index, 4000);
        return index;
    };
    ExpectWindow(*Open("", "13TGF", "ndvi"), {0, 0, kSize, kSize}, ndvi);
    ExpectWindow(*Open("CLOUD", "13TGF", "ndvi"), {10, 10, 20, 20},
                 [&](int row, int column) {
                     return IsIn({20, 20, 4, 4}, row, column)
                                ? kIndexFill
                                : ndvi(row, column);
                 });
    // The other tile has no near infrared, so nothing of the index.
    ExpectWindow(*Open("", "", "ndvi"), {0, 0, kWhole, kWhole},
                 [&](int row, int column) -> double {
                     return row < kSize && column < kSize ? ndvi(row, column)
                                                          : kIndexFill;
                 });
}

TEST_F(MosaicTest, WithoutANoDataValueMissingPixelsAreAlike)
{
    m_type = GDT_Byte;
    for (const char *tile : {"13TGF", "13TGE"})
        WriteBand(tile, "B04", [](int, int) { return 7; });
    const auto cube = Open();
    ASSERT_FALSE(cube->GetArrays().front().hasNoData);
    const PixelFunction expected = [](int row, int column)
    { return MosaicPixel(row, column) == kNoData ? 0 : 7; };
    ExpectWindow(*cube, {0, 0, kWhole, kWhole}, expected);
    ExpectWindow(*cube, {70, 0, 20, 20}, expected);
}

namespace
{

/** A transfer that reads no pixels. */
class Probe : public PixelTransfer
{
  public:
    bool IsServed(int) const override
    {
        return true;
    }

    bool Read(const Source &, void *, const TransferMonitor &) const override
    {
        return false;
    }

    void Fill(double, void *) const override
    {
    }
};

/** Counts steps that are put together in the thread that has made it, and in
 * others. */
class ThreadProbe final : public Probe
{
  public:
    /** @param size width and height of the window. */
    explicit ThreadProbe(int size) : m_size(size)
    {
    }

    PixelWindow GetWindow() const override
    {
        return {0, 0, m_size, m_size};
    }

    bool ReadFrom(GDALRasterBand &, const PixelWindow &, void *,
                  const TransferMonitor &) const override
    {
        ++(std::this_thread::get_id() == m_caller ? m_here : m_elsewhere);
        return true;
    }

    int GetHere() const
    {
        return m_here;
    }

    int GetElsewhere() const
    {
        return m_elsewhere;
    }

  private:
    const int m_size;
    const std::thread::id m_caller = std::this_thread::get_id();
    mutable std::atomic<int> m_here{0};
    mutable std::atomic<int> m_elsewhere{0};
};

/** Two steps of two tiles that are far from each other. */
class WideMosaicTest : public MosaicTest
{
  protected:
    void WriteTiles(int shift)
    {
        m_shift = shift;
        m_links.clear();
        for (const char *tile : {"13TGF", "13TGE"})
        {
            WriteBand(tile, "B04", PixelOfF);
            CPLCopyFile((m_folder + "/" + FileName(1, "B04", tile)).c_str(),
                        PathOf(tile, "B04").c_str());
            m_links.push_back(LinkTo(m_folder, 1, "B04", tile));
        }
    }

    /** Whether both steps are read in the calling thread; if not, both are read
     * in others. */
    static bool AreReadOneByOne(const Cube &cube, int level, int size)
    {
        EXPECT_EQ(cube.GetSeries().steps.size(), 2u);
        const ThreadProbe probe(size);
        EXPECT_TRUE(ReadTimeSteps(cube, level, {{0, 0, 0}, {1, 0, 0}}, probe,
                                  nullptr, nullptr, nullptr));
        EXPECT_EQ(probe.GetHere() + probe.GetElsewhere(), 2);
        EXPECT_NE(probe.GetHere(), 1);
        return probe.GetHere() == 2;
    }
};

}  // namespace

TEST_F(WideMosaicTest, LargeWindowsAreReadOneByOne)
{
    constexpr int kWide = 16500;
    WriteTiles(kWide);
    const auto cube = Open();
    EXPECT_FALSE(AreReadOneByOne(*cube, 0, kSize));
    // Each of a step's two tasks has half of the step, of two bytes a pixel.
    static_assert(2 * std::size_t{kWide} * kWide > kMostStepBytes);
    EXPECT_TRUE(AreReadOneByOne(*cube, 0, kWide));
}

TEST_F(MosaicTest, WidenedMaskOfAnOverviewCountsAtFullResolution)
{
    /** Notes how many steps are put together at the same time. */
    class Counter final : public Probe
    {
      public:
        PixelWindow GetWindow() const override
        {
            return {0, 0, 229, 229};
        }

        bool ReadFrom(GDALRasterBand &, const PixelWindow &, void *,
                      const TransferMonitor &) const override
        {
            const int now = ++m_running;
            for (int most = m_most;
                 now > most && !m_most.compare_exchange_weak(most, now);)
                ;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            --m_running;
            return true;
        }

        mutable std::atomic<int> m_running{0};
        mutable std::atomic<int> m_most{0};
    };

    // Nothing can be read here, so each step is nodata at once.
    std::vector<Link> links;
    std::vector<ReadJob> jobs;
    for (int i = 0; i < 64; ++i)
    {
        links.push_back(MakeLink(FileName(i), "/vsimem/none/"));
        jobs.push_back({static_cast<std::size_t>(i), 0, 0});
    }
    m_links = links;
    m_options.isFailureNoData = true;
    for (const int margin : {0, 1})
    {
        m_options.maskDilation = margin;
        const ErrorCapture capture;
        const Counter counter;
        EXPECT_TRUE(ReadTimeSteps(*Open("CLOUD"), 4, jobs, counter, nullptr,
                                  nullptr, nullptr));
        // Two bytes for each pixel of a tile.
        constexpr std::size_t kMost = kMostStepBytes / (2 * 3660 * 3660);
        static_assert(kMost < 32);
        EXPECT_GT(counter.m_most, 1);
        if (margin > 0)
        {
            EXPECT_LE(counter.m_most, static_cast<int>(kMost));
        }
    }
}
