// SPDX-License-Identifier: MIT
// One open GeoTIFF of a granule, and what its header says.

#ifndef HLSTS_DRIVER_FILES_SOURCE_H
#define HLSTS_DRIVER_FILES_SOURCE_H

#include "driver/hls/grid.h"
#include "vsi/base/result.h"

#include "gdal.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

class GDALDataset;
class GDALRasterBand;

namespace hlsts
{

/** Width and height in pixels. */
using PixelSize = std::pair<int, int>;

/** What the header of a file says about its pixels. A value type. */
struct SourceHeader
{
    Grid grid{};
    GDALDataType dataType = GDT_Unknown;
    PixelSize blockSize{};
};

/** What is read from local files only, because it takes as long as all the rest
 * of opening. A value type. */
struct SourceDetails
{
    /** Sizes of the overviews, largest first. */
    std::vector<PixelSize> overviewSizes{};
    PixelSize overviewBlockSize{};
    /** Whether the header tells scale and offset. A scale of 0 or one that is
     * no number comes from a damaged tag and doesn't count. */
    bool hasScale = false;
    double scale = 1;
    double offset = 0;
    bool hasNoData = false;
    double noData = 0;
    std::string unit{};
};

/** An open single-band GeoTIFF.
 *
 * Opened by GDAL's GTiff driver and no other, whatever the path says, without
 * looking for side-car files. Not safe for concurrent use: one thread at a
 * time.
 */
class Source
{
  public:
    /** Opens a file and checks that it has one band, the layout of an HLS file
     * and all bytes that its header promises.
     *
     * Blocks; for a remote COG it takes one request.
     * @param tile the tile in the file's name, by which the CRS is recognised.
     * @return an error that says why, without the name of the file.
     */
    static Result<std::unique_ptr<Source>> Open(const std::string &path,
                                                const std::string &tile);

    ~Source();
    Source(const Source &) = delete;
    Source &operator=(const Source &) = delete;

    const SourceHeader &GetHeader() const
    {
        return m_header;
    }

    /** Reads the rest of the header. */
    SourceDetails ReadDetails() const;

    /** The pixels at full resolution. Owned by the source. */
    GDALRasterBand &GetBand() const;

    /** The overview of that size, or nullptr. Owned by the source. */
    GDALRasterBand *FindOverview(PixelSize size) const;

  private:
    struct DatasetCloser
    {
        void operator()(GDALDataset *dataset) const;
    };

    using DatasetPointer = std::unique_ptr<GDALDataset, DatasetCloser>;

    explicit Source(DatasetPointer dataset);

    DatasetPointer m_dataset;
    SourceHeader m_header{};
};

/** Compares a header with the grid and type that the file's name, or the first
 * file of the array, lets expect.
 *
 * @return an error that shows found and expected, without the name of the file.
 */
Status CheckHeader(const SourceHeader &header, const Grid &expectedGrid,
                   GDALDataType expectedType);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_FILES_SOURCE_H
