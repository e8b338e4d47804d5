// SPDX-License-Identifier: MIT
// Pixels of granules put together: of several valid ones the first counts.

#include "driver/cube/step_pixels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace hlsts;
using testing::ElementsAre;

namespace
{

constexpr PixelWindow kWindow{10, 20, 4, 2};
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <class Value>
std::vector<GByte> Bytes(const std::vector<Value> &values)
{
    std::vector<GByte> bytes(values.size() * sizeof(Value));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

/** All pixels of the window, as Float64. */
std::vector<double> PixelsOf(StepPixels &step)
{
    GDALAllRegister();
    std::vector<double> pixels(8, -1);
    EXPECT_TRUE(step.Transfer(SlabTransfer({20, 2, 1, 4 * sizeof(double)},
                                           {10, 4, 1, sizeof(double)},
                                           GDT_Int16, GDT_Float64, 16),
                              pixels.data(), {}));
    return pixels;
}

}  // namespace

TEST(StepPixelsTest, WithoutPartsAllIsNoData)
{
    StepPixels step(kWindow, GDT_Int16, true, -9999);
    EXPECT_THAT(PixelsOf(step), testing::Each(-9999));
}

TEST(StepPixelsTest, FirstValidPixelWins)
{
    StepPixels step(kWindow, GDT_Int16, true, -9999);
    step.Add({0, 0, 2, 2}, Bytes<std::int16_t>({1, -9999, 2, 0}));
    step.Add({1, 0, 3, 1}, Bytes<std::int16_t>({5, -9999, 7}));
    step.Add({0, 0, 4, 2},
             Bytes<std::int16_t>({91, 92, 93, 94, 95, 96, 97, -9999}));
    EXPECT_THAT(PixelsOf(step), ElementsAre(1, 5, 93, 7, 2, 0, 97, -9999));
}

TEST(StepPixelsTest, NanIsNoDataWhicheverNanItIs)
{
    StepPixels step(kWindow, GDT_Float32, true,
                    std::numeric_limits<double>::quiet_NaN());
    step.Add({0, 0, 4, 1}, Bytes<float>({1, kNan, -kNan, 0}));
    step.Add({0, 0, 3, 1}, Bytes<float>({2, 2, 3}));
    const auto pixels = PixelsOf(step);
    EXPECT_EQ(pixels[0], 1);
    EXPECT_EQ(pixels[1], 2);
    EXPECT_EQ(pixels[2], 3);
    EXPECT_EQ(pixels[3], 0);
    EXPECT_TRUE(std::isnan(pixels[4]));
}

TEST(StepPixelsTest, WithoutANoDataValueEveryPixelIsValid)
{
    StepPixels step(kWindow, GDT_Byte, false, 255);
    step.Add({1, 0, 2, 1}, Bytes<GByte>({255, 0}));
    step.Add({0, 0, 4, 1}, Bytes<GByte>({7, 7, 7, 7}));
    EXPECT_THAT(PixelsOf(step), ElementsAre(7, 255, 0, 7, 255, 255, 255, 255));
}

TEST(StepPixelsTest, AveragesLeaveMissingPixelsOut)
{
    GDALAllRegister();
    StepPixels step(kWindow, GDT_Int16, true, -9999);
    step.Add({0, 0, 4, 1}, Bytes<std::int16_t>({10, 20, 30, -9999}));
    WindowTransfer::Request request;
    request.window = kWindow;
    request.bufferXSize = 2;
    request.bufferYSize = 1;
    request.bufferType = GDT_Int16;
    request.pixelSpace = 2;
    request.lineSpace = 4;
    INIT_RASTERIO_EXTRA_ARG(request.extra);
    request.extra.eResampleAlg = GRIORA_Average;
    request.levelSize = {100, 100};
    std::int16_t values[2] = {};
    // The window's margin, which a kernel looks at, isn't missed where it is
    // the image's own.
    EXPECT_TRUE(step.Transfer(WindowTransfer(request), values, {}));
    EXPECT_EQ(values[0], 15);
    EXPECT_EQ(values[1], 30);
}
