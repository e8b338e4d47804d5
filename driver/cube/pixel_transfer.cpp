// SPDX-License-Identifier: MIT
// How the pixels of one time step get from a file into the caller's buffer.

#include "driver/cube/pixel_transfer.h"

#include "vsi/base/gdal_compat.h"

#include "cpl_vsi.h"

#include <cstdint>
#include <limits>
#include <memory>

namespace hlsts
{

namespace
{

/** Most pixels of temporary storage per worker. 4 Mi pixels are some rows of
 * blocks of a tile (one has 3660 x 256 pixels); a row of blocks that two strips
 * share comes from GDAL's block cache the second time. */
constexpr std::size_t kMaxStripPixels = std::size_t{4} * 1024 * 1024;

/** The place `offset` bytes from `target`. */
GByte *At(void *target, std::ptrdiff_t offset)
{
    return static_cast<GByte *>(target) + offset;
}

/** Writes one value `count` times. */
void FillRow(double value, GDALDataType type, GByte *target,
             std::ptrdiff_t stride, int count)
{
    constexpr std::ptrdiff_t kMaxStride = std::numeric_limits<int>::max();
    if (stride <= kMaxStride && stride >= -kMaxStride)
    {
        GDALCopyWords(&value, GDT_Float64, 0, target, type,
                      static_cast<int>(stride), count);
        return;
    }
    // In a buffer that is laid out by columns a stride may be larger than the
    // int that GDALCopyWords() takes.
    for (int i = 0; i < count; ++i)
        GDALCopyWords(&value, GDT_Float64, 0,
                      target + static_cast<std::ptrdiff_t>(i) * stride, type, 0,
                      1);
}

/** Whether RasterIO() can write the selection into the caller's buffer itself.
 * With negative spacings some of GDAL's drivers fail, and a spacing of 0 means
 * the usual one. */
bool IsDirect(const AxisSelection &axis)
{
    return IsContiguous(axis) && (axis.count == 1 || axis.stride > 0);
}

/** The spacing of an axis for RasterIO(). The stride of a single index means
 * nothing, and may be 0, negative or huge: then the spacing is `dense`. */
GSpacing SpacingOf(const AxisSelection &axis, GSpacing dense)
{
    return axis.count == 1 ? dense : axis.stride;
}

/** Converts the request's window into pixels of full resolution, for a file
 * that lacks the overview. */
void ScaleWindow(const WindowTransfer::Request &request, double scaleX,
                 double scaleY, PixelWindow &window,
                 GDALRasterIOExtraArg &extra)
{
    if (!extra.bFloatingPointWindowValidity)
    {
        extra.bFloatingPointWindowValidity = TRUE;
        extra.dfXOff = request.window.xOff;
        extra.dfYOff = request.window.yOff;
        extra.dfXSize = request.window.xSize;
        extra.dfYSize = request.window.ySize;
    }
    extra.dfXOff *= scaleX;
    extra.dfXSize *= scaleX;
    extra.dfYOff *= scaleY;
    extra.dfYSize *= scaleY;
    window.xOff = static_cast<int>(extra.dfXOff);
    window.yOff = static_cast<int>(extra.dfYOff);
    window.xSize = std::max(1, static_cast<int>(extra.dfXSize));
    window.ySize = std::max(1, static_cast<int>(extra.dfYSize));
}

}  // namespace

WindowTransfer::WindowTransfer(const Request &request) : m_request(request)
{
}

bool WindowTransfer::Read(const Source &source, void *target,
                          const TransferMonitor &monitor) const
{
    GDALRasterBand *band = &source.GetBand();
    PixelWindow window = m_request.window;
    GDALRasterIOExtraArg extra = m_request.extra;
    extra.pfnProgress = monitor.progress;
    extra.pProgressData = monitor.userData;
    if (band->GetXSize() != m_request.levelSize.first ||
        band->GetYSize() != m_request.levelSize.second)
    {
        if (GDALRasterBand *overview = source.FindOverview(m_request.levelSize))
            band = overview;
        else
            ScaleWindow(m_request,
                        band->GetXSize() /
                            static_cast<double>(m_request.levelSize.first),
                        band->GetYSize() /
                            static_cast<double>(m_request.levelSize.second),
                        window, extra);
    }
    return band->RasterIO(GF_Read, window.xOff, window.yOff, window.xSize,
                          window.ySize, target, m_request.bufferXSize,
                          m_request.bufferYSize, m_request.bufferType,
                          m_request.pixelSpace, m_request.lineSpace,
                          &extra) == CE_None;
}

PixelWindow WindowTransfer::GetWindow() const
{
    const GDALRasterIOExtraArg &extra = m_request.extra;
    PixelWindow window = m_request.window;
    const bool isNearest = extra.eResampleAlg == GRIORA_NearestNeighbour;
    const bool isResized = window.xSize != m_request.bufferXSize ||
                           window.ySize != m_request.bufferYSize;
    if (!extra.bFloatingPointWindowValidity && (isNearest || !isResized))
        return window;
    // GDAL's widest kernel, Lanczos, looks at three pixels each way; of the
    // buffer's pixels where those are the larger ones. One more, because a
    // window of floating point numbers reaches beyond the other.
    const int radius = isNearest ? 1 : 3;
    const auto margin = [radius](int size, int bufferSize)
    { return radius * std::max(1, size / std::max(1, bufferSize) + 1) + 1; };
    const int x = margin(window.xSize, m_request.bufferXSize);
    const int y = margin(window.ySize, m_request.bufferYSize);
    const int right =
        std::min(m_request.levelSize.first, window.xOff + window.xSize + x);
    const int bottom =
        std::min(m_request.levelSize.second, window.yOff + window.ySize + y);
    window.xOff = std::max(0, window.xOff - x);
    window.yOff = std::max(0, window.yOff - y);
    window.xSize = right - window.xOff;
    window.ySize = bottom - window.yOff;
    return window;
}

bool WindowTransfer::ReadFrom(GDALRasterBand &pixels, const PixelWindow &window,
                              void *target,
                              const TransferMonitor &monitor) const
{
    GDALRasterIOExtraArg extra = m_request.extra;
    extra.pfnProgress = monitor.progress;
    extra.pProgressData = monitor.userData;
    extra.dfXOff -= window.xOff;
    extra.dfYOff -= window.yOff;
    return pixels.RasterIO(GF_Read, m_request.window.xOff - window.xOff,
                           m_request.window.yOff - window.yOff,
                           m_request.window.xSize, m_request.window.ySize,
                           target, m_request.bufferXSize, m_request.bufferYSize,
                           m_request.bufferType, m_request.pixelSpace,
                           m_request.lineSpace, &extra) == CE_None;
}

void WindowTransfer::Fill(double value, void *target) const
{
    for (int row = 0; row < m_request.bufferYSize; ++row)
        FillRow(
            value, m_request.bufferType,
            At(target, static_cast<std::ptrdiff_t>(row) *
                           static_cast<std::ptrdiff_t>(m_request.lineSpace)),
            static_cast<std::ptrdiff_t>(m_request.pixelSpace),
            static_cast<std::size_t>(m_request.bufferXSize));
}

SlabTransfer::SlabTransfer(const AxisSelection &y, const AxisSelection &x,
                           GDALDataType fileType, GDALDataType bufferType,
                           int blockSize)
    : m_y(y), m_x(x), m_fileType(fileType), m_bufferType(bufferType),
      m_blockSize(blockSize)
{
}

bool SlabTransfer::Read(const Source &source, void *target,
                        const TransferMonitor &monitor) const
{
    return ReadBand(source.GetBand(), target, monitor);
}

PixelWindow SlabTransfer::GetWindow() const
{
    return BoundsOf(m_y, m_x);
}

bool SlabTransfer::ReadFrom(GDALRasterBand &pixels, const PixelWindow &window,
                            void *target, const TransferMonitor &monitor) const
{
    AxisSelection y = m_y;
    AxisSelection x = m_x;
    y.start -= static_cast<std::uint64_t>(window.yOff);
    x.start -= static_cast<std::uint64_t>(window.xOff);
    return SlabTransfer(y, x, m_fileType, m_bufferType, m_blockSize)
        .ReadBand(pixels, target, monitor);
}

bool SlabTransfer::ReadBand(GDALRasterBand &band, void *target,
                            const TransferMonitor &monitor) const
{
    if (IsDirect(m_y) && IsDirect(m_x))
        return ReadDirectly(band, target, monitor);
    for (const RowStrip &strip :
         CutIntoStrips(m_y, m_x, m_blockSize, kMaxStripPixels))
        if (!ReadStrip(band, strip, target, monitor))
            return false;
    return true;
}

bool SlabTransfer::ReadDirectly(GDALRasterBand &band, void *target,
                                const TransferMonitor &monitor) const
{
    GDALRasterIOExtraArg extra;
    INIT_RASTERIO_EXTRA_ARG(extra);
    extra.pfnProgress = monitor.progress;
    extra.pProgressData = monitor.userData;
    const int width = static_cast<int>(m_x.count);
    const int height = static_cast<int>(m_y.count);
    const GSpacing pixelSpace =
        SpacingOf(m_x, GDALGetDataTypeSizeBytes(m_bufferType));
    const GSpacing lineSpace = SpacingOf(m_y, pixelSpace * width);
    return band.RasterIO(GF_Read, static_cast<int>(m_x.start),
                         static_cast<int>(m_y.start), width, height, target,
                         width, height, m_bufferType, pixelSpace, lineSpace,
                         &extra) == CE_None;
}

bool SlabTransfer::ReadStrip(GDALRasterBand &band, const RowStrip &strip,
                             void *target, const TransferMonitor &monitor) const
{
    const PixelWindow &window = strip.window;
    const int pixelSize = GDALGetDataTypeSizeBytes(m_fileType);
    const std::unique_ptr<GByte, decltype(&VSIFree)> rows(
        static_cast<GByte *>(
            VSI_MALLOC3_VERBOSE(window.xSize, window.ySize, pixelSize)),
        VSIFree);
    if (!rows)
        return false;
    GDALRasterIOExtraArg extra;
    INIT_RASTERIO_EXTRA_ARG(extra);
    extra.pfnProgress = monitor.progress;
    extra.pProgressData = monitor.userData;
    if (band.RasterIO(GF_Read, window.xOff, window.yOff, window.xSize,
                      window.ySize, rows.get(), window.xSize, window.ySize,
                      m_fileType, 0, 0, &extra) != CE_None)
        return false;

    const std::int64_t xStep = m_x.count == 1 ? 1 : m_x.step;
    const std::int64_t yStep = m_y.count == 1 ? 1 : m_y.step;
    const auto firstColumn = static_cast<std::int64_t>(m_x.start) - window.xOff;
    for (std::size_t i = 0; i < strip.rowCount; ++i)
    {
        const auto row = static_cast<std::int64_t>(m_y.start) +
                         static_cast<std::int64_t>(strip.firstRow + i) * yStep -
                         window.yOff;
        const GByte *from =
            rows.get() + (row * window.xSize + firstColumn) * pixelSize;
        GByte *to = At(target, static_cast<std::ptrdiff_t>(strip.firstRow + i) *
                                   m_y.stride);
        // One value at a time, for the reason given in FillRow().
        for (std::size_t j = 0; j < m_x.count; ++j)
            GDALCopyWords(
                from + static_cast<std::int64_t>(j) * xStep * pixelSize,
                m_fileType, 0, to + static_cast<std::ptrdiff_t>(j) * m_x.stride,
                m_bufferType, 0, 1);
    }
    return true;
}

void SlabTransfer::Fill(double value, void *target) const
{
    for (std::size_t i = 0; i < m_y.count; ++i)
        FillRow(value, m_bufferType,
                At(target, static_cast<std::ptrdiff_t>(i) * m_y.stride),
                m_x.stride, static_cast<int>(m_x.count));
}

}  // namespace hlsts
