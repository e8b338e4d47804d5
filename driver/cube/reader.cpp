// SPDX-License-Identifier: MIT
// Runs a read plan: all granules at the same time, into the caller's buffer.

#include "driver/cube/reader.h"

#include "driver/cube/error_ledger.h"
#include "driver/cube/granule_reader.h"
#include "driver/cube/read_options.h"
#include "driver/cube/step_pixels.h"
#include "vsi/base/error_capture.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace hlsts
{

namespace
{

/** What a step of an array is read from. */
struct StepSources
{
    ReadJob job{};
    /** In the order in which they count; those that have the files, and whose
     * tile lies in the window. */
    std::vector<GranulePart> parts{};
    /** Whether the only part is read straight into the caller's buffer. */
    bool isDirect = false;
    /** Whether any granule has the files, wherever its tile lies. */
    bool hasFiles = false;
    /** The parts' pixels; empty for a part that has failed. */
    std::vector<std::vector<GByte>> values{};
    /** How many parts have not been read yet. */
    std::atomic<std::size_t> missing{0};
};

/** One task of a worker: a part of a step, or all of a step without parts. */
struct PartTask
{
    StepSources *step = nullptr;
    std::size_t part = 0;
};

/** Takes jobs apart into tasks. */
class TaskList
{
  public:
    TaskList(const Cube &cube, int level, const std::vector<ReadJob> &jobs,
             const PixelTransfer &transfer)
        : m_cube(cube), m_level(level), m_window(transfer.GetWindow()),
          m_isServed(transfer.IsServed(level))
    {
        for (const ReadJob &job : jobs)
        {
            StepSources &step = m_steps.emplace_back();
            step.job = job;
            FindParts(step);
            step.values.resize(step.parts.size());
            step.missing = step.parts.size();
            for (std::size_t i = 0; i < step.parts.size(); ++i)
                m_tasks.push_back({&step, i});
            if (step.parts.empty())
                m_tasks.push_back({&step, 0});
        }
    }

    const std::vector<PartTask> &GetTasks() const
    {
        return m_tasks;
    }

    /** The window of the level that each step needs. */
    const PixelWindow &GetWindow() const
    {
        return m_window;
    }

    /** How many tasks may run at the same time within kMostStepBytes. */
    std::size_t CountParallel() const
    {
        std::size_t bytes = 1;
        for (const StepSources &step : m_steps)
            if (!step.isDirect)
                bytes = std::max(bytes, BytesOf(step));
        return std::max<std::size_t>(1, kMostStepBytes / bytes);
    }

  private:
    void FindParts(StepSources &step)
    {
        const CubeArray &array = m_cube.GetArrays()[step.job.array];
        const TimeSeries &series = m_cube.GetSeries();
        std::vector<std::size_t> granules;
        for (const std::size_t granule :
             series.steps[step.job.timeIndex].granules)
            if (HasFiles(series.granules[granule], array))
                granules.push_back(granule);
        step.hasFiles = !granules.empty();
        step.isDirect =
            granules.size() == 1 && m_isServed && m_cube.IsOneFile(array);
        for (const std::size_t granule : granules)
        {
            const std::size_t tile = series.granules[granule].tile;
            if (step.isDirect)
                step.parts.push_back({granule, nullptr});
            else if (const auto &window = WindowOn(tile, step.job.array))
                step.parts.push_back({granule, &*window});
        }
    }

    /** Granules of one tile show the same pixels of it. */
    const std::optional<TileWindow> &WindowOn(std::size_t tile,
                                              std::size_t array)
    {
        const auto [place, isNew] =
            m_windows.emplace(std::make_pair(tile, array), std::nullopt);
        if (isNew)
        {
            const CubeArray &info = m_cube.GetArrays()[array];
            place->second = MapWindow(m_window, LevelSize(m_cube, info, 0),
                                      LevelSize(m_cube, info, m_level),
                                      m_cube.PlaceTile(tile, info, m_level));
        }
        return place->second;
    }

    /** What a task of a step has in memory: the inputs, the result and the mask
     * of its part, and its share of the step that the parts become. */
    std::size_t BytesOf(const StepSources &step) const
    {
        const CubeArray &array = m_cube.GetArrays()[step.job.array];
        const auto valueSize =
            static_cast<std::size_t>(GDALGetDataTypeSizeBytes(array.dataType));
        std::size_t largest = 0;
        for (const GranulePart &part : step.parts)
            largest = std::max(largest, AreaOf(part.window->place));
        return largest * (valueSize * (array.inputs.size() + 1) + 2) +
               AreaOf(m_window) * valueSize /
                   std::max<std::size_t>(1, step.parts.size()) +
               2 * WidenedPixels(step, largest);
    }

    static std::size_t AreaOf(const PixelWindow &window)
    {
        return static_cast<std::size_t>(window.xSize) *
               static_cast<std::size_t>(window.ySize);
    }

    /** How many pixels of Fmask a part of a step needs at most where the mask
     * is widened, which happens at full resolution.
     *
     * @param pixels of the part. */
    std::size_t WidenedPixels(const StepSources &step, std::size_t pixels) const
    {
        if (m_cube.GetOptions().maskDilation == 0 || step.parts.empty())
            return 0;
        const auto area = [](PixelSize size)
        {
            return static_cast<std::size_t>(size.first) *
                   static_cast<std::size_t>(size.second);
        };
        const CubeArray &array = m_cube.GetArrays()[step.job.array];
        const Granule &granule =
            m_cube.GetSeries().granules[step.parts.front().granule];
        return std::min(
            pixels * area(LevelSize(m_cube, array, 0)) /
                area(LevelSize(m_cube, array, m_level)),
            area(m_cube.PlaceTile(granule.tile, array, 0).sizes.back()));
    }

    const Cube &m_cube;
    const int m_level;
    const PixelWindow m_window;
    const bool m_isServed;
    std::deque<StepSources> m_steps{};
    std::vector<PartTask> m_tasks{};
    std::map<std::pair<std::size_t, std::size_t>, std::optional<TileWindow>>
        m_windows{};
};

/** One call of ReadTimeSteps(), as its workers see it. */
class ReadCall
{
  public:
    ReadCall(const Cube &cube, int level, const PixelTransfer &transfer,
             const PixelWindow &window, void *buffer)
        : m_cube(cube), m_level(level), m_transfer(transfer), m_window(window),
          m_buffer(buffer), m_scopes(cube)
    {
    }

    /** Runs a task in this thread; false when it failed. */
    bool RunTask(std::size_t index, const PartTask &task,
                 const TransferMonitor &monitor)
    {
        StepSources &step = *task.step;
        const ErrorCapture capture;
        GranuleResult result;
        bool ok = false;
        try
        {
            ok = step.parts.empty() ? FillStep(step, monitor, result)
                                    : ReadPart(task, monitor, result);
            if (!ok && IsMissing(task, capture, result))
                ok = ReplaceByNoData(task);
            if (ok && !step.isDirect && !step.parts.empty() &&
                --step.missing == 0)
                ok = Compose(step, monitor);
        }
        catch (const std::exception &e)
        {
            ok = false;
            result.failure.message = e.what();
        }
        const Asset asset = AssetOf(task, result);
        m_ledger.AddWarnings(capture.GetErrors(), asset);
        m_cube.CountSkippedBlocks(result.blocksSkipped);
        if (!ok)
            m_ledger.AddFailure(index,
                                "HLSTS: cannot read " + Describe(task, result),
                                Reason(capture, result), asset);
        return ok;
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
    const CubeArray &ArrayOf(const StepSources &step) const
    {
        return m_cube.GetArrays()[step.job.array];
    }

    void *TargetOf(const StepSources &step) const
    {
        return static_cast<GByte *>(m_buffer) + step.job.bufferOffset;
    }

    bool FillStep(StepSources &step, const TransferMonitor &monitor,
                  GranuleResult &result) const
    {
        const CubeArray &array = ArrayOf(step);
        result.band = array.inputs.front().band;
        // Beside the tiles of a mosaic, pixels are as they are where a window
        // has some of a tile.
        if (!array.hasNoData && step.hasFiles)
            return Compose(step, monitor);
        if (!array.hasNoData)
        {
            result.failure.message =
                "the list has no such file, and its files have no nodata value "
                "to say so. Choose the scenes that have this band";
            return false;
        }
        m_transfer.Fill(array.noData, TargetOf(step));
        return true;
    }

    bool ReadPart(const PartTask &task, const TransferMonitor &monitor,
                  GranuleResult &result) const
    {
        StepSources &step = *task.step;
        const GranulePart &part = step.parts[task.part];
        if (!step.isDirect)
            return GranuleReader(m_cube, step.job.array, m_level, m_scopes)
                .Read(part, monitor, step.values[task.part], result);
        result.band = ArrayOf(step).inputs.front().band;
        const Asset &asset =
            m_cube.GetSeries().granules[part.granule].assets[result.band];
        const ConfigScope scope(m_scopes.For(asset));
        auto source = m_cube.TakeSource(part.granule, result.band);
        if (!source)
        {
            result.failure = source.GetError();
            return false;
        }
        // After a failure the source isn't given back: what GDAL has of the
        // file may be wrong, so the next read opens the file anew.
        if (!m_transfer.Read(**source, TargetOf(step), monitor))
            return false;
        m_cube.GiveSource(asset, std::move(*source));
        return true;
    }

    /** Puts the parts together, once all of them have been read. */
    bool Compose(StepSources &step, const TransferMonitor &monitor) const
    {
        const CubeArray &array = ArrayOf(step);
        StepPixels pixels(m_window, array.dataType, array.hasNoData,
                          array.noData);
        for (std::size_t i = 0; i < step.parts.size(); ++i)
            if (!step.values[i].empty())
            {
                pixels.Add(step.parts[i].window->place, step.values[i]);
                std::vector<GByte>().swap(step.values[i]);
            }
        return pixels.Transfer(m_transfer, TargetOf(step), monitor);
    }

    /** Whether a failure is one that the user wants as missing pixels. A login
     * that fails is none: then nothing at all could be read. */
    bool IsMissing(const PartTask &task, const ErrorCapture &capture,
                   const GranuleResult &result)
    {
        if (!m_cube.GetOptions().isFailureNoData || m_isStopped ||
            task.step->parts.empty() || !ArrayOf(*task.step).hasNoData ||
            result.failure.isGeneral ||
            capture.HasNumber(CPLE_AWSInvalidCredentials))
            return false;
        const Asset asset = AssetOf(task, result);
        const std::string why = Reason(capture, result);
        if (m_cube.GetFailures().Add(task.step->parts[task.part].granule,
                                     Describe(task, result) + ": " +
                                         WithoutSignature(why, asset)))
            m_ledger.AddMissing(Describe(task, result), why, asset);
        return true;
    }

    bool ReplaceByNoData(const PartTask &task) const
    {
        if (task.step->isDirect)
            m_transfer.Fill(ArrayOf(*task.step).noData, TargetOf(*task.step));
        else
            task.step->values[task.part].clear();
        return true;
    }

    static std::string Reason(const ErrorCapture &capture,
                              const GranuleResult &result)
    {
        const std::string why = result.failure.message.empty()
                                    ? capture.GetFailureText()
                                    : result.failure.message;
        return why.empty() ? "the read was interrupted" : why;
    }

    std::size_t GranuleOf(const PartTask &task) const
    {
        return task.step->parts.empty() ? m_cube.GetSeries()
                                              .steps[task.step->job.timeIndex]
                                              .granules.front()
                                        : task.step->parts[task.part].granule;
    }

    std::string Describe(const PartTask &task,
                         const GranuleResult &result) const
    {
        return m_cube.DescribeAsset(GranuleOf(task), result.band);
    }

    const Asset &AssetOf(const PartTask &task,
                         const GranuleResult &result) const
    {
        return m_cube.GetSeries().granules[GranuleOf(task)].assets[result.band];
    }

    const Cube &m_cube;
    const int m_level;
    const PixelTransfer &m_transfer;
    const PixelWindow m_window;
    void *const m_buffer;
    const ReadingScopes m_scopes;
    ErrorLedger m_ledger{};
    std::atomic<bool> m_isStopped{false};
};

/** The caller's progress callback, which isn't called again after it has
 * stopped the read. */
class Progress
{
  public:
    Progress(ReadCall &read, std::size_t tasks, GDALProgressFunc function,
             void *data)
        : m_read(read), m_tasks(static_cast<double>(tasks)),
          m_function(function), m_data(data)
    {
    }

    /** Calls it; false when the read shall stop.
     *
     * @param tasks how many tasks have ended; may have a fraction. */
    bool Report(double tasks) const
    {
        if (m_function && !m_read.IsStopped() &&
            !m_function(tasks / m_tasks, "", m_data))
            m_read.Stop();
        return !m_read.IsStopped();
    }

  private:
    ReadCall &m_read;
    const double m_tasks;
    const GDALProgressFunc m_function;
    void *const m_data;
};

/** The progress of a task that runs in the caller's thread. */
struct TaskProgress
{
    const Progress &progress;
    const std::size_t index;

    /** A GDALProgressFunc.
     *
     * @param share how much of the task is done, 0 to 1.
     * @param data this. */
    static int CPL_STDCALL Report(double share, const char *, void *data)
    {
        const auto *self = static_cast<TaskProgress *>(data);
        return self->progress.Report(static_cast<double>(self->index) + share);
    }
};

/** Runs the tasks in this thread. */
void RunHere(ReadCall &read, const std::vector<PartTask> &tasks,
             const Progress &progress)
{
    for (std::size_t i = 0; i < tasks.size(); ++i)
    {
        TaskProgress task{progress, i};
        if (!read.RunTask(i, tasks[i], {TaskProgress::Report, &task}) ||
            !progress.Report(static_cast<double>(i + 1)))
            return;
    }
}

/** Runs the tasks in the workers' threads.
 *
 * @param threads how many at the same time. */
void RunInWorkers(ReadCall &read, WorkerPool &workers, std::size_t threads,
                  const std::vector<PartTask> &tasks, const Progress &progress)
{
    const auto runTask = [&](std::size_t index)
    {
        return !read.IsStopped() &&
               read.RunTask(index, tasks[index], {ReadCall::KeepGoing, &read});
    };
    workers.Run(tasks.size(), threads, runTask,
                [&](std::size_t ended)
                { return progress.Report(static_cast<double>(ended)); });
    progress.Report(static_cast<double>(tasks.size()));
}

}  // namespace

Status ReadTimeSteps(const Cube &cube, int level,
                     const std::vector<ReadJob> &jobs,
                     const PixelTransfer &transfer, void *buffer,
                     GDALProgressFunc progress, void *progressData)
{
    if (jobs.empty())
        return Done{};
    const TaskList list(cube, level, jobs, transfer);
    const std::vector<PartTask> &tasks = list.GetTasks();
    const std::size_t threads =
        std::min(cube.GetOptions().threads, list.CountParallel());
    ReadCall read(cube, level, transfer, list.GetWindow(), buffer);
    const Progress caller(read, tasks.size(), progress, progressData);
    // GDAL keeps connections per thread: a program that reads step by step in
    // one thread has a connection there from the step before.
    if (tasks.size() == 1 || threads == 1)
        RunHere(read, tasks, caller);
    else
        RunInWorkers(read, cube.GetWorkers(), threads, tasks, caller);
    if (read.IsStopped())
        return Error{"HLSTS: the read of " + cube.GetCollection().GetLabel() +
                         " was stopped by the caller",
                     true};
    return read.GetLedger().Replay();
}

}  // namespace hlsts
