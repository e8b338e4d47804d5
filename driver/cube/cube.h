// SPDX-License-Identifier: MIT
// A series as arrays over (time, y, x), ready to be read.

#ifndef HLSTS_DRIVER_CUBE_CUBE_H
#define HLSTS_DRIVER_CUBE_CUBE_H

#include "driver/hls/fmask.h"
#include "driver/hls/grid.h"
#include "driver/hls/vegetation_index.h"
#include "driver/series/time_series.h"
#include "vsi/base/result.h"
#include "driver/files/source.h"
#include "driver/files/source_pool.h"
#include "driver/cube/tile_window.h"
#include "driver/cube/worker_pool.h"
#include "vsi/base/mutex.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hlsts
{

/** A band whose files an array is made of. A value type. */
struct ArrayInput
{
    /** Index of one of the series' bands. */
    std::size_t band = 0;
    /** Whether a granule without it has no pixels of the array. */
    bool isNeeded = true;
    /** Its place in IndexInputs, where an index is computed. */
    std::size_t place = 0;
};

/** One band over time, y and x: of files, or computed from files. A value
 * type. */
struct CubeArray
{
    const Band *band = nullptr;
    /** What the array is computed by; nullptr where it is what files hold. */
    const VegetationIndex *index = nullptr;
    /** The bands whose files are read, at least one. */
    std::vector<ArrayInput> inputs{};
    GDALDataType dataType = GDT_Unknown;
    /** Storage of full resolution and of overviews, largest overview first. */
    PixelSize blockSize{};
    std::vector<PixelSize> overviewSizes{};
    PixelSize overviewBlockSize{};
    /** The factors by which the overviews are made. */
    std::vector<int> overviewFactors{};
    /** physical value = stored value * scale + offset */
    double scale = 1;
    double offset = 0;
    bool hasNoData = false;
    double noData = 0;
    std::string unit{};

    /** Bit fields have neither scale nor offset. */
    bool IsScaled() const
    {
        return scale != 1 || offset != 0;
    }
};

/** How a cube is read. A value type. */
struct CubeOptions
{
    /** Most granules read at the same time, at least 1. */
    std::size_t threads = WorkerPool::kMaxThreads;
    /** How /vsiearthdata/ reaches the files: AUTO, S3 or HTTPS; empty: as the
     * configuration option VSIEARTHDATA_ACCESS says. */
    std::string access{};
    /** Which pixels are missing by what their granule's Fmask says; nothing:
     * all are shown. */
    std::optional<FmaskSelection> mask{};
    /** By how many pixels each way the mask is widened. */
    int maskDilation = 0;
    /** Whether the pixels of a granule that can't be read are missing, instead
     * of the read being an error. */
    bool isFailureNoData = false;
};

/** Which granules couldn't be read, and why. Safe for concurrent use. */
class FailedGranules
{
  public:
    /** Notes a failure; true for the first one of the granule. */
    bool Add(std::size_t granule, const std::string &reason);

    bool Has(std::size_t granule) const;

    bool IsEmpty() const;

    /** By granule, as indices of the series'. */
    std::map<std::size_t, std::string> Get() const;

  private:
    mutable Mutex m_mutex{};
    std::map<std::size_t, std::string> m_reasons HLSTS_GUARDED_BY(m_mutex){};
};

/** One series: grid, time axis and arrays.
 *
 * Immutable after Open(), hence safe for concurrent use. Holds the process's
 * pools, so that threads and connections live as long as any cube.
 */
class Cube
{
  public:
    /** Predicts grid and arrays from the names. Local files may be subsets or
     * conversions: where a band has one, the header of its first one is read
     * instead. It decides about type, nodata, scale, offset and unit; what it
     * doesn't tell stays as the product has it. The first one of a tile decides
     * about the tile's grid. Makes no request.
     *
     * @param collection where the series comes from.
     * @return an error that names the first local file when none of those files
     *   can be opened (when only some can't, reading them is the error), when
     *   the tiles of a mosaic aren't parts of one grid, or when an index can't
     *   be computed from files that have been converted.
     */
    static Result<std::shared_ptr<const Cube>>
    Open(std::shared_ptr<const Collection> collection, TimeSeries series,
         const CubeOptions &options);

    ~Cube();
    Cube(const Cube &) = delete;
    Cube &operator=(const Cube &) = delete;

    const Collection &GetCollection() const
    {
        return *m_collection;
    }

    const TimeSeries &GetSeries() const
    {
        return m_series;
    }

    const Grid &GetGrid() const
    {
        return m_grid;
    }

    /** The grid of a tile, by its index in the series. */
    const Grid &GetTileGrid(std::size_t tile) const
    {
        return m_tileGrids[tile];
    }

    /** In the order of GetSeries().arrays. */
    const std::vector<CubeArray> &GetArrays() const
    {
        return m_arrays;
    }

    /** What files hold, in the order of GetSeries().bands. */
    const std::vector<CubeArray> &GetFileBands() const
    {
        return m_fileBands;
    }

    /** The index of Fmask among the series' bands. Only where the cube is
     * masked. */
    std::size_t GetFmaskBand() const
    {
        return m_fmaskBand;
    }

    /** Where a tile lies and its size at a level of an array. */
    TilePlacement PlaceTile(std::size_t tile, const CubeArray &array,
                            int level) const;

    /** Whether the pixels of an array's step are those of one file, so that
     * GDAL can read them into the caller's buffer itself. */
    bool IsOneFile(const CubeArray &array) const
    {
        return m_tileGrids.size() == 1 && !array.index && !m_options.mask;
    }

    FailedGranules &GetFailures() const
    {
        return m_failures;
    }

    /** Adds to the number of blocks that a mask has spared. */
    void CountSkippedBlocks(std::size_t blocks) const
    {
        m_blocksSkipped += blocks;
    }

    std::uint64_t GetSkippedBlocks() const
    {
        return m_blocksSkipped;
    }

    const CubeOptions &GetOptions() const
    {
        return m_options;
    }

    WorkerPool &GetWorkers() const
    {
        return *m_workers;
    }

    /** An open file of the cube whose header has been checked, for the calling
     * thread alone: an idle one, or one that is opened now, which blocks for
     * one request.
     *
     * @param granule, band indices of the series'; the granule has a file of
     *   the band.
     * @return an error without the name of the file, also when its grid, type,
     *   nodata, scale or offset differ from the band's.
     */
    Result<std::unique_ptr<Source>> TakeSource(std::size_t granule,
                                               std::size_t band) const;

    /** Gives a source back, so that the next read needn't open it. */
    void GiveSource(const Asset &asset, std::unique_ptr<Source> source) const;

    /** Closes all idle files. */
    void DropSources() const;

    /** "HLS.L30.T13TGF.2021133T172406.v2.0 red (s3://..., line 1 of
     * links.txt)", for messages. */
    std::string DescribeAsset(std::size_t granule, std::size_t band) const;

  private:
    Cube(std::shared_ptr<const Collection> collection, TimeSeries series,
         const CubeOptions &options);

    Status PredictGrids();
    Status ReadLocalHeaders();
    Status ReadLocalHeader(std::size_t granule, std::size_t band,
                           bool isGridKnown, bool isBandKnown);
    Status MakeArrays();

    std::shared_ptr<const Collection> m_collection;
    const TimeSeries m_series;
    CubeOptions m_options;
    Grid m_grid{};
    /** By tile. */
    std::vector<Grid> m_tileGrids{};
    std::vector<CubeArray> m_fileBands{};
    std::vector<CubeArray> m_arrays{};
    std::size_t m_fmaskBand = 0;
    mutable FailedGranules m_failures{};
    mutable std::atomic<std::uint64_t> m_blocksSkipped{0};
    std::shared_ptr<WorkerPool> m_workers = WorkerPool::Shared();
    std::shared_ptr<SourcePool> m_sources = SourcePool::Shared();
    std::uint64_t m_owner = SourcePool::NewOwner();
};

/** The size of an array at a level: 0 is full resolution, 1 the largest
 * overview. */
PixelSize LevelSize(const Cube &cube, const CubeArray &array, int level);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_CUBE_H
