// SPDX-License-Identifier: MIT
#include "driver/hls/vegetation_index.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace hlsts;

namespace
{

constexpr const char *kNames[] = {"evi",  "msavi", "nbr",  "nbr2", "ndmi",
                                  "ndvi", "ndwi",  "savi", "tvi"};

struct Row
{
    /** In the order of kIndexInputs. */
    std::array<std::int16_t, 6> inputs;
    /** In the order of kNames. */
    std::array<std::int16_t, 9> indices;
};

// The indices are NumPy's (autotest/earthdata/indices.py), which
// autotest/emulator/test_index_oracle.py compares with this table.
// clang-format off
constexpr Row kTable[] = {
    // Ordinary land, water, snow, soil.
    {{412, 655, 489, 3120, 1804, 902}, {5074, 4471, 5515, 3333, 2673, 7290, -6530, 4584, 1645}},
    {{301, 382, 260, 120, 45, 31}, {-371, -267, 5894, 1842, 4545, -3684, 5219, -390, -35}},
    {{8120, 8230, 8010, 7550, 812, 640}, {-2442, -361, 8437, 1185, 8058, -296, 431, -336, -188}},
    {{1250, 1720, 2290, 2870, 3910, 3220}, {841, 775, -575, 968, -1534, 1124, -2505, 856, 120}},
    {{185, 402, 233, 4466, 2011, 877}, {7310, 7242, 6717, 3927, 3790, 9008, -8348, 6547, 2607}},
    // Each input decides, also those that a formula doesn't take.
    {{0, 1100, 1200, 1300, 1400, 1500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{1000, -9999, 1200, 1300, 1400, 1500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{1000, 1100, -1, 1300, 1400, 1500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{1000, 1100, 1200, 0, 1400, 1500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{1000, 1100, 1200, 1300, -32768, 1500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{1000, 1100, 1200, 1300, 1400, 0}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{0, 0, 0, 0, 0, 0}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{-9999, -9999, -9999, -9999, -9999, -9999}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    {{-9999, 500, 500, 500, 500, 500}, {-19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999, -19999}},
    // The smallest and the largest, and reflectances above 1.
    {{1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{1, 2, 1, 2, 1, 2}, {2, 2, 0, -3333, 3333, 3333, 0, 3, 1}},
    {{32767, 32767, 32767, 32767, 32767, 32767}, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{1, 1, 1, 32767, 1, 32767}, {19154, 10000, 0, -9999, 9999, 9999, -9999, 13013, 19660}},
    {{32767, 32767, 32767, 1, 32767, 1}, {20924, -21082, 0, 9999, -9999, -9999, 9999, -13013, -19660}},
    {{1, 1, 32767, 1, 1, 1}, {-3965, -21082, 0, 0, 0, -9999, 0, -13013, -32766}},
    {{1, 32767, 1, 1, 32767, 1}, {0, 0, 0, 9999, -9999, 0, 9999, 0, 13106}},
    {{10000, 10000, 10000, 10000, 10000, 10000}, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{10000, 20000, 10000, 20000, 10000, 20000}, {16667, 4384, 0, -3333, 3333, 3333, 0, 4286, 10000}},
    {{20000, 1, 32767, 10000, 1, 32767}, {-8546, -11083, -5323, -9999, 9998, -5323, -9998, -7149, -26767}},
    // The formula of EVI divides by 0, in double precision exactly or nearly so; and
    // near to it its values are clamped.
    {{2000, 900, 500, 2000, 800, 700}, {-19999, 2641, 4815, 667, 4286, 6000, -3793, 3000, 1060}},
    {{1500, 700, 100, 650, 600, 500}, {-19999, 1076, 1304, 909, 400, 7333, 370, 1435, 570}},
    {{1442, 60, 81, 329, 70, 80}, {32767, 488, 6088, -667, 6491, 6049, -6915, 688, 140}},
    {{1440, 100, 100, 200, 100, 100}, {32767, 196, 3333, 0, 3333, 3333, -3333, 283, 60}},
    {{1441, 100, 100, 207, 100, 100}, {-32768, 210, 3485, 0, 3485, 3485, -3485, 302, 64}},
    {{1441, 100, 100, 208, 100, 100}, {32767, 212, 3506, 0, 3506, 3506, -3506, 305, 65}},
    {{4000, 300, 2500, 5001, 200, 100}, {32767, 2930, 9608, 3333, 9231, 3334, -8868, 3001, 621}},
    {{2000, 300, 800, 201, 200, 100}, {-32768, -1046, 3355, 3333, 25, -5984, 1976, -1497, -559}},
    {{3000, 700, 100, 11000, 900, 800}, {-32768, 9836, 8644, 588, 8487, 9820, -8803, 10155, 6780}},
    {{1500, 120, 130, 470, 150, 160}, {-19999, 662, 4921, -323, 5161, 5667, -5932, 911, 200}},
    // Halfway between two stored values, NDVI, SAVI and EVI: the last bit decides.
    {{500, 60, 50, 78, 500, 500}, {106, 55, -7301, 0, -7301, 2187, -1304, 82, 21}},
    {{500, 78, 50, 60, 50, 78}, {38, 20, -1304, -2187, 909, 909, 1304, 29, 17}},
    {{500, 900, 533, 2091, 533, 2091}, {3376, 2718, 0, -5937, 5937, 5937, -3982, 3065, 1082}},
    {{500, 4093, 3907, 4093, 3907, 4093}, {138, 207, 0, -233, 233, 233, 0, 215, 186}},
    {{500, 12, 1268, 12, 1268, 12}, {-2264, -2076, 0, 9812, -9812, -9812, 0, -3000, -1256}},
    {{500, 1431, 169, 1431, 169, 1431}, {3629, 2416, 0, -7888, 7888, 7888, 0, 2868, 1262}},
    {{500, 500, 855, 1, 500, 500}, {-1876, -1487, -9960, 0, -9960, -9977, 9960, -2187, -654}},
    {{500, 500, 3641, 2399, 500, 500}, {-1018, -1522, 6551, 0, 6551, -2056, -6551, -1687, -2002}},
    {{500, 500, 722, 2278, 500, 500}, {3025, 2604, 6400, 0, 6400, 5187, -6400, 2918, 845}},
    {{500, 500, 484, 606, 500, 500}, {313, 222, 958, 0, 958, 1119, -958, 300, 80}},
    {{500, 500, 218, 122, 500, 500}, {-312, -184, -6077, 0, -6077, -2824, 6077, -270, 55}},
    // TVI's scale is 0.01, and its extremes just fit.
    {{500, 600, 700, 800, 900, 1000}, {222, 175, -1111, -526, -588, 667, -1429, 231, 20}},
    {{500, 601, 702, 803, 900, 1000}, {224, 177, -1093, -526, -570, 671, -1439, 233, 20}},
    {{500, 1, 1, 30000, 900, 1000}, {20686, 10000, 9355, -526, 9417, 9999, -9999, 12856, 17999}},
    {{500, 32767, 1, 32767, 900, 1000}, {20991, 10000, 9408, -526, 9465, 9999, 0, 13013, 32766}},
    {{500, 1, 32767, 1, 900, 1000}, {-4038, -21082, -9980, -526, -9978, -9999, 0, -13013, -32766}},
    {{500, 125, 126, 128, 900, 1000}, {7, 4, -7730, -526, -7510, 79, -119, 6, 1}},
    {{500, 2, 3, 4, 5, 6}, {4, 2, -2000, -909, -1111, 1429, -3333, 3, 0}},
};

// clang-format on

const VegetationIndex &IndexOf(const std::string &name)
{
    return *FindVegetationIndex(*FindBandByName(name));
}

}  // namespace

TEST(VegetationIndexTest, ComputesWhatNasasProgramDoes)
{
    std::vector<std::int16_t> columns[kIndexInputs.size()];
    IndexInputs inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
    {
        for (const Row &row : kTable)
            columns[i].push_back(row.inputs[i]);
        inputs[i] = columns[i].data();
    }
    for (std::size_t k = 0; k < std::size(kNames); ++k)
    {
        std::vector<std::int16_t> out(std::size(kTable));
        ComputeIndex(IndexOf(kNames[k]), inputs, out.size(), out.data());
        for (std::size_t i = 0; i < out.size(); ++i)
            EXPECT_EQ(out[i], kTable[i].indices[k])
                << kNames[k] << ", row " << i;
    }
}

TEST(VegetationIndexTest, TakesAnInputForItsOutput)
{
    std::int16_t pixels[] = {500, 600, 700, 800, 900, 1000};
    IndexInputs inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        inputs[i] = pixels + i;
    ComputeIndex(IndexOf("ndvi"), inputs, 1, pixels + 3);
    EXPECT_EQ(pixels[3], 667);
    EXPECT_EQ(pixels[4], 900);
}

TEST(VegetationIndexTest, IsThereForEachIndexOfTheBandTable)
{
    std::size_t count = 0;
    for (const Band &band : BandTable())
    {
        const VegetationIndex *index = FindVegetationIndex(band);
        ASSERT_EQ(index != nullptr, band.isVegetationIndex) << band.name;
        if (!index)
            continue;
        ++count;
        EXPECT_STREQ(index->name, band.name);
        EXPECT_EQ(index->scale, band.scale) << band.name;
        EXPECT_EQ(kIndexFill, band.noData) << band.name;
        EXPECT_EQ(band.dataType, GDT_Int16) << band.name;
    }
    EXPECT_EQ(count, std::size(kNames));
}

TEST(VegetationIndexTest, InputsAreBandsOfBothSensors)
{
    for (const char *name : kIndexInputs)
    {
        const Band *band = FindBandByName(name);
        ASSERT_NE(band, nullptr) << name;
        EXPECT_TRUE(band->l30 && band->s30) << name;
        EXPECT_EQ(band->dataType, GDT_Int16) << name;
        EXPECT_EQ(band->scale, 0.0001) << name;
        EXPECT_EQ(band->noData, -9999) << name;
    }
}

TEST(VegetationIndexTest, FormulaTellsWhichInputsItNeeds)
{
    const auto inputsOf = [](const char *name)
    {
        std::string joined;
        for (const Band *band : FormulaInputs(*FindBandByName(name)))
            joined += std::string(band->name) + " ";
        return joined;
    };
    EXPECT_EQ(inputsOf("evi"), "blue red nir ");
    EXPECT_EQ(inputsOf("ndvi"), "red nir ");
    EXPECT_EQ(inputsOf("ndwi"), "green nir ");
    EXPECT_EQ(inputsOf("ndmi"), "nir swir1 ");
    EXPECT_EQ(inputsOf("nbr"), "nir swir2 ");
    EXPECT_EQ(inputsOf("nbr2"), "swir1 swir2 ");
    EXPECT_EQ(inputsOf("tvi"), "green red nir ");
    EXPECT_EQ(inputsOf("red"), "");
    for (const char *name : kNames)
        for (std::size_t i = 0; i < kIndexInputs.size(); ++i)
            EXPECT_EQ(NeedsInput(IndexOf(name), i),
                      (" " + inputsOf(name))
                              .find(" " + std::string(kIndexInputs[i]) + " ") !=
                          std::string::npos)
                << name << " " << kIndexInputs[i];
}

TEST(VegetationIndexTest, InputsThatTheFormulaDoesNotNameMayBeMissing)
{
    // Each value of each row that all six inputs let through, without those
    // that its formula doesn't name.
    for (std::size_t k = 0; k < std::size(kNames); ++k)
        for (const Row &row : kTable)
        {
            const VegetationIndex &index = IndexOf(kNames[k]);
            IndexInputs inputs{};
            bool isAnyInvalid = false;
            for (std::size_t i = 0; i < inputs.size(); ++i)
                if (NeedsInput(index, i))
                    inputs[i] = &row.inputs[i];
                else
                    isAnyInvalid = isAnyInvalid || row.inputs[i] <= 0;
            if (isAnyInvalid)
                continue;
            std::int16_t out = 0;
            ComputeIndex(index, inputs, 1, &out);
            EXPECT_EQ(out, row.indices[k]) << kNames[k];
        }
    // One that is there counts, though the formula doesn't name it.
    const std::int16_t red = 700;
    const std::int16_t nir = 800;
    const std::int16_t blue = 0;
    std::int16_t out = 0;
    ComputeIndex(IndexOf("ndvi"),
                 {&blue, nullptr, &red, &nir, nullptr, nullptr}, 1, &out);
    EXPECT_EQ(out, kIndexFill);
    ComputeIndex(IndexOf("ndvi"),
                 {nullptr, nullptr, &red, &nir, nullptr, nullptr}, 1, &out);
    EXPECT_EQ(out, 667);
}

TEST(VegetationIndexTest, IsComputedOnlyOfAllThatItsFormulaNames)
{
    const Band *red = FindBandByName("red");
    const Band *nir = FindBandByName("nir");
    const Band &ndvi = *FindBandByName("ndvi");
    EXPECT_TRUE(CanCompute(ndvi, {nir, red}));
    EXPECT_FALSE(CanCompute(ndvi, {red}));
    EXPECT_FALSE(CanCompute(ndvi, {}));
    EXPECT_FALSE(CanCompute(*FindBandByName("evi"), {nir, red}));
    EXPECT_FALSE(CanCompute(*red, {nir, red}));
}
