// SPDX-License-Identifier: MIT
// Any positions of a file, without the blocks that nobody wants.

#include "driver/cube/plane_reader.h"

#include "tests/support/hls_files.h"
#include "vsi/base/error_capture.h"

#include "gdal_priv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <random>
#include <set>

using namespace hlsts;
using namespace hlsts_test;

namespace
{

const std::vector<PixelSize> kFull = {{kSize, kSize}};
const std::vector<PixelSize> kHalf = {{kSize / 2, kSize / 2}, {kSize, kSize}};

std::vector<int> Range(int first, int count, int step = 1)
{
    std::vector<int> range;
    for (int i = 0; i < count; ++i)
        range.push_back(first + i * step);
    return range;
}

class PlaneReaderTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
    }

    void SetUp() override
    {
        m_folder =
            std::string("/vsimem/plane-") +
            testing::UnitTest::GetInstance()->current_test_info()->name();
        m_path = WriteFile(m_folder, 0);
    }

    void TearDown() override
    {
        VSIRmdirRecursive(m_folder.c_str());
    }

    /** Reads positions of the file, opened anew, as Int16. */
    bool Read(const std::vector<PixelSize> &sizes,
              const PixelPositions &positions, const WantedPixels &wanted = {})
    {
        const auto source = Source::Open(m_path, "13TGF");
        EXPECT_TRUE(source) << (source ? "" : source.GetError().message);
        const ErrorCapture capture;
        m_pixels = PlanePixels{};
        return ReadPlane(**source, sizes, positions, wanted, GDT_Int16, {},
                         m_pixels);
    }

    /** The value at a position, counted row by row. */
    int ValueAt(std::size_t place) const
    {
        std::int16_t value = 0;
        std::memcpy(&value, m_pixels.values.data() + place * sizeof(value),
                    sizeof(value));
        return value;
    }

    /** Expects the pixels of full resolution at wanted positions. */
    void ExpectPixels(const PixelPositions &positions,
                      const WantedPixels &wanted = {}) const
    {
        const std::size_t count =
            positions.rows.size() * positions.columns.size();
        ASSERT_EQ(m_pixels.values.size(), count * sizeof(std::int16_t));
        std::size_t place = 0;
        for (const int row : positions.rows)
            for (const int column : positions.columns)
            {
                if (wanted.empty() || wanted[place])
                {
                    ASSERT_EQ(ValueAt(place), PixelAt(0, row, column))
                        << row << " " << column;
                }
                ++place;
            }
    }

    std::string m_folder{};
    std::string m_path{};
    PlanePixels m_pixels{};
};

/** How many blocks have positions but no wanted one. */
std::size_t UnwantedBlocks(const PixelPositions &positions,
                           const WantedPixels &wanted)
{
    std::set<std::pair<int, int>> seen;
    std::set<std::pair<int, int>> needed;
    std::size_t place = 0;
    for (const int row : positions.rows)
        for (const int column : positions.columns)
        {
            const auto block = std::make_pair(row / kBlock, column / kBlock);
            seen.insert(block);
            if (wanted[place++])
                needed.insert(block);
        }
    return seen.size() - needed.size();
}

/** One byte for each position: wanted where both lie in a rectangle. */
WantedPixels WantedIn(const PixelPositions &positions,
                      const PixelWindow &window)
{
    WantedPixels wanted;
    for (const int row : positions.rows)
        for (const int column : positions.columns)
            wanted.push_back(
                row >= window.yOff && row < window.yOff + window.ySize &&
                column >= window.xOff && column < window.xOff + window.xSize);
    return wanted;
}

}  // namespace

TEST_F(PlaneReaderTest, ReadsNeighboursAndSingles)
{
    for (const PixelPositions &positions :
         std::vector<PixelPositions>{{Range(0, kSize), Range(0, kSize)},
                                     {Range(5, 30), Range(17, 20)},
                                     {{63}, {63}},
                                     {{0, 1, 17, 40, 63}, {3, 60}},
                                     {{7, 7, 8, 8, 9}, {2, 2, 3}}})
    {
        ASSERT_TRUE(Read(kFull, positions));
        ExpectPixels(positions);
        EXPECT_EQ(m_pixels.blocksSkipped, 0u);
    }
}

TEST_F(PlaneReaderTest, BlocksThatNobodyWantsAreNotRead)
{
    const PixelPositions all{Range(0, kSize), Range(0, kSize)};
    // The wanted pixels are in the blocks of columns 1 and 2 of row 1.
    const WantedPixels wanted = WantedIn(all, {31, 20, 2, 3});
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            if (row != 1 || (column != 1 && column != 2))
                DamageBlock(m_path, column, row);
    ASSERT_TRUE(Read(kFull, all, wanted));
    ExpectPixels(all, wanted);
    EXPECT_EQ(m_pixels.blocksSkipped, 14u);
    // One pixel of another block makes the difference.
    WantedPixels one = wanted;
    one.front() = 1;
    EXPECT_FALSE(Read(kFull, all, one));
    EXPECT_FALSE(Read(kFull, all));
}

TEST_F(PlaneReaderTest, WithoutAnyWantedPixelNothingIsRead)
{
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            DamageBlock(m_path, column, row);
    const PixelPositions positions{Range(10, 30), Range(40, 3)};
    ASSERT_TRUE(Read(kFull, positions, WantedPixels(90, 0)));
    EXPECT_EQ(m_pixels.values.size(), 180u);
    EXPECT_EQ(m_pixels.blocksSkipped, 3u);
}

TEST_F(PlaneReaderTest, BlockBetweenPositionsIsNotCounted)
{
    // Columns in blocks 0 and 3 only: those between are no blocks of the read.
    const PixelPositions positions{{0, 63}, {0}};
    ASSERT_TRUE(Read(kFull, positions, {1, 0}));
    ExpectPixels(positions, {1, 0});
    EXPECT_EQ(m_pixels.blocksSkipped, 1u);
}

TEST_F(PlaneReaderTest, AnyPatternHasItsPixelsAndItsCount)
{
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round)
    {
        const auto below = [&random](int limit)
        { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
        PixelPositions positions;
        for (std::vector<int> *axis : {&positions.columns, &positions.rows})
        {
            const int step = 1 + below(5);
            const int first = below(20);
            *axis = Range(first, 1 + below((kSize - first) / step), step);
        }
        WantedPixels wanted(positions.columns.size() * positions.rows.size(),
                            0);
        for (int i = below(6); i > 0; --i)
            wanted[static_cast<std::size_t>(
                below(static_cast<int>(wanted.size())))] = 1;
        ASSERT_TRUE(Read(kFull, positions, wanted));
        ExpectPixels(positions, wanted);
        EXPECT_EQ(m_pixels.blocksSkipped, UnwantedBlocks(positions, wanted));
    }
}

TEST_F(PlaneReaderTest, BlocksOfALAreTwoReads)
{
    // Wanted: all of the block column 0, and of row 3.
    const PixelPositions all{Range(2, 60), Range(3, 61)};
    WantedPixels wanted = WantedIn(all, {0, 0, 16, 64});
    const WantedPixels foot = WantedIn(all, {0, 48, 64, 16});
    for (std::size_t i = 0; i < wanted.size(); ++i)
        wanted[i] = wanted[i] || foot[i];
    for (int row = 0; row < 3; ++row)
        for (int column = 1; column < 4; ++column)
            DamageBlock(m_path, column, row);
    ASSERT_TRUE(Read(kFull, all, wanted));
    ExpectPixels(all, wanted);
    EXPECT_EQ(m_pixels.blocksSkipped, 9u);
}

TEST_F(PlaneReaderTest, OverviewIsReadWhereThereIsOne)
{
    FileOptions options;
    options.overviewFactors = {2};
    WriteImage(m_path, options,
               [](int row, int column) { return PixelAt(0, row, column); });
    GDALDatasetH dataset = GDALOpen(m_path.c_str(), GA_Update);
    GDALFillRaster(GDALGetOverview(GDALGetRasterBand(dataset, 1), 0), 77, 0);
    GDALClose(dataset);
    const PixelPositions positions{Range(3, 9), Range(20, 5)};
    ASSERT_TRUE(Read(kHalf, positions));
    ASSERT_EQ(m_pixels.values.size(), 90u);
    for (std::size_t i = 0; i < 45; ++i)
        ASSERT_EQ(ValueAt(i), 77);
}

TEST_F(PlaneReaderTest, FileWithoutOverviewsIsReadWhereTheOverviewWouldShow)
{
    const PixelPositions positions{Range(3, 9), {0, 20, 31}};
    ASSERT_TRUE(Read(kHalf, positions));
    ExpectPixels(AtFullResolution(positions, kHalf));
    // Positions 8 and 16 of the overview are the blocks 1 and 2 of the file.
    const WantedPixels wanted = {0, 1};
    DamageBlock(m_path, 1, 0);
    ASSERT_TRUE(Read(kHalf, {{8, 16}, {0}}, wanted));
    EXPECT_EQ(m_pixels.blocksSkipped, 1u);
    EXPECT_EQ(ValueAt(1), PixelAt(0, 0, 32));
}

TEST_F(PlaneReaderTest, ValuesHaveTheTypeThatIsAskedFor)
{
    const auto source = Source::Open(m_path, "13TGF");
    ASSERT_TRUE(source);
    PlanePixels pixels;
    ASSERT_TRUE(
        ReadPlane(**source, kFull, {{5, 9}, {7}}, {}, GDT_Float32, {}, pixels));
    float values[2] = {};
    ASSERT_EQ(pixels.values.size(), sizeof(values));
    std::memcpy(values, pixels.values.data(), sizeof(values));
    EXPECT_EQ(values[0], PixelAt(0, 7, 5));
    EXPECT_EQ(values[1], PixelAt(0, 7, 9));
}

TEST_F(PlaneReaderTest, MonitorEndsTheRead)
{
    const auto source = Source::Open(m_path, "13TGF");
    ASSERT_TRUE(source);
    const ErrorCapture capture;
    PlanePixels pixels;
    const TransferMonitor stop{
        [](double, const char *, void *) { return FALSE; }, nullptr};
    EXPECT_FALSE(ReadPlane(**source, kFull, {Range(0, kSize), Range(0, kSize)},
                           {}, GDT_Int16, stop, pixels));
}
