// SPDX-License-Identifier: MIT
// Runs a read plan: all granules at the same time, into the caller's buffer.

#include "driver/cube/reader.h"

#include "vsi/base/mutex.h"
#include "vsi/base/error_capture.h"
#include "vsi/base/text.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <string>

namespace hlsts
{

namespace
{

#ifdef _WIN32
constexpr char kEmptyFile[] = "NUL";
#else
constexpr char kEmptyFile[] = "/dev/null";
#endif

/** The configuration options that a read runs with: those of the calling
 * thread (rasterio.Env sets them per thread) and the cube's own. */
CPLStringList ReadingOptions(const Cube &cube)
{
    CPLStringList options(CPLGetThreadLocalConfigOptions());
    if (!cube.GetOptions().access.empty())
        options.SetNameValue("VSIEARTHDATA_ACCESS",
                             cube.GetOptions().access.c_str());
    return options;
}

/** The same options without any login, for a file at another host than NASA's:
 * a login that the user has set for one host must not be sent to whatever host
 * a list names. */
CPLStringList WithoutLogin(const CPLStringList &options)
{
    CPLStringList others(options);
    for (const char *name :
         {"GDAL_HTTP_HEADERS", "GDAL_HTTP_BEARER", "GDAL_HTTP_COOKIE",
          "GDAL_HTTP_COOKIEFILE", "GDAL_HTTP_COOKIEJAR"})
        if (CPLGetConfigOption(name, nullptr))
            others.SetNameValue(name, "");
    // GDAL can't read an empty file name and warns of an empty scheme.
    if (CPLGetConfigOption("GDAL_HTTP_HEADER_FILE", nullptr))
        others.SetNameValue("GDAL_HTTP_HEADER_FILE", kEmptyFile);
    if (CPLGetConfigOption("GDAL_HTTP_AUTH", nullptr))
        others.SetNameValue("GDAL_HTTP_AUTH", "BASIC");
    if (CPLGetConfigOption("GDAL_HTTP_USERPWD", nullptr))
    {
        others.SetNameValue("GDAL_HTTP_USERPWD", "");
        // libcurl would send the empty user and password, and servers refuse
        // a signed URL with another authorization beside it. This header, which
        // has no value, makes libcurl send none.
        others.SetNameValue("GDAL_HTTP_HEADERS", "Authorization:");
    }
    others.SetNameValue("GDAL_HTTP_NETRC", "NO");
    return others;
}

/** Whether a path leads to another host than NASA's, by HTTPS. */
bool IsForeignUrl(const std::string &path)
{
    return StartsWith(path, "/vsicurl");
}

/** Replaces the thread-local configuration options of this thread while it
 * lives. */
class ConfigScope
{
  public:
    explicit ConfigScope(const CPLStringList &options)
        : m_before(CPLGetThreadLocalConfigOptions())
    {
        CPLSetThreadLocalConfigOptions(options.List());
    }

    ~ConfigScope()
    {
        CPLSetThreadLocalConfigOptions(m_before.List());
    }

    ConfigScope(const ConfigScope &) = delete;
    ConfigScope &operator=(const ConfigScope &) = delete;

  private:
    const CPLStringList m_before;
};

/** A text of GDAL's about a file, without the file's signature.
 *
 * The query of a signed URL is a secret. GDAL's texts name a file by its whole
 * path, or by what follows one of the slashes in it; and a signature may hold
 * slashes. So the whole query is replaced, and also what follows each slash in
 * it, where that is long enough to be told from other words of the text. */
std::string WithoutSignature(std::string text, const Asset &asset)
{
    constexpr std::size_t kShortestSecret = 8;
    const std::size_t query = asset.path.find('?');
    for (std::size_t begin = query; begin < asset.path.size();
         begin = asset.path.find('/', begin) + 1)
    {
        const std::string secret = asset.path.substr(begin);
        if (begin != query && secret.size() < kShortestSecret)
            break;
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at))
            text.replace(at, secret.size(), begin == query ? "?..." : "...");
        if (asset.path.find('/', begin) == std::string::npos)
            break;
    }
    return text;
}

/** What went wrong in the jobs of one read. Safe for concurrent use. */
class ErrorLedger
{
  public:
    /** @param job the job's number: the failure of the lowest counts. */
    void AddFailure(std::size_t job, std::string message)
    {
        const MutexLock lock(m_mutex);
        if (!m_failure || job < m_failedJob)
        {
            m_failure = std::move(message);
            m_failedJob = job;
        }
    }

    void AddWarnings(const std::vector<CapturedError> &errors,
                     const Asset &asset)
    {
        const MutexLock lock(m_mutex);
        for (const auto &error : errors)
            if (error.errorClass == CE_Warning)
                m_warnings.insert(WithoutSignature(error.message, asset));
    }

    /** Raises each warning once in this thread and returns the failure that
     * counts, if there is one. For the end of the read, when no job runs. */
    Status Replay() const
    {
        const MutexLock lock(m_mutex);
        for (const auto &warning : m_warnings)
            CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
        if (m_failure)
            return Error{*m_failure};
        return Done{};
    }

  private:
    mutable Mutex m_mutex{};
    std::optional<std::string> m_failure HLSTS_GUARDED_BY(m_mutex){};
    std::size_t m_failedJob HLSTS_GUARDED_BY(m_mutex) = 0;
    std::set<std::string> m_warnings HLSTS_GUARDED_BY(m_mutex){};
};

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
        why = WithoutSignature(why, asset);
        m_ledger.AddFailure(
            index, "HLSTS: cannot read " +
                       m_cube.DescribeAsset(job.timeIndex, m_array) + ": " +
                       (why.empty() ? "the read was interrupted" : why));
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
