// SPDX-License-Identifier: MIT
// The vegetation indices of HLS-VI, computed from reflectances.

#ifndef HLSTS_DRIVER_HLS_VEGETATION_INDEX_H
#define HLSTS_DRIVER_HLS_VEGETATION_INDEX_H

#include "driver/hls/product.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hlsts
{

/** The arrays that indices are computed from, in the order of the inputs of
 * ComputeIndex(). All six count, whatever the formula: NASA's program
 * (NASA-IMPACT/hls-vi 1.20.1, generate_indices.py) takes a pixel for valid only
 * where all of them are, because a negative reflectance in one band shows that
 * the correction for the atmosphere has failed there. Those that the formula
 * doesn't name may be missing: then the others alone decide. */
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
    /** The letters of the inputs in the formula: b(lue), g(reen), r(ed), n(ir),
     * s(wir1) and S(wir2). */
    const char *formulaInputs;
    /** index = stored value * scale, as the band of that name has it. */
    double scale;
    /** What ComputeIndex() calls. */
    void (*compute)(const IndexInputs &inputs, std::size_t count, double scale,
                    std::int16_t *out);
};

/** The index that a band of the band table is, or nullptr for a measured one.
 * Safe for concurrent use. */
const VegetationIndex *FindVegetationIndex(const Band &band);

/** Whether the formula of an index names an input.
 *
 * @param input its place in kIndexInputs. */
bool NeedsInput(const VegetationIndex &index, std::size_t input);

/** The bands that the formula of a band names; none for a measured one. */
std::vector<const Band *> FormulaInputs(const Band &band);

/** Whether a band is an index that can be computed from some bands. */
bool CanCompute(const Band &band, const std::vector<const Band *> &present);

/** Computes an index as NASA's program does, to the last digit.
 *
 * Double precision in the order of NASA's formulas, divided by the scale,
 * clamped to the range of Int16, rounded to the nearest integer (halves to the
 * even one). A pixel becomes kIndexFill where one of the six inputs is 0 or
 * less (so is their fill value), or where a formula divides by zero; of the
 * inputs that there are. Reflectances above 1 are valid. Pure, safe for
 * concurrent use.
 *
 * One step of NASA's program isn't done here: in its files, pixels whose Fmask
 * says CLOUD, ADJACENT or CLOUD_SHADOW are fill too, also where all inputs are
 * valid. The open option MASK does that (fmask.h).
 *
 * @param inputs `count` pixels each; nullptr for one that is missing and that
 *   the formula doesn't name.
 * @param out `count` pixels; may be one of the inputs.
 */
void ComputeIndex(const VegetationIndex &index, const IndexInputs &inputs,
                  std::size_t count, std::int16_t *out);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_VEGETATION_INDEX_H
