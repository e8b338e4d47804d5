// SPDX-License-Identifier: MIT
// The vegetation indices of HLS-VI, computed from reflectances.

#ifndef HLSTS_DRIVER_HLS_VEGETATION_INDEX_H
#define HLSTS_DRIVER_HLS_VEGETATION_INDEX_H

#include "driver/hls/product.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hlsts
{

/** The arrays that every index is computed from, in the order of the inputs of
 * ComputeIndex(). All six, whatever the formula: NASA's program
 * (NASA-IMPACT/hls-vi 1.20.1, generate_indices.py) takes a pixel for valid only
 * where all of them are, because a negative reflectance in one band shows that
 * the correction for the atmosphere has failed there. */
inline constexpr std::array<const char *, 6> kIndexInputs = {
    "blue", "green", "red", "nir", "swir1", "swir2"};

/** Pixels of each input, as NASA stores them: Int16 with the scale 0.0001, the
 * fill value -9999. Whoever reads local files of another type, scale or fill
 * value has to refuse to compute an index of them. */
using IndexInputs = std::array<const std::int16_t *, kIndexInputs.size()>;

/** What pixels of an index hold where there is none. */
constexpr std::int16_t kIndexFill = -19999;

/** One row of the table of indices; lives as long as the process. */
struct VegetationIndex
{
    /** Array name: evi, msavi, nbr, nbr2, ndmi, ndvi, ndwi, savi or tvi. */
    const char *name;
    /** index = stored value * scale, as the band of that name has it. */
    double scale;
    /** What ComputeIndex() calls. */
    void (*compute)(const IndexInputs &inputs, std::size_t count, double scale,
                    std::int16_t *out);
};

/** The index that a band of the band table is, or nullptr for a measured one.
 * Safe for concurrent use. */
const VegetationIndex *FindVegetationIndex(const Band &band);

/** Computes an index as NASA's program does, to the last digit.
 *
 * Double precision in the order of NASA's formulas, divided by the scale,
 * clamped to the range of Int16, rounded to the nearest integer (halves to the
 * even one). A pixel becomes kIndexFill where one of the six inputs is 0 or
 * less (so is their fill value), or where a formula divides by zero.
 * Reflectances above 1 are valid. Pure, safe for concurrent use.
 *
 * One step of NASA's program isn't done here: in its files, pixels whose Fmask
 * says CLOUD, ADJACENT or CLOUD_SHADOW are fill too, also where all inputs are
 * valid. The open option MASK does that (fmask.h).
 *
 * @param inputs `count` pixels each; none is nullptr.
 * @param out `count` pixels; may be one of the inputs.
 */
void ComputeIndex(const VegetationIndex &index, const IndexInputs &inputs,
                  std::size_t count, std::int16_t *out);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_VEGETATION_INDEX_H
