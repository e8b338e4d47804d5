// SPDX-License-Identifier: MIT
// Reads of all granules, their failures and warnings, by any number of threads.

#include "driver/cube/reader.h"

#include "vsi/base/error_capture.h"
#include "tests/support/hls_files.h"

#include "cpl_conv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
        return true;
    }

    PixelWindow GetWindow() const override
    {
        return {0, 0, 1, 1};
    }

    bool ReadFrom(GDALRasterBand &, const PixelWindow &, void *,
                  const TransferMonitor &) const override
    {
        return true;
    }

    void Fill(double, void *) const override
    {
    }
};

/** A job for each granule. */
std::vector<ReadJob> AllSteps()
{
    std::vector<ReadJob> jobs;
    for (std::size_t i = 0; i < kGranules; ++i)
        jobs.push_back({i, 0, 0});
    return jobs;
}

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

    void TearDown() override
    {
        VSIRmdirRecursive(m_folder.c_str());
    }

    /** @param isFailureNoData the option ON_ERROR. */
    std::shared_ptr<const Cube> OpenCube(std::size_t threads = 64,
                                         bool isFailureNoData = false)
    {
        std::vector<Link> links;
        for (int i = 0; i < kGranules; ++i)
            links.push_back(LinkTo(m_folder, i));
        const auto collection = CollectionOf(InputOf(links));
        CubeOptions options;
        options.threads = threads;
        options.access = "S3";
        options.isFailureNoData = isFailureNoData;
        auto cube =
            Cube::Open(collection, SeriesOf(*collection).front(), options);
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
        const auto plan = PlanHyperslab(0, time, y, x, kGranules, kSize, kSize);
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

    class OptionProbe final : public Probe
    {
      public:
        explicit OptionProbe(std::atomic<int> &count) : m_count(count)
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

      private:
        std::atomic<int> &m_count;
    };

    for (const std::size_t threads : {1u, 64u})
        EXPECT_TRUE(ReadTimeSteps(*OpenCube(threads), 0, AllSteps(),
                                  OptionProbe(seen), nullptr, nullptr,
                                  nullptr));
    CPLSetThreadLocalConfigOption("HLSTS_TEST_OPTION", nullptr);
    EXPECT_EQ(seen, 2 * kGranules);
    // The caller's own options are as they were.
    EXPECT_EQ(CPLGetConfigOption("VSIEARTHDATA_ACCESS", nullptr), nullptr);
}

TEST_F(ReaderTest, WarningsAreRaisedInTheCallersThread)
{
    class Warner final : public Probe
    {
      public:
        bool Read(const Source &, void *,
                  const TransferMonitor &) const override
        {
            CPLError(CE_Warning, CPLE_AppDefined, "something odd");
            return true;
        }
    };

    const auto cube = OpenCube();
    const ErrorCapture capture;
    EXPECT_TRUE(ReadTimeSteps(*cube, 0, AllSteps(), Warner(), nullptr, nullptr,
                              nullptr));
    ASSERT_EQ(capture.GetErrors().size(), 1u);
    EXPECT_EQ(capture.GetErrors()[0].message, "something odd");
}

TEST_F(ReaderTest, TheCallerMayStop)
{
    const auto cube = OpenCube(1);
    std::vector<std::int16_t> values(kGranules * kSize * kSize);
    std::vector<ReadJob> jobs;
    for (std::size_t i = 0; i < kGranules; ++i)
        jobs.push_back(
            {i, 0, static_cast<std::ptrdiff_t>(i) * kSize * kSize * 2});
    const AxisSelection rows{0, kSize, 1, kSize * 2};
    const AxisSelection columns{0, kSize, 1, 2};
    const Status status = ReadTimeSteps(
        *cube, 0, jobs, SlabTransfer(rows, columns, GDT_Int16, GDT_Int16, 16),
        values.data(), [](double, const char *, void *) { return 0; }, nullptr);
    ASSERT_FALSE(status);
    EXPECT_TRUE(status.GetError().isInterruption);
}

TEST_F(ReaderTest, ProgressAscendsToTheEnd)
{
    for (const std::size_t threads : {1u, 64u})
    {
        std::vector<double> shares;
        EXPECT_TRUE(ReadTimeSteps(
            *OpenCube(threads), 0, AllSteps(), Probe(), nullptr,
            [](double share, const char *, void *data)
            {
                static_cast<std::vector<double> *>(data)->push_back(share);
                return TRUE;
            },
            &shares));
        ASSERT_FALSE(shares.empty());
        EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
        EXPECT_EQ(shares.back(), 1);
    }
}

TEST_F(ReaderTest, FailureMayBecomeNoData)
{
    VSIUnlink((m_folder + "/" + FileName(3)).c_str());
    for (const std::size_t threads : {1u, 64u})
    {
        const auto cube = OpenCube(threads, true);
        std::vector<std::int32_t> values;
        const ErrorCapture capture;
        const Status status =
            ReadSlab(*cube, {5, 2, 1, 0}, {8, 3, 1, 0}, values);
        ASSERT_TRUE(status) << status.GetError().message;
        for (std::size_t i = 0; i < values.size(); ++i)
        {
            const int granule = static_cast<int>(i) / 6;
            EXPECT_EQ(values[i],
                      granule == 3
                          ? -9999
                          : PixelAt(granule, 5 + static_cast<int>(i) % 6 / 3,
                                    8 + static_cast<int>(i) % 3));
        }
        const auto failures = cube->GetFailures().Get();
        ASSERT_EQ(failures.size(), 1u);
        EXPECT_EQ(failures.begin()->first, 3u);
        EXPECT_THAT(failures.begin()->second, HasSubstr("No such file"));
        ASSERT_EQ(capture.GetErrors().size(), 1u);
        EXPECT_EQ(capture.GetErrors()[0].errorClass, CE_Warning);
        EXPECT_THAT(capture.GetErrors()[0].message,
                    AllOf(HasSubstr("HLS.L30.T13TGF.2021113T172406.v2.0 red"),
                          HasSubstr("line 4 of links.txt"),
                          HasSubstr("ON_ERROR=NODATA")));
    }
}

TEST_F(ReaderTest, WithoutANoDataValueAFailureStaysOne)
{
    FileOptions options;
    options.type = GDT_Byte;
    for (int i = 0; i < kGranules; ++i)
        WriteFile(m_folder, i, options);
    VSIUnlink((m_folder + "/" + FileName(3)).c_str());
    const auto cube = OpenCube(64, true);
    std::vector<std::int32_t> values;
    EXPECT_FALSE(ReadSlab(*cube, {0, 1, 1, 0}, {0, 1, 1, 0}, values));
    EXPECT_TRUE(cube->GetFailures().Get().empty());
}

TEST_F(ReaderTest, FailedLoginIsNoMissingData)
{
    class Refused final : public Probe
    {
      public:
        bool Read(const Source &, void *,
                  const TransferMonitor &) const override
        {
            CPLError(CE_Failure, CPLE_AWSInvalidCredentials, "no such user");
            return false;
        }
    };

    const auto cube = OpenCube(64, true);
    const Status status = ReadTimeSteps(*cube, 0, AllSteps(), Refused(),
                                        nullptr, nullptr, nullptr);
    ASSERT_FALSE(status);
    EXPECT_THAT(status.GetError().message, HasSubstr("no such user"));
    EXPECT_TRUE(cube->GetFailures().Get().empty());
}

TEST_F(ReaderTest, StoppedReadIsNoMissingData)
{
    const auto cube = OpenCube(1, true);
    std::vector<std::int16_t> values(kSize * kSize);
    const Status status = ReadTimeSteps(
        *cube, 0, {{0, 0, 0}},
        SlabTransfer({0, kSize, 1, kSize * 2}, {0, kSize, 1, 2}, GDT_Int16,
                     GDT_Int16, 16),
        values.data(), [](double, const char *, void *) { return 0; }, nullptr);
    ASSERT_FALSE(status);
    EXPECT_TRUE(status.GetError().isInterruption);
    EXPECT_TRUE(cube->GetFailures().Get().empty());
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
