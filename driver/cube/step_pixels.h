// SPDX-License-Identifier: MIT
// The pixels of one time step, put together from granules.

#ifndef HLSTS_DRIVER_CUBE_STEP_PIXELS_H
#define HLSTS_DRIVER_CUBE_STEP_PIXELS_H

#include "driver/cube/pixel_transfer.h"
#include "driver/cube/read_plan.h"

#include "gdal.h"

#include <vector>

namespace hlsts
{

/** A window of an array in memory: of several valid pixels the first one
 * counts. Not safe for concurrent use. */
class StepPixels
{
  public:
    /** All pixels are nodata.
     *
     * @param window what is shown, in pixels of a level.
     * @param hasNoData whether there is a value that stands for missing pixels;
     *   otherwise all pixels of a part are valid, and those of no part are
     *   `noData`. */
    StepPixels(const PixelWindow &window, GDALDataType type, bool hasNoData,
               double noData);

    /** Adds the pixels of a granule where there is none yet.
     *
     * @param place where they lie, counted from the window's first pixel.
     * @param values row by row, in the type of the array. */
    void Add(const PixelWindow &place, const std::vector<GByte> &values);

    /** Hands the pixels to a transfer.
     *
     * @return false when it failed; GDAL has reported why. */
    bool Transfer(const PixelTransfer &transfer, void *target,
                  const TransferMonitor &monitor);

  private:
    const PixelWindow m_window;
    const GDALDataType m_type;
    const bool m_hasNoData;
    const double m_noData;
    /** The nodata value in the type of the array. */
    std::vector<GByte> m_rawNoData;
    std::vector<GByte> m_values;
    /** Which pixels a part has set; only where there is no nodata value. */
    std::vector<bool> m_isSet{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_STEP_PIXELS_H
