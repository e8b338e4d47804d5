// SPDX-License-Identifier: MIT
// Reads of all granules, their failures and warnings, by any number of threads.

#include "driver/cube/reader.h"

#include "vsi/base/error_capture.h"
#include "tests/support/hls_files.h"

#include "cpl_conv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

using namespace hlsts;
using namespace hlsts_test;
using testing::AllOf;
using testing::HasSubstr;

namespace
{

constexpr int kGranules = 6;

class ReaderTest : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        GDALAllRegister();
    }

    void SetUp() override
    {
        m_folder =
            std::string("/vsimem/") +
            testing::UnitTest::GetInstance()->current_test_info()->name();
        for (int i = 0; i < kGranules; ++i)
            WriteFile(m_folder, i);
    }

    std::shared_ptr<const Cube> OpenCube(std::size_t threads = 64)
    {
        std::vector<Link> links;
        for (int i = 0; i < kGranules; ++i)
            links.push_back(LinkTo(m_folder, i));
        const auto collection = Collection::Build("links.txt", links, {});
        EXPECT_TRUE(collection);
        CubeOptions options;
        options.threads = threads;
        options.access = "S3";
        auto cube =
            Cube::Open(*collection, (*collection)->GetTiles().front(), options);
        EXPECT_TRUE(cube) << (cube ? "" : cube.GetError().message);
        return *cube;
    }

    /** Reads columns x of rows y of all granules as Int32. */
    static Status ReadSlab(const Cube &cube, AxisSelection y, AxisSelection x,
                           std::vector<std::int32_t> &values)
    {
        x.stride = sizeof(std::int32_t);
        y.stride = static_cast<std::ptrdiff_t>(x.count) * x.stride;
        const AxisSelection time{
            0, kGranules, 1, static_cast<std::ptrdiff_t>(y.count) * y.stride};
        const auto plan = PlanHyperslab(time, y, x, kGranules, kSize, kSize);
        EXPECT_TRUE(plan);
        values.assign(kGranules * y.count * x.count, -1);
        return ReadTimeSteps(
            cube, 0, plan->jobs,
            SlabTransfer(plan->y, plan->x, GDT_Int16, GDT_Int32, 16),
            values.data(), nullptr, nullptr);
    }

    static void ExpectSlab(const Cube &cube, const AxisSelection &y,
                           const AxisSelection &x)
    {
        std::vector<std::int32_t> values;
        const Status status = ReadSlab(cube, y, x, values);
        ASSERT_TRUE(status) << status.GetError().message;
        std::size_t place = 0;
        for (int t = 0; t < kGranules; ++t)
            for (std::size_t i = 0; i < y.count; ++i)
                for (std::size_t j = 0; j < x.count; ++j, ++place)
                    ASSERT_EQ(values[place],
                              PixelAt(t,
                                      static_cast<int>(y.start) +
                                          static_cast<int>(i) *
                                              static_cast<int>(y.step),
                                      static_cast<int>(x.start) +
                                          static_cast<int>(j) *
                                              static_cast<int>(x.step)));
    }

    std::string FailureOfRead(std::size_t threads)
    {
        const auto cube = OpenCube(threads);
        std::vector<std::int32_t> values;
        const Status status =
            ReadSlab(*cube, {0, kSize, 1, 0}, {0, kSize, 1, 0}, values);
        EXPECT_FALSE(status);
        return status ? "" : status.GetError().message;
    }

    std::string m_folder{};
};

}  // namespace

TEST_F(ReaderTest, AnyStepReadsTheRightPixels)
{
    const auto cube = OpenCube();
    for (const std::int64_t yStep : {1, 3, 20, -1, -17})
        for (const std::int64_t xStep : {1, 2, -1, -5})
            ExpectSlab(*cube, {yStep > 0 ? 2u : 60u, 4, yStep, 0},
                       {xStep > 0 ? 1u : 50u, 9, xStep, 0});
    ExpectSlab(*cube, {0, kSize, 1, 0}, {0, kSize, 1, 0});
    ExpectSlab(*cube, {63, 1, 1, 0}, {63, 1, 1, 0});
}

TEST_F(ReaderTest, FirstLocalHeaderDecides)
{
    const auto cube = OpenCube();
    EXPECT_EQ(cube->GetGrid().width, kSize);
    EXPECT_EQ(cube->GetArrays()[0].blockSize, PixelSize(16, 16));
    EXPECT_TRUE(cube->GetArrays()[0].overviewSizes.empty());
    // What the numbers mean is the product's, not the file's.
    EXPECT_EQ(cube->GetArrays()[0].scale, 0.0001);
}

TEST_F(ReaderTest, AnotherTypeIsUnderstoodFromTheFile)
{
    FileOptions options;
    options.type = GDT_Float32;
    for (int i = 0; i < kGranules; ++i)
        WriteFile(m_folder, i, options);
    const auto cube = OpenCube();
    EXPECT_EQ(cube->GetArrays()[0].dataType, GDT_Float32);
    EXPECT_EQ(cube->GetArrays()[0].scale, 1);
    // The file has no nodata value, but a float can be NaN.
    EXPECT_TRUE(std::isnan(cube->GetArrays()[0].noData));
}

TEST_F(ReaderTest, FailureNamesGranuleLinkAndReason)
{
    const std::vector<std::pair<FileOptions, const char *>> cases = {
        {{30, 32613, GDT_Int16, kSize}, "origin 699990, 4600020"},
        {{0, 32614, GDT_Int16, kSize}, "EPSG:32614"},
        {{0, 32613, GDT_Int32, kSize}, "Int32"},
        {{0, 32613, GDT_Int16, kSize - 1}, "63 x 63"},
    };
    for (const auto &c : cases)
    {
        WriteFile(m_folder, 3, c.first);
        const std::string message = FailureOfRead(64);
        EXPECT_THAT(message,
                    AllOf(HasSubstr("HLS.L30.T13TGF.2021113T172406.v2.0 red"),
                          HasSubstr("line 4 of links.txt"), HasSubstr(c.second),
                          HasSubstr("expected")));
    }
}

TEST_F(ReaderTest, TheEarliestFailureIsReportedByAnyNumberOfThreads)
{
    for (const int broken : {5, 2, 4})
        VSIUnlink((m_folder + "/" + FileName(broken)).c_str());
    for (const std::size_t threads : {1u, 2u, 64u})
        for (int round = 0; round < 5; ++round)
            EXPECT_THAT(FailureOfRead(threads), HasSubstr("2021112T172406"));
}

TEST_F(ReaderTest, ACutFileIsAnErrorEvenWhereItStillDecodes)
{
    CutLastByte(m_folder + "/" + FileName(4));
    const auto cube = OpenCube();
    std::vector<std::int32_t> values;
    const Status status = ReadSlab(*cube, {0, 1, 1, 0}, {0, 1, 1, 0}, values);
    ASSERT_FALSE(status);
    EXPECT_THAT(status.GetError().message,
                AllOf(HasSubstr("2021114T172406"), HasSubstr("damaged")));
}

TEST_F(ReaderTest, WorkersHaveTheCallersOptions)
{
    // rasterio.Env sets options in the thread that reads.
    CPLSetThreadLocalConfigOption("HLSTS_TEST_OPTION", "x");
    std::atomic<int> seen{0};

    class Probe final : public PixelTransfer
    {
      public:
        explicit Probe(std::atomic<int> &count) : m_count(count)
        {
        }

        bool Read(const Source &, void *,
                  const TransferMonitor &) const override
        {
            m_count +=
                EQUAL(CPLGetConfigOption("HLSTS_TEST_OPTION", ""), "x") &&
                EQUAL(CPLGetConfigOption("VSIEARTHDATA_ACCESS", ""), "S3");
            return true;
        }

        void Fill(double, void *) const override
        {
        }

      private:
        std::atomic<int> &m_count;
    };

    std::vector<ReadJob> jobs;
    for (std::size_t i = 0; i < kGranules; ++i)
        jobs.push_back({i, 0});
    for (const std::size_t threads : {1u, 64u})
        EXPECT_TRUE(ReadTimeSteps(*OpenCube(threads), 0, jobs, Probe(seen),
                                  nullptr, nullptr, nullptr));
    CPLSetThreadLocalConfigOption("HLSTS_TEST_OPTION", nullptr);
    EXPECT_EQ(seen, 2 * kGranules);
    // The caller's own options are as they were.
    EXPECT_EQ(CPLGetConfigOption("VSIEARTHDATA_ACCESS", nullptr), nullptr);
}

TEST_F(ReaderTest, WarningsAreRaisedInTheCallersThread)
{
    class Warner final : public PixelTransfer
    {
      public:
        bool Read(const Source &, void *,
                  const TransferMonitor &) const override
        {
            CPLError(CE_Warning, CPLE_AppDefined, "something odd");
            return true;
        }

        void Fill(double, void *) const override
        {
        }
    };

    const auto cube = OpenCube();
    std::vector<ReadJob> jobs;
    for (std::size_t i = 0; i < kGranules; ++i)
        jobs.push_back({i, 0});
    const ErrorCapture capture;
    EXPECT_TRUE(
        ReadTimeSteps(*cube, 0, jobs, Warner(), nullptr, nullptr, nullptr));
    ASSERT_EQ(capture.GetErrors().size(), 1u);
    EXPECT_EQ(capture.GetErrors()[0].message, "something odd");
}

TEST_F(ReaderTest, TheCallerMayStop)
{
    const auto cube = OpenCube(1);
    std::vector<std::int16_t> values(kGranules * kSize * kSize);
    std::vector<ReadJob> jobs;
    for (std::size_t i = 0; i < kGranules; ++i)
        jobs.push_back({i, static_cast<std::ptrdiff_t>(i) * kSize * kSize * 2});
    const AxisSelection rows{0, kSize, 1, kSize * 2};
    const AxisSelection columns{0, kSize, 1, 2};
    const Status status = ReadTimeSteps(
        *cube, 0, jobs, SlabTransfer(rows, columns, GDT_Int16, GDT_Int16, 16),
        values.data(), [](double, const char *, void *) { return 0; }, nullptr);
    EXPECT_FALSE(status);
}

TEST_F(ReaderTest, ManyThreadsReadOneCube)
{
    const auto cube = OpenCube(8);
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back(
            [&cube, i]
            {
                const auto row = static_cast<std::uint64_t>(i);
                for (int round = 0; round < 10; ++round)
                    ExpectSlab(*cube, {row, 20, 2, 0}, {row, 30, 1, 0});
            });
    for (auto &thread : threads)
        thread.join();
}
