// SPDX-License-Identifier: MIT
// Pixels of one file at any positions, reading no block that nobody wants.

#include "driver/cube/plane_reader.h"

#include "vsi/base/gdal_compat.h"

#include <algorithm>
#include <cstring>

namespace hlsts
{

namespace
{

/** The blocks of a file that lie in a window, and which of them are needed. */
class NeededBlocks
{
  public:
    NeededBlocks(const PixelWindow &window, PixelSize blockSize)
        : m_blockSize(blockSize), m_firstColumn(window.xOff / blockSize.first),
          m_firstRow(window.yOff / blockSize.second),
          m_columns((window.xOff + window.xSize - 1) / blockSize.first -
                    m_firstColumn + 1),
          m_rows((window.yOff + window.ySize - 1) / blockSize.second -
                 m_firstRow + 1),
          m_needed(static_cast<std::size_t>(m_columns) *
                       static_cast<std::size_t>(m_rows),
                   false),
          m_seen(m_needed)
    {
    }

    /** Notes a position, whether it is wanted or not. */
    void See(int column, int row, bool isWanted)
    {
        const std::size_t place =
            Place(column / m_blockSize.first - m_firstColumn,
                  row / m_blockSize.second - m_firstRow);
        m_seen[place] = true;
        if (isWanted)
            m_needed[place] = true;
    }

    std::size_t CountSkipped() const
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < m_needed.size(); ++i)
            count += m_seen[i] && !m_needed[i] ? 1 : 0;
        return count;
    }

    /** The needed blocks as few windows: runs of blocks in a row, joined with
     * equal runs of the rows below. Windows end where `bounds` does. */
    std::vector<PixelWindow> GetWindows(const PixelWindow &bounds) const
    {
        std::vector<Run> open;
        std::vector<PixelWindow> windows;
        for (int row = 0; row <= m_rows; ++row)
        {
            std::vector<Run> next;
            if (row < m_rows)
                next = FindRuns(row);
            for (Run &run : next)
                for (const Run &above : open)
                    if (above.first == run.first && above.end == run.end)
                        run.top = above.top;
            for (const Run &above : open)
                if (std::none_of(next.begin(), next.end(),
                                 [&](const Run &run) {
                                     return run.first == above.first &&
                                            run.end == above.end;
                                 }))
                    windows.push_back(Clip(above, row, bounds));
            open = std::move(next);
        }
        return windows;
    }

  private:
    /** Blocks of a row, from `first` to before `end`, and the row where the
     * equal runs above begin. */
    struct Run
    {
        int first;
        int end;
        int top;
    };

    std::size_t Place(int column, int row) const
    {
        return static_cast<std::size_t>(row) *
                   static_cast<std::size_t>(m_columns) +
               static_cast<std::size_t>(column);
    }

    std::vector<Run> FindRuns(int row) const
    {
        std::vector<Run> runs;
        for (int column = 0; column < m_columns; ++column)
        {
            if (!m_needed[Place(column, row)])
                continue;
            if (!runs.empty() && runs.back().end == column)
                ++runs.back().end;
            else
                runs.push_back({column, column + 1, row});
        }
        return runs;
    }

    PixelWindow Clip(const Run &run, int bottom,
                     const PixelWindow &bounds) const
    {
        const int left = std::max(bounds.xOff, (m_firstColumn + run.first) *
                                                   m_blockSize.first);
        const int top =
            std::max(bounds.yOff, (m_firstRow + run.top) * m_blockSize.second);
        const int right =
            std::min(bounds.xOff + bounds.xSize,
                     (m_firstColumn + run.end) * m_blockSize.first);
        const int end = std::min(bounds.yOff + bounds.ySize,
                                 (m_firstRow + bottom) * m_blockSize.second);
        return {left, top, right - left, end - top};
    }

    const PixelSize m_blockSize;
    const int m_firstColumn;
    const int m_firstRow;
    const int m_columns;
    const int m_rows;
    std::vector<bool> m_needed;
    std::vector<bool> m_seen;
};

/** The band of a resolution, or full resolution where the file lacks it. */
GDALRasterBand &FindLevel(const Source &source, PixelSize levelSize)
{
    GDALRasterBand &band = source.GetBand();
    if (levelSize == PixelSize(band.GetXSize(), band.GetYSize()))
        return band;
    GDALRasterBand *overview = source.FindOverview(levelSize);
    return overview ? *overview : band;
}

NeededBlocks FindNeeded(GDALRasterBand &band, const PixelPositions &positions,
                        const PixelWindow &bounds, const WantedPixels &wanted)
{
    PixelSize blockSize;
    band.GetBlockSize(&blockSize.first, &blockSize.second);
    NeededBlocks blocks(bounds, blockSize);
    std::size_t place = 0;
    for (const int row : positions.rows)
        for (const int column : positions.columns)
            blocks.See(column, row, wanted[place++] != 0);
    return blocks;
}

bool ReadInto(GDALRasterBand &band, const PixelWindow &window,
              const PixelWindow &bounds, GDALDataType type,
              const TransferMonitor &monitor, std::vector<GByte> &values)
{
    GDALRasterIOExtraArg extra;
    INIT_RASTERIO_EXTRA_ARG(extra);
    extra.pfnProgress = monitor.progress;
    extra.pProgressData = monitor.userData;
    const GSpacing pixelSpace = GDALGetDataTypeSizeBytes(type);
    const GSpacing lineSpace = pixelSpace * bounds.xSize;
    GByte *target = values.data() + (window.yOff - bounds.yOff) * lineSpace +
                    (window.xOff - bounds.xOff) * pixelSpace;
    return band.RasterIO(GF_Read, window.xOff, window.yOff, window.xSize,
                         window.ySize, target, window.xSize, window.ySize, type,
                         pixelSpace, lineSpace, &extra) == CE_None;
}

/** Picks the positions out of the pixels of their bounds. */
std::vector<GByte> Gather(const std::vector<GByte> &values,
                          const PixelPositions &positions,
                          const PixelWindow &bounds, std::size_t valueSize)
{
    std::vector<GByte> gathered(positions.rows.size() *
                                positions.columns.size() * valueSize);
    GByte *to = gathered.data();
    for (const int row : positions.rows)
        for (const int column : positions.columns)
        {
            const auto place = static_cast<std::size_t>(row - bounds.yOff) *
                                   static_cast<std::size_t>(bounds.xSize) +
                               static_cast<std::size_t>(column - bounds.xOff);
            std::memcpy(to, values.data() + place * valueSize, valueSize);
            to += valueSize;
        }
    return gathered;
}

}  // namespace

bool ReadPlane(const Source &source, const std::vector<PixelSize> &sizes,
               const PixelPositions &positions, const WantedPixels &wanted,
               GDALDataType type, const TransferMonitor &monitor,
               PlanePixels &pixels)
{
    GDALRasterBand &band = FindLevel(source, sizes.front());
    const PixelSize size{band.GetXSize(), band.GetYSize()};
    const PixelPositions places =
        size == sizes.front() ? positions : AtFullResolution(positions, sizes);
    const PixelWindow bounds = BoundsOf(places);
    const auto valueSize =
        static_cast<std::size_t>(GDALGetDataTypeSizeBytes(type));
    std::vector<GByte> values(static_cast<std::size_t>(bounds.xSize) *
                              static_cast<std::size_t>(bounds.ySize) *
                              valueSize);
    std::vector<PixelWindow> windows{bounds};
    if (!wanted.empty())
    {
        const NeededBlocks blocks = FindNeeded(band, places, bounds, wanted);
        pixels.blocksSkipped = blocks.CountSkipped();
        if (pixels.blocksSkipped > 0)
            windows = blocks.GetWindows(bounds);
    }
    for (const PixelWindow &window : windows)
        if (!ReadInto(band, window, bounds, type, monitor, values))
            return false;
    const bool isDense =
        static_cast<std::size_t>(bounds.xSize) == places.columns.size() &&
        static_cast<std::size_t>(bounds.ySize) == places.rows.size();
    pixels.values =
        isDense ? std::move(values) : Gather(values, places, bounds, valueSize);
    return true;
}

}  // namespace hlsts
