// SPDX-License-Identifier: MIT
// Runs a read plan: all granules at the same time, into the caller's buffer.

#include "driver/reader.h"

#include "driver/error_capture.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace hlsts
{

namespace
{

/** Gives a worker the configuration options of the thread it works for
 * (rasterio.Env sets them per thread). */
class ConfigScope
{
  public:
    explicit ConfigScope(const CPLStringList &options)
    {
        CPLSetThreadLocalConfigOptions(options.List());
    }

    ~ConfigScope()
    {
        CPLSetThreadLocalConfigOptions(nullptr);
    }

    ConfigScope(const ConfigScope &) = delete;
    ConfigScope &operator=(const ConfigScope &) = delete;
};

/** What the jobs of one read have reported, in the order of the jobs. */
class Ledger
{
  public:
    void AddFailure(std::size_t job, std::string message)
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        if (!m_failure || job < m_failedJob)
        {
            m_failure = std::move(message);
            m_failedJob = job;
        }
    }

    void AddWarnings(const std::vector<CapturedError> &errors)
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        for (const auto &error : errors)
            if (error.errorClass == CE_Warning)
                m_warnings.insert(error.message);
    }

    /** Raises each warning once in this thread and returns the outcome. */
    Status Replay() const
    {
        for (const auto &warning : m_warnings)
            CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
        if (m_failure)
            return Error{*m_failure};
        return Done{};
    }

  private:
    std::mutex m_mutex{};
    std::optional<std::string> m_failure{};
    std::size_t m_failedJob = 0;
    std::set<std::string> m_warnings{};
};

/** One call of ReadTimeSteps(), as its workers see it. */
class Read
{
  public:
    Read(const Cube &cube, std::size_t array, const PixelTransfer &transfer,
         void *buffer)
        : m_cube(cube), m_array(array), m_transfer(transfer), m_buffer(buffer)
    {
    }

    /** Runs a job in whatever thread this is; false when it failed. */
    bool RunJob(std::size_t index, const ReadJob &job,
                const TransferMonitor &monitor)
    {
        const ErrorCapture capture;
        std::string why;
        bool ok = false;
        try
        {
            ok = ReadStep(job, monitor, why);
        }
        catch (const std::exception &e)
        {
            why = e.what();
        }
        m_ledger.AddWarnings(capture.GetErrors());
        if (ok)
            return true;
        if (why.empty())
            why = capture.GetFailureText();
        m_ledger.AddFailure(
            index, "HLSTS: cannot read " +
                       m_cube.DescribeAsset(job.timeIndex, m_array) + ": " +
                       (why.empty() ? "the read was interrupted" : why));
        return false;
    }

    const Ledger &GetLedger() const
    {
        return m_ledger;
    }

    void Stop()
    {
        m_isStopped = true;
    }

    bool IsStopped() const
    {
        return m_isStopped;
    }

    /** Asked by GDAL during a worker's RasterIO(). */
    static int CPL_STDCALL KeepGoing(double, const char *, void *data)
    {
        return !static_cast<Read *>(data)->m_isStopped;
    }

  private:
    bool ReadStep(const ReadJob &job, const TransferMonitor &monitor,
                  std::string &why)
    {
        const Asset &asset =
            m_cube.GetSeries().granules[job.timeIndex].assets[m_array];
        void *target = static_cast<GByte *>(m_buffer) + job.bufferOffset;
        if (asset.path.empty())
        {
            const CubeArray &array = m_cube.GetArrays()[m_array];
            m_transfer.Fill(array.hasNoData ? array.noData : 0, target);
            return true;
        }
        auto source = m_cube.TakeSource(asset, m_array);
        if (!source)
        {
            why = source.GetError().message;
            return false;
        }
        // A source whose read failed isn't kept: its next reader shall begin
        // with a new header.
        if (!m_transfer.Read(**source, target, monitor))
            return false;
        m_cube.GiveSource(asset, std::move(*source));
        return true;
    }

    const Cube &m_cube;
    const std::size_t m_array;
    const PixelTransfer &m_transfer;
    void *const m_buffer;
    Ledger m_ledger{};
    std::atomic<bool> m_isStopped{false};
};

void RunHere(Read &read, const std::vector<ReadJob> &jobs,
             GDALProgressFunc progress, void *progressData)
{
    const double count = static_cast<double>(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        // The pixels of this one job report within their share of the whole.
        void *scaled =
            progress
                ? GDALCreateScaledProgress(static_cast<double>(i) / count,
                                           static_cast<double>(i + 1) / count,
                                           progress, progressData)
                : nullptr;
        const bool ok = read.RunJob(
            i, jobs[i], {scaled ? GDALScaledProgress : nullptr, scaled});
        if (scaled)
            GDALDestroyScaledProgress(scaled);
        if (!ok)
            return;
    }
}

void RunInWorkers(Read &read, const Cube &cube,
                  const std::vector<ReadJob> &jobs, GDALProgressFunc progress,
                  void *progressData)
{
    const CPLStringList options(CPLGetThreadLocalConfigOptions());
    const auto runJob = [&](std::size_t index)
    {
        const ConfigScope scope(options);
        return !read.IsStopped() &&
               read.RunJob(index, jobs[index], {Read::KeepGoing, &read});
    };
    const auto keepGoing = [&](std::size_t ended)
    {
        const double share =
            static_cast<double>(ended) / static_cast<double>(jobs.size());
        if (progress && !progress(share, "", progressData))
            read.Stop();
        return !read.IsStopped();
    };
    cube.GetWorkers().Run(jobs.size(), cube.GetOptions().threads, runJob,
                          keepGoing);
}

}  // namespace

Status ReadTimeSteps(const Cube &cube, std::size_t array,
                     const std::vector<ReadJob> &jobs,
                     const PixelTransfer &transfer, void *buffer,
                     GDALProgressFunc progress, void *progressData)
{
    Read read(cube, array, transfer, buffer);
    // A single step stays in the caller's thread, which has its connection
    // from the last one.
    if (jobs.size() == 1 || cube.GetOptions().threads == 1)
        RunHere(read, jobs, progress, progressData);
    else
        RunInWorkers(read, cube, jobs, progress, progressData);
    if (read.IsStopped())
        return Error{"HLSTS: the read of " + cube.GetCollection().GetName() +
                     " was stopped by the caller"};
    auto outcome = read.GetLedger().Replay();
    if (outcome && progress)
        progress(1.0, "", progressData);
    return outcome;
}

}  // namespace hlsts
