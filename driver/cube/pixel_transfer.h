// SPDX-License-Identifier: MIT
// How the pixels of one time step get from a file into the caller's buffer.

#ifndef HLSTS_DRIVER_CUBE_PIXEL_TRANSFER_H
#define HLSTS_DRIVER_CUBE_PIXEL_TRANSFER_H

#include "driver/cube/read_plan.h"
#include "driver/files/source.h"

#include "gdal.h"

#include <cstddef>

namespace hlsts
{

/** A callback that GDAL calls now and then during a transfer. */
struct TransferMonitor
{
    /** A GDALProgressFunc; FALSE ends the transfer. */
    int(CPL_STDCALL *progress)(double, const char *, void *) = nullptr;
    void *userData = nullptr;
};

/** What is read of every file, and how it is laid out in memory.
 *
 * Immutable; one instance serves all workers of a read at the same time.
 */
class PixelTransfer
{
  public:
    virtual ~PixelTransfer() = default;

    /** Whether Read() serves a level; 0 is full resolution. */
    virtual bool IsServed(int level) const = 0;

    /** Reads one time step.
     *
     * @param source an open file, used by this thread alone.
     * @param target where the step's first value goes.
     * @return whether all of it was read; if not, GDAL has reported why.
     */
    virtual bool Read(const Source &source, void *target,
                      const TransferMonitor &monitor) const = 0;

    /** The pixels of the level that Read() would look at. */
    virtual PixelWindow GetWindow() const = 0;

    /** Does what Read() does, from pixels in memory.
     *
     * @param pixels the pixels of `window`, which may be larger than
     *   GetWindow(). Used by this thread alone. */
    virtual bool ReadFrom(GDALRasterBand &pixels, const PixelWindow &window,
                          void *target,
                          const TransferMonitor &monitor) const = 0;

    /** Writes one value to all places of a time step. */
    virtual void Fill(double value, void *target) const = 0;
};

/** Reads a window, resampled where the buffer has another size, as
 * GDALRasterBand::RasterIO() does. */
class WindowTransfer final : public PixelTransfer
{
  public:
    /** All members as in RasterIO(); the window is in pixels of the level. */
    struct Request
    {
        PixelWindow window{};
        int bufferXSize = 0;
        int bufferYSize = 0;
        GDALDataType bufferType = GDT_Unknown;
        GSpacing pixelSpace = 0;
        GSpacing lineSpace = 0;
        GDALRasterIOExtraArg extra{};
        /** Size of the level that is read: full resolution or an overview. */
        PixelSize levelSize{};
    };

    explicit WindowTransfer(const Request &request);

    bool IsServed(int) const override
    {
        return true;
    }

    bool Read(const Source &source, void *target,
              const TransferMonitor &monitor) const override;
    PixelWindow GetWindow() const override;
    bool ReadFrom(GDALRasterBand &pixels, const PixelWindow &window,
                  void *target, const TransferMonitor &monitor) const override;
    void Fill(double value, void *target) const override;

  private:
    Request m_request;
};

/** Reads rows and columns with steps, as GDALMDArray::Read() does. Read() only
 * serves full resolution. */
class SlabTransfer final : public PixelTransfer
{
  public:
    /** @param y, x selections within the file, strides in bytes.
     * @param fileType the type of the file's pixels, for temporary storage.
     * @param blockSize rows per block. */
    SlabTransfer(const AxisSelection &y, const AxisSelection &x,
                 GDALDataType fileType, GDALDataType bufferType, int blockSize);

    bool IsServed(int level) const override
    {
        return level == 0;
    }

    bool Read(const Source &source, void *target,
              const TransferMonitor &monitor) const override;
    PixelWindow GetWindow() const override;
    bool ReadFrom(GDALRasterBand &pixels, const PixelWindow &window,
                  void *target, const TransferMonitor &monitor) const override;
    void Fill(double value, void *target) const override;

  private:
    /** Reads the selections, whatever they select in the band. */
    bool ReadBand(GDALRasterBand &band, void *target,
                  const TransferMonitor &monitor) const;
    bool ReadDirectly(GDALRasterBand &band, void *target,
                      const TransferMonitor &monitor) const;
    bool ReadStrip(GDALRasterBand &band, const RowStrip &strip, void *target,
                   const TransferMonitor &monitor) const;

    AxisSelection m_y;
    AxisSelection m_x;
    GDALDataType m_fileType;
    GDALDataType m_bufferType;
    int m_blockSize;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_PIXEL_TRANSFER_H
