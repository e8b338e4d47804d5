// SPDX-License-Identifier: MIT
// Runs a read plan: all granules at the same time, into the caller's buffer.

#include "driver/cube/reader.h"

#include "driver/cube/error_ledger.h"
#include "driver/cube/read_options.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/text.h"

#include "cpl_string.h"

#include <atomic>
#include <exception>
#include <string>

namespace hlsts
{

namespace
{

/** Whether a path leads to another host than NASA's, by HTTPS. */
bool IsForeignUrl(const std::string &path)
{
    return StartsWith(path, "/vsicurl");
}

/** One call of ReadTimeSteps(), as its workers see it. */
class ReadCall
{
  public:
    ReadCall(const Cube &cube, std::size_t array, const PixelTransfer &transfer,
             void *buffer)
        : m_cube(cube), m_array(array), m_transfer(transfer), m_buffer(buffer),
          m_options(ReadingOptions(cube)),
          m_foreignOptions(WithoutLogin(m_options))
    {
    }

    /** Runs a job in this thread; false when it failed. */
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
        const Asset &asset = AssetOf(job);
        m_ledger.AddWarnings(capture.GetErrors(), asset);
        if (ok)
            return true;
        if (why.empty())
            why = capture.GetFailureText();
        if (why.empty())
            why = "the read was interrupted";
        m_ledger.AddFailure(index,
                            "HLSTS: cannot read " +
                                m_cube.DescribeAsset(job.timeIndex, m_array),
                            why, asset);
        return false;
    }

    const ErrorLedger &GetLedger() const
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

    /** A GDALProgressFunc for a worker's RasterIO(): ends it when the read has
     * been stopped.
     *
     * @param data this. */
    static int CPL_STDCALL KeepGoing(double, const char *, void *data)
    {
        return !static_cast<ReadCall *>(data)->m_isStopped;
    }

  private:
    bool ReadStep(const ReadJob &job, const TransferMonitor &monitor,
                  std::string &why)
    {
        const Asset &asset = AssetOf(job);
        void *target = static_cast<GByte *>(m_buffer) + job.bufferOffset;
        if (asset.path.empty())
        {
            const CubeArray &array = m_cube.GetArrays()[m_array];
            if (!array.hasNoData)
            {
                why = "the list has no such file, and its files have no nodata "
                      "value to say so. Choose the scenes that have this band";
                return false;
            }
            m_transfer.Fill(array.noData, target);
            return true;
        }
        const ConfigScope scope(IsForeignUrl(asset.path) ? m_foreignOptions
                                                         : m_options);
        auto source = m_cube.TakeSource(asset, m_array);
        if (!source)
        {
            why = source.GetError().message;
            return false;
        }
        // After a failure the source isn't given back: what GDAL has of the
        // file may be wrong, so the next read opens the file anew.
        if (!m_transfer.Read(**source, target, monitor))
            return false;
        m_cube.GiveSource(asset, std::move(*source));
        return true;
    }

    const Asset &AssetOf(const ReadJob &job) const
    {
        return m_cube.GetSeries().granules[job.timeIndex].assets[m_array];
    }

    const Cube &m_cube;
    const std::size_t m_array;
    const PixelTransfer &m_transfer;
    void *const m_buffer;
    const CPLStringList m_options;
    const CPLStringList m_foreignOptions;
    ErrorLedger m_ledger{};
    std::atomic<bool> m_isStopped{false};
};

/** The caller's progress callback, which isn't called again after it has
 * stopped the read. */
class Progress
{
  public:
    Progress(ReadCall &read, std::size_t jobs, GDALProgressFunc function,
             void *data)
        : m_read(read), m_jobs(static_cast<double>(jobs)), m_function(function),
          m_data(data)
    {
    }

    /** Calls it; false when the read shall stop.
     *
     * @param jobs how many jobs have ended; may have a fraction. */
    bool Report(double jobs) const
    {
        if (m_function && !m_read.IsStopped() &&
            !m_function(jobs / m_jobs, "", m_data))
            m_read.Stop();
        return !m_read.IsStopped();
    }

  private:
    ReadCall &m_read;
    const double m_jobs;
    const GDALProgressFunc m_function;
    void *const m_data;
};

/** The progress of a job that runs in the caller's thread. */
struct JobProgress
{
    const Progress &progress;
    const std::size_t index;

    /** A GDALProgressFunc.
     *
     * @param share how much of the job is done, 0 to 1.
     * @param data this. */
    static int CPL_STDCALL Report(double share, const char *, void *data)
    {
        const auto *self = static_cast<JobProgress *>(data);
        return self->progress.Report(static_cast<double>(self->index) + share);
    }
};

/** Runs the jobs in this thread. */
void RunHere(ReadCall &read, const std::vector<ReadJob> &jobs,
             const Progress &progress)
{
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        JobProgress job{progress, i};
        if (!read.RunJob(i, jobs[i], {JobProgress::Report, &job}) ||
            !progress.Report(static_cast<double>(i + 1)))
            return;
    }
}

/** Runs the jobs in the workers' threads, as many at the same time as the
 * cube's options say. */
void RunInWorkers(ReadCall &read, const Cube &cube,
                  const std::vector<ReadJob> &jobs, const Progress &progress)
{
    const auto runJob = [&](std::size_t index)
    {
        return !read.IsStopped() &&
               read.RunJob(index, jobs[index], {ReadCall::KeepGoing, &read});
    };
    cube.GetWorkers().Run(
        jobs.size(), cube.GetOptions().threads, runJob,
        [&](std::size_t ended)
        { return progress.Report(static_cast<double>(ended)); });
    progress.Report(static_cast<double>(jobs.size()));
}

}  // namespace

Status ReadTimeSteps(const Cube &cube, std::size_t array,
                     const std::vector<ReadJob> &jobs,
                     const PixelTransfer &transfer, void *buffer,
                     GDALProgressFunc progress, void *progressData)
{
    if (jobs.empty())
        return Done{};
    ReadCall read(cube, array, transfer, buffer);
    const Progress caller(read, jobs.size(), progress, progressData);
    // GDAL keeps connections per thread: a program that reads step by step in
    // one thread has a connection there from the step before.
    if (jobs.size() == 1 || cube.GetOptions().threads == 1)
        RunHere(read, jobs, caller);
    else
        RunInWorkers(read, cube, jobs, caller);
    if (read.IsStopped())
        return Error{"HLSTS: the read of " + cube.GetCollection().GetLabel() +
                         " was stopped by the caller",
                     true};
    return read.GetLedger().Replay();
}

}  // namespace hlsts
