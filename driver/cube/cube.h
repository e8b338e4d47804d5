// SPDX-License-Identifier: MIT
// One tile of a collection as arrays over (time, y, x), ready to be read.

#ifndef HLSTS_DRIVER_CUBE_CUBE_H
#define HLSTS_DRIVER_CUBE_CUBE_H

#include "driver/series/collection.h"
#include "driver/hls/grid.h"
#include "vsi/base/result.h"
#include "driver/files/source.h"
#include "driver/files/source_pool.h"
#include "driver/cube/worker_pool.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** One measured band over time, y and x. A value type. */
struct CubeArray
{
    const Band *band = nullptr;
    GDALDataType dataType = GDT_Unknown;
    /** Storage of full resolution and of overviews, largest overview first. */
    PixelSize blockSize{};
    std::vector<PixelSize> overviewSizes{};
    PixelSize overviewBlockSize{};
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
};

/** One tile: grid, time axis and arrays.
 *
 * Immutable after Open(), hence safe for concurrent use. Holds the process's
 * pools, so that threads and connections live as long as any cube.
 */
class Cube
{
  public:
    /** Predicts grid and arrays from the names. Local files may be subsets or
     * conversions: where an array has one, the header of its first one is read
     * instead. It decides about grid, type, nodata, scale, offset and unit;
     * what it doesn't tell stays as the product has it. Makes no request.
     *
     * @param series a member of the collection.
     * @param onlyBand the one band that will be read, or nullptr for all; no
     *   file of another band is opened.
     * @return an error that names the first local file when none of those files
     *   can be opened. When only some can't, reading them is the error.
     */
    static Result<std::shared_ptr<const Cube>>
    Open(std::shared_ptr<const Collection> collection, const TileSeries &series,
         const CubeOptions &options, const Band *onlyBand = nullptr);

    ~Cube();
    Cube(const Cube &) = delete;
    Cube &operator=(const Cube &) = delete;

    const Collection &GetCollection() const
    {
        return *m_collection;
    }

    const TileSeries &GetSeries() const
    {
        return m_series;
    }

    const Grid &GetGrid() const
    {
        return m_grid;
    }

    /** In the order of GetSeries().bands. */
    const std::vector<CubeArray> &GetArrays() const
    {
        return m_arrays;
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
     * @param asset an asset of array `array` with a path.
     * @return an error without the name of the file, also when its grid, type,
     *   nodata, scale or offset differ from the array's.
     */
    Result<std::unique_ptr<Source>> TakeSource(const Asset &asset,
                                               std::size_t array) const;

    /** Gives a source back, so that the next read needn't open it. */
    void GiveSource(const Asset &asset, std::unique_ptr<Source> source) const;

    /** Closes all idle files. */
    void DropSources() const;

    /** "HLS.L30.T13TGF.2021133T172406.v2.0 red (s3://..., line 1 of
     * links.txt)", for messages. */
    std::string DescribeAsset(std::size_t granule, std::size_t array) const;

  private:
    Cube(std::shared_ptr<const Collection> collection, const TileSeries &series,
         const CubeOptions &options);

    Status ReadLocalHeaders(const Band *onlyBand);
    Status ReadLocalHeader(const Granule &granule, std::size_t array,
                           bool isGridKnown);

    std::shared_ptr<const Collection> m_collection;
    const TileSeries &m_series;
    CubeOptions m_options;
    Grid m_grid{};
    std::vector<CubeArray> m_arrays{};
    std::shared_ptr<WorkerPool> m_workers = WorkerPool::Shared();
    std::shared_ptr<SourcePool> m_sources = SourcePool::Shared();
    std::uint64_t m_owner = SourcePool::NewOwner();
};

/** The size of an array at a level: 0 is full resolution, 1 the largest
 * overview. */
PixelSize LevelSize(const Cube &cube, const CubeArray &array, int level);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_CUBE_H
