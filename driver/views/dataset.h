// SPDX-License-Identifier: MIT
// The classic view: a dataset whose bands are time steps of one array, or
// arrays of one time step.

#ifndef HLSTS_DRIVER_VIEWS_DATASET_H
#define HLSTS_DRIVER_VIEWS_DATASET_H

#include "driver/cube/cube.h"
#include "driver/cube/read_plan.h"
#include "driver/views/own_metadata.h"
#include "driver/views/view_options.h"
#include "vsi/base/gdal_compat.h"
#include "vsi/base/mutex.h"
#include "vsi/base/result.h"

#include "gdal_pam.h"
#include "ogr_spatialref.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hlsts
{

/** What a band of the classic view shows. A value type. */
struct BandContent
{
    /** Index of an array of the cube. */
    std::size_t array = 0;
    /** Index of a step of its series. */
    std::size_t step = 0;
};

/** What a dataset of the classic view shows. A value type. */
struct DatasetContent
{
    std::shared_ptr<const Cube> cube{};
    /** By band, at least one. All arrays have the same overviews. */
    std::vector<BandContent> bands{};
    /** Whether the bands are all arrays of one step, instead of the steps of
     * one array. */
    bool isComposite = false;
    /** The parts of a connection string that names it. */
    std::vector<std::string> parts{};
};

/** A cube at one level as a raster.
 *
 * IRasterIO() of the dataset and of its bands reads all granules in parallel.
 * It uses no mutable state of the dataset, so several threads may call it at
 * the same time. What GDAL keeps of rasters (statistics, histograms, changed
 * descriptions) lies beside a local list, in a file .aux.xml; beside one on a
 * server nothing can lie.
 */
class CubeDataset final : public GDALPamDataset, public OriginOwner
{
  public:
    /** @param level 0 is full resolution, 1 the largest overview. */
    CubeDataset(const DatasetContent &content, int level,
                const ViewOptions &options);
    ~CubeDataset() override;

    CPLErr GetGeoTransform(GeoTransformArgument transform)
        HLSTS_GEOTRANSFORM_CONST override;
    const OGRSpatialReference *GetSpatialRef() const override;
    char **GetFileList() override;
    int CloseDependentDatasets() override;
    char **GetMetadataDomainList() override;
    MetadataList GetMetadata(const char *domain) override;
    const char *GetMetadataItem(const char *name, const char *domain) override;

    const Cube &GetCube() const
    {
        return *m_content.cube;
    }

    const DatasetContent &GetContent() const
    {
        return m_content;
    }

    int GetLevel() const
    {
        return m_level;
    }

    /** How many levels there are above full resolution. */
    int GetOverviewCount() const;

    /** The same content at another level, from 1 on, made on first use. Owned
     * by this dataset, which must be at level 0. Safe for concurrent use. */
    CubeDataset &GetOverviewDataset(int level);

    /** Reads what is kept beside the list. To be called once, when the dataset
     * has its description. */
    void LoadKept(const std::string &listPath);

    /** Reads bands into a buffer laid out as in RasterIO().
     *
     * @param bandNumbers from 1; may repeat.
     * @param bandSpace bytes from one band to the next in the buffer.
     * @return CE_None, or CE_Failure after a CPLError().
     */
    CPLErr ReadWindow(const PixelWindow &window, void *buffer, int bufferXSize,
                      int bufferYSize, GDALDataType bufferType,
                      const std::vector<int> &bandNumbers, GSpacing pixelSpace,
                      GSpacing lineSpace, GSpacing bandSpace,
                      GDALRasterIOExtraArg *extra);

  protected:
    CPLErr IRasterIO(GDALRWFlag flag, int xOff, int yOff, int xSize, int ySize,
                     void *buffer, int bufferXSize, int bufferYSize,
                     GDALDataType bufferType, int bandCount,
                     HLSTS_BANDMAP_TYPE bandMap, GSpacing pixelSpace,
                     GSpacing lineSpace, GSpacing bandSpace,
                     GDALRasterIOExtraArg *extra) override;

  private:
    /** Makes GDAL write no file .aux.xml. */
    void KeepNothing();
    void SetOwnMetadata();
    /** The array's name as a variable's of a netCDF file. */
    std::string VariableName() const;
    /** What ReadWindow() does; may throw. */
    Status ReadBands(const PixelWindow &window, void *buffer, int bufferXSize,
                     int bufferYSize, GDALDataType bufferType,
                     const std::vector<int> &bandNumbers, GSpacing pixelSpace,
                     GSpacing lineSpace, GSpacing bandSpace,
                     GDALRasterIOExtraArg *extra);
    /** Finds the overview that suits a request whose pixels are put together
     * in memory, and converts the request to that overview; 0 for full
     * resolution. GDAL does the same for files. */
    int ChooseLevel(PixelWindow &window, int bufferXSize, int bufferYSize,
                    GDALRasterIOExtraArg &extra);

    const DatasetContent m_content;
    const int m_level;
    const ViewOptions m_options;
    OwnMetadata m_own{};
    mutable std::once_flag m_crsOnce{};
    mutable OGRSpatialReference m_crs{};
    Mutex m_overviewMutex{};
    /** By level, from level 1 on; nullptr until first used. */
    std::vector<std::unique_ptr<CubeDataset>>
        m_overviews HLSTS_GUARDED_BY(m_overviewMutex){};
};
}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_DATASET_H
