// SPDX-License-Identifier: MIT
// One open GeoTIFF of a granule, and what its header says.

#include "driver/files/source.h"

#include "vsi/base/error_capture.h"
#include "vsi/base/gdal_compat.h"
#include "driver/hls/asset_name.h"
#include "driver/files/header_crs.h"

#include "cpl_string.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace hlsts
{

namespace
{

/** The grid of an open file; an error where it isn't north-up. */
Result<Grid> ReadGrid(GDALDataset &dataset, const std::string &path,
                      const std::string &tile)
{
    double transform[6] = {};
    if (GDALGetGeoTransform(GDALDataset::ToHandle(&dataset), transform) !=
        CE_None)
        return Error{"it has no geotransform"};
    if (transform[2] != 0 || transform[4] != 0)
        return Error{"its grid is rotated"};
    Grid grid;
    HeaderCrs crs = DescribeHeaderCrs(dataset, path, tile);
    grid.epsg = crs.epsg;
    grid.wkt = std::move(crs.wkt);
    grid.originX = transform[0];
    grid.originY = transform[3];
    grid.pixelWidth = transform[1];
    grid.pixelHeight = transform[5];
    grid.width = dataset.GetRasterXSize();
    grid.height = dataset.GetRasterYSize();
    return grid;
}

/** Where the last byte of a band's blocks should lie, from the tile index.
 *
 * Makes no request: GDAL has read the index with the header.
 */
vsi_l_offset EndOfBlocks(GDALRasterBand &band)
{
    PixelSize block;
    band.GetBlockSize(&block.first, &block.second);
    const int columns = (band.GetXSize() - 1) / block.first + 1;
    const int rows = (band.GetYSize() - 1) / block.second + 1;
    vsi_l_offset end = 0;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x)
        {
            const auto item = [&](const char *name)
            {
                const char *value = band.GetMetadataItem(
                    CPLSPrintf("BLOCK_%s_%d_%d", name, x, y), "TIFF");
                return value ? std::strtoull(value, nullptr, 10) : 0;
            };
            end = std::max<vsi_l_offset>(end, item("OFFSET") + item("SIZE"));
        }
    return end;
}

/** Refuses a header whose blocks are too large or too many for an HLS file: a
 * hostile file could make us take any amount of memory. */
Status CheckLayout(GDALRasterBand &band, PixelSize block)
{
    constexpr int kMaxBlockPixels = 4096 * 4096;
    constexpr int kMaxBlocks = 1000 * 1000;
    const double columns =
        std::ceil(static_cast<double>(band.GetXSize()) / block.first);
    const double rows =
        std::ceil(static_cast<double>(band.GetYSize()) / block.second);
    if (static_cast<double>(block.first) * block.second > kMaxBlockPixels ||
        columns * rows > kMaxBlocks)
        return Error{CPLSPrintf("its layout, %d x %d pixels in blocks of "
                                "%d x %d, is not that of an HLS file",
                                band.GetXSize(), band.GetYSize(), block.first,
                                block.second)};
    return Done{};
}

/** Refuses a file that ends before its last block does. */
Status CheckLength(GDALRasterBand &band, const std::string &path)
{
    VSIStatBufL stat;
    if (VSIStatExL(path.c_str(), &stat,
                   VSI_STAT_EXISTS_FLAG | VSI_STAT_SIZE_FLAG) != 0)
        return Done{};
    const auto length = static_cast<vsi_l_offset>(stat.st_size);
    const vsi_l_offset needed = EndOfBlocks(band);
    if (needed > length)
        return Error{CPLSPrintf(
            "the file is damaged: it has " CPL_FRMT_GUIB
            " bytes, its tile index reaches to byte " CPL_FRMT_GUIB,
            static_cast<GUIntBig>(length), static_cast<GUIntBig>(needed))};
    return Done{};
}

}  // namespace

void Source::DatasetCloser::operator()(GDALDataset *dataset) const
{
    GDALClose(GDALDataset::ToHandle(dataset));
}

Source::Source(DatasetPointer dataset) : m_dataset(std::move(dataset))
{
}

Source::~Source() = default;

Result<std::unique_ptr<Source>> Source::Open(const std::string &path,
                                             const std::string &tile)
{
    const ErrorCapture capture;
    // Without threads of GDAL's for this file: with them GDAL 3.6 makes one
    // request per tile.
    const char *const openOptions[] = {"NUM_THREADS=1", nullptr};
    const char *const drivers[] = {"GTiff", nullptr};
    // With this list of the folder's files GDAL finds no side-car. (An empty
    // list would mean that the folder isn't known.)
    const std::string name(LastPathComponent(path));
    const char *const siblings[] = {name.c_str(), nullptr};
    errno = 0;
    // GDAL_OF_INTERNAL: at exit GDAL closes all datasets but internal ones,
    // and an array that lives longer still uses this one.
    DatasetPointer dataset(GDALDataset::FromHandle(
        GDALOpenEx(path.c_str(),
                   GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_INTERNAL |
                       GDAL_OF_VERBOSE_ERROR,
                   drivers, openOptions, siblings)));
    const auto why = [&capture](const char *otherwise)
    {
        const std::string text = capture.GetFailureText();
        Error error{text.empty() ? otherwise : text};
        error.isGeneral = capture.HasNumber(CPLE_AWSInvalidCredentials) ||
                          errno == EMFILE || errno == ENFILE || errno == ENOMEM;
        return error;
    };
    if (!dataset)
        return why("it can't be opened as a GeoTIFF");
    if (dataset->GetRasterCount() != 1)
        return Error{CPLSPrintf("it has %d bands, a file of HLS has one",
                                dataset->GetRasterCount())};

    std::unique_ptr<Source> source(new Source(std::move(dataset)));
    GDALRasterBand &band = source->GetBand();
    source->m_header.dataType = band.GetRasterDataType();
    PixelSize &block = source->m_header.blockSize;
    band.GetBlockSize(&block.first, &block.second);
    // The layout first, because CheckLength() iterates over all blocks, of
    // which a hostile header may claim any number.
    const Status layout = CheckLayout(band, block);
    if (!layout)
        return layout.GetError();
    const Status length = CheckLength(band, path);
    if (!length)
        return length.GetError();
    auto grid = ReadGrid(*source->m_dataset, path, tile);
    if (!grid)
        return grid.GetError();
    source->m_header.grid = *grid;
    return source;
}

SourceDetails Source::ReadDetails() const
{
    SourceDetails details;
    GDALRasterBand &band = GetBand();
    for (int i = 0; i < band.GetOverviewCount(); ++i)
        if (GDALRasterBand *overview = band.GetOverview(i))
        {
            details.overviewSizes.emplace_back(overview->GetXSize(),
                                               overview->GetYSize());
            overview->GetBlockSize(&details.overviewBlockSize.first,
                                   &details.overviewBlockSize.second);
        }
    int isSet = FALSE;
    const double scale = band.GetScale(&isSet);
    const double offset = band.GetOffset(nullptr);
    // GTiff sets both or neither.
    if (isSet && std::isfinite(scale) && scale != 0 && std::isfinite(offset))
    {
        details.hasScale = true;
        details.scale = scale;
        details.offset = offset;
    }
    details.noData = band.GetNoDataValue(&isSet);
    details.hasNoData = isSet != FALSE;
    const char *unit = band.GetUnitType();
    details.unit = unit ? unit : "";
    return details;
}

GDALRasterBand &Source::GetBand() const
{
    return *m_dataset->GetRasterBand(1);
}

GDALRasterBand *Source::FindOverview(PixelSize size) const
{
    GDALRasterBand &band = GetBand();
    for (int i = 0; i < band.GetOverviewCount(); ++i)
    {
        GDALRasterBand *overview = band.GetOverview(i);
        if (overview && overview->GetXSize() == size.first &&
            overview->GetYSize() == size.second)
            return overview;
    }
    return nullptr;
}

Status CheckHeader(const SourceHeader &header, const Grid &expectedGrid,
                   GDALDataType expectedType)
{
    if (!IsSameGrid(header.grid, expectedGrid))
        return Error{"its grid is " + DescribeGrid(header.grid) +
                     ", expected was " + DescribeGrid(expectedGrid)};
    if (header.dataType != expectedType)
        return Error{std::string("its pixels are ") +
                     GDALGetDataTypeName(header.dataType) + ", expected was " +
                     GDALGetDataTypeName(expectedType)};
    return Done{};
}

}  // namespace hlsts
