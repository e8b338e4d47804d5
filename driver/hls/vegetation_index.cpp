// SPDX-License-Identifier: MIT
// The vegetation indices of HLS-VI, computed from reflectances.

#include "driver/hls/vegetation_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace hlsts
{

namespace
{

/** The reflectances of one pixel. */
struct Pixel
{
    double blue;
    double green;
    double red;
    double nir;
    double swir1;
    double swir2;
};

// Many quotients of reflectances lie exactly between two stored values, where
// the last bit decides which one is taken. So the order of operations is
// NASA's, and CMakeLists.txt keeps the compiler from joining a product and a
// sum.

double NormalizedDifference(double a, double b)
{
    return (a - b) / (a + b);
}

double Evi(const Pixel &p)
{
    return 2.5 * (p.nir - p.red) / (p.nir + 6 * p.red - 7.5 * p.blue + 1);
}

double Msavi(const Pixel &p)
{
    // Under the root is (2 nir - 1)^2 + 8 red, which is positive.
    const double sum = 2 * p.nir + 1;
    return (sum - std::sqrt(sum * sum - 8 * (p.nir - p.red))) / 2;
}

double Nbr(const Pixel &p)
{
    return NormalizedDifference(p.nir, p.swir2);
}

double Nbr2(const Pixel &p)
{
    return NormalizedDifference(p.swir1, p.swir2);
}

double Ndmi(const Pixel &p)
{
    return NormalizedDifference(p.nir, p.swir1);
}

double Ndvi(const Pixel &p)
{
    return NormalizedDifference(p.nir, p.red);
}

double Ndwi(const Pixel &p)
{
    return NormalizedDifference(p.green, p.nir);
}

double Savi(const Pixel &p)
{
    return 1.5 * (p.nir - p.red) / (p.nir + p.red + 0.5);
}

double Tvi(const Pixel &p)
{
    return (120 * (p.nir - p.green) - 200 * (p.red - p.green)) / 2;
}

bool IsValid(const IndexInputs &inputs, std::size_t i)
{
    return std::all_of(inputs.begin(), inputs.end(),
                       [i](const std::int16_t *input)
                       { return !input || input[i] > 0; });
}

std::int16_t Store(double index, double scale)
{
    using Stored = std::numeric_limits<std::int16_t>;
    // Infinite or NaN after a division by zero.
    if (!std::isfinite(index))
        return kIndexFill;
    const double clamped =
        std::clamp<double>(index / scale, Stored::lowest(), Stored::max());
    return static_cast<std::int16_t>(std::nearbyint(clamped));
}

template <double (*kFormula)(const Pixel &)>
void ComputeWith(const IndexInputs &inputs, std::size_t count, double scale,
                 std::int16_t *out)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto reflectance = [&inputs, i](std::size_t input)
        { return inputs[input] ? inputs[input][i] / 10000.0 : 0.0; };
        out[i] = IsValid(inputs, i)
                     ? Store(kFormula({reflectance(0), reflectance(1),
                                       reflectance(2), reflectance(3),
                                       reflectance(4), reflectance(5)}),
                             scale)
                     : kIndexFill;
    }
}

constexpr VegetationIndex kIndices[] = {
    {"evi", "bnr", 0.0001, ComputeWith<Evi>},
    {"msavi", "nr", 0.0001, ComputeWith<Msavi>},
    {"nbr", "nS", 0.0001, ComputeWith<Nbr>},
    {"nbr2", "sS", 0.0001, ComputeWith<Nbr2>},
    {"ndmi", "ns", 0.0001, ComputeWith<Ndmi>},
    {"ndvi", "nr", 0.0001, ComputeWith<Ndvi>},
    {"ndwi", "gn", 0.0001, ComputeWith<Ndwi>},
    {"savi", "nr", 0.0001, ComputeWith<Savi>},
    {"tvi", "nrg", 0.01, ComputeWith<Tvi>},
};

}  // namespace

const VegetationIndex *FindVegetationIndex(const Band &band)
{
    for (const VegetationIndex &index : kIndices)
        if (std::string_view(index.name) == band.name)
            return &index;
    return nullptr;
}

bool NeedsInput(const VegetationIndex &index, std::size_t input)
{
    // In the order of kIndexInputs
    constexpr std::string_view kLetters = "bgrnsS";
    return std::string_view(index.formulaInputs).find(kLetters[input]) !=
           std::string_view::npos;
}

std::vector<const Band *> FormulaInputs(const Band &band)
{
    std::vector<const Band *> inputs;
    const VegetationIndex *index = FindVegetationIndex(band);
    for (std::size_t i = 0; index && i < kIndexInputs.size(); ++i)
        if (NeedsInput(*index, i))
            inputs.push_back(FindBandByName(kIndexInputs[i]));
    return inputs;
}

bool CanCompute(const Band &band, const std::vector<const Band *> &present)
{
    const auto inputs = FormulaInputs(band);
    return !inputs.empty() &&
           std::all_of(inputs.begin(), inputs.end(),
                       [&](const Band *input) {
                           return std::find(present.begin(), present.end(),
                                            input) != present.end();
                       });
}

void ComputeIndex(const VegetationIndex &index, const IndexInputs &inputs,
                  std::size_t count, std::int16_t *out)
{
    index.compute(inputs, count, index.scale, out);
}

}  // namespace hlsts
