// SPDX-License-Identifier: MIT
// The classic view: one array as a dataset whose bands are time steps.

#ifndef HLSTS_DRIVER_VIEWS_DATASET_H
#define HLSTS_DRIVER_VIEWS_DATASET_H

#include "vsi/base/mutex.h"
#include "driver/cube/cube.h"
#include "vsi/base/gdal_compat.h"
#include "driver/cube/read_plan.h"

#include "ogr_spatialref.h"

#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** What a band's description is. */
enum class BandDescription
{
    Time,  ///< ISO time: suits QGIS and people
    Name   ///< the array's name, the same for all: suits xarray's long_name
};

/** How the metadata items NETCDF_DIM_* write the time axis. */
enum class TimeFormat
{
    Iso,  ///< ISO times as text, which every reader understands
    Cf    ///< numbers with units, for which xarray needs cftime
};

/** Settings of the classic view. A value type. */
struct ClassicOptions
{
    BandDescription bandDescription = BandDescription::Time;
    TimeFormat timeFormat = TimeFormat::Iso;
};

/** One array of a cube at one level as a raster with a band per time step.
 *
 * IRasterIO() of the dataset and of its bands reads all granules in parallel.
 * It uses no mutable state of the dataset, so several threads may call it at
 * the same time.
 */
class TimeSeriesDataset final : public GDALDataset
{
  public:
    /** @param array index into the cube's arrays.
     * @param level 0 is full resolution, 1 the largest overview. */
    TimeSeriesDataset(const std::shared_ptr<const Cube> &cube,
                      std::size_t array, int level,
                      const ClassicOptions &options);
    ~TimeSeriesDataset() override;

    CPLErr GetGeoTransform(GeoTransformArgument transform)
        HLSTS_GEOTRANSFORM_CONST override;
    const OGRSpatialReference *GetSpatialRef() const override;
    char **GetFileList() override;
    int CloseDependentDatasets() override;

    const Cube &GetCube() const
    {
        return *m_cube;
    }

    const CubeArray &GetArray() const
    {
        return m_cube->GetArrays()[m_array];
    }

    int GetLevel() const
    {
        return m_level;
    }

    PixelSize GetSize() const
    {
        return {nRasterXSize, nRasterYSize};
    }

    /** The same array at another level, from 1 on, made on first use. Owned by
     * this dataset, which must be at level 0. Safe for concurrent use. */
    TimeSeriesDataset &GetOverviewDataset(int level);

    /** Reads time steps into a buffer laid out as in RasterIO().
     *
     * @param timeIndices from 0; may repeat.
     * @param timeSpace bytes from one time step to the next in the buffer.
     * @return CE_None, or CE_Failure after a CPLError().
     */
    CPLErr ReadWindow(const PixelWindow &window, void *buffer, int bufferXSize,
                      int bufferYSize, GDALDataType bufferType,
                      const std::vector<std::size_t> &timeIndices,
                      GSpacing pixelSpace, GSpacing lineSpace,
                      GSpacing timeSpace, GDALRasterIOExtraArg *extra) const;

  protected:
    CPLErr IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize, int ySize,
                     void *buffer, int bufferXSize, int bufferYSize,
                     GDALDataType bufferType, int bandCount,
                     HLSTS_BANDMAP_TYPE bandMap, GSpacing pixelSpace,
                     GSpacing lineSpace, GSpacing bandSpace,
                     GDALRasterIOExtraArg *extra) override;

  private:
    /** Sets the default metadata, above all the time axis. */
    void SetTimeMetadata(const ClassicOptions &options);

    const std::shared_ptr<const Cube> m_cube;
    const std::size_t m_array;
    const int m_level;
    const ClassicOptions m_options;
    mutable std::once_flag m_crsOnce{};
    mutable OGRSpatialReference m_crs{};
    Mutex m_overviewMutex{};
    /** By level, from level 1 on; nullptr until first used. */
    std::vector<std::unique_ptr<TimeSeriesDataset>>
        m_overviews HLSTS_GUARDED_BY(m_overviewMutex){};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_DATASET_H
