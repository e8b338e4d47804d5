// SPDX-License-Identifier: MIT
// The quality bits of Fmask: their names, and which pixels a choice of them
// masks.

#ifndef HLSTS_DRIVER_HLS_FMASK_H
#define HLSTS_DRIVER_HLS_FMASK_H

#include "vsi/base/result.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace hlsts
{

/** What Fmask holds outside of the scene. It has every bit set, so it has to be
 * recognised before any bit is looked at. */
constexpr std::uint8_t kFmaskFill = 255;

/** The open option MASK: which bits of Fmask mask a pixel. A value type. */
struct FmaskSelection
{
    /** The chosen bits. The aerosol level is a number of two bits: 192, both
     * of them, stands for the highest level, and neither is chosen alone. */
    std::uint8_t bits = 0;

    bool IsEmpty() const
    {
        return bits == 0;
    }

    /** Whether the chosen bits mask a value of Fmask. False for kFmaskFill,
     * which isn't a set of bits. */
    bool Masks(std::uint8_t fmask) const;
};

/** Parses the value of the open option MASK: names, separated by commas, in any
 * case and with blanks around them.
 *
 * CIRRUS (bit 0), CLOUD (1), ADJACENT (2), CLOUD_SHADOW (3), SNOW (4), WATER
 * (5), AEROSOL_HIGH (6 and 7 both set). Source: the tag "Fmask bit description"
 * of NASA's files.
 *
 * @return an empty selection for a blank text; an error that lists the names
 * for any other word, and for a comma without a name on either side.
 */
Result<FmaskSelection> ParseFmaskSelection(std::string_view text);

/** The largest value of the open option MASK_DILATE: 3 km. Users take 3 to 10;
 * each read looks at a margin of this many pixels. */
constexpr int kMostMaskDilation = 100;

/** Where in a window of Fmask the pixels lie that somebody wants to know about.
 * In pixels; the wanted rectangle lies inside of the window. */
struct FmaskWindow
{
    /** Size of the window. */
    int width;
    int height;
    /** Place of the wanted rectangle in the window, and its size. */
    int wantedX;
    int wantedY;
    int wantedWidth;
    int wantedHeight;
};

/** Which pixels of a rectangle are wanted: those that are neither masked nor
 * fill.
 *
 * A pixel is masked where the selection masks one within `dilate` pixels in x
 * and in y, itself included: a square of 2 * dilate + 1. Only what the bits
 * mask is widened, fill isn't. The time that it takes doesn't depend on
 * `dilate`. Pure, safe for concurrent use.
 *
 * @param dilate the open option MASK_DILATE, 0 or more.
 * @param fmask window.width * window.height values of Fmask, row by row: the
 *   wanted rectangle, grown by `dilate` pixels to all sides as far as the image
 *   has them. What lies outside of the window masks nothing.
 * @param wanted receives wantedWidth * wantedHeight bytes, row by row: 1 for a
 *   wanted pixel, else 0.
 */
void FindWantedPixels(FmaskSelection selection, int dilate,
                      const std::uint8_t *fmask, const FmaskWindow &window,
                      std::uint8_t *wanted);

/** The CF attributes flag_masks, flag_values and flag_meanings of Fmask (CF
 * 1.10, section 3.5): meaning i holds where fmask & mask i equals value i. */
inline constexpr std::array<std::uint8_t, 10> kFmaskFlagMasks = {
    1, 2, 4, 8, 16, 32, 192, 192, 192, 192};
inline constexpr std::array<std::uint8_t, 10> kFmaskFlagValues = {
    1, 2, 4, 8, 16, 32, 0, 64, 128, 192};
inline constexpr char kFmaskFlagMeanings[] =
    "cirrus_cloud cloud adjacent_to_cloud_or_shadow cloud_shadow snow_or_ice "
    "water aerosol_climatology aerosol_low aerosol_average aerosol_high";

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_FMASK_H
