// SPDX-License-Identifier: MIT
// Choices of the bits of Fmask, and the pixels that they leave.

#include "driver/hls/fmask.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <vector>

namespace
{

using namespace hlsts;

constexpr int kMostPixels = 12;

/** Whether a pixel is wanted, by the words of FindWantedPixels(). */
bool IsWanted(FmaskSelection selection, int dilate,
              const std::vector<std::uint8_t> &fmask, const FmaskWindow &window,
              int x, int y)
{
    const auto at = [&](int column, int row)
    { return fmask[static_cast<std::size_t>(row * window.width + column)]; };
    if (at(x, y) == kFmaskFill)
        return false;
    for (int row = std::max(0, y - dilate);
         row <= std::min(window.height - 1, y + dilate); ++row)
        for (int column = std::max(0, x - dilate);
             column <= std::min(window.width - 1, x + dilate); ++column)
            if (selection.Masks(at(column, row)))
                return false;
    return true;
}

void CheckPixels(FmaskSelection selection, InputReader &reader)
{
    FmaskWindow window{};
    window.width = reader.TakeWithin(1, kMostPixels);
    window.height = reader.TakeWithin(1, kMostPixels);
    window.wantedX = reader.TakeWithin(0, window.width - 1);
    window.wantedY = reader.TakeWithin(0, window.height - 1);
    window.wantedWidth = reader.TakeWithin(1, window.width - window.wantedX);
    window.wantedHeight = reader.TakeWithin(1, window.height - window.wantedY);
    const int dilate = reader.TakeWithin(0, kMostMaskDilation);
    std::vector<std::uint8_t> fmask(
        static_cast<std::size_t>(window.width * window.height));
    for (std::uint8_t &value : fmask)
        value = reader.Take<std::uint8_t>();
    std::vector<std::uint8_t> wanted(
        static_cast<std::size_t>(window.wantedWidth * window.wantedHeight), 2);
    FindWantedPixels(selection, dilate, fmask.data(), window, wanted.data());
    auto pixel = wanted.begin();
    for (int y = 0; y < window.wantedHeight; ++y)
        for (int x = 0; x < window.wantedWidth; ++x)
            Require(*pixel++ ==
                        (IsWanted(selection, dilate, fmask, window,
                                  window.wantedX + x, window.wantedY + y)
                             ? 1
                             : 0),
                    "wanted is what no masked pixel is near");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data,
                                      std::size_t size)
{
    InputReader reader(TextOf(data, size));
    const auto selection = ParseFmaskSelection(reader.TakeLine());
    if (!selection)
        RequireMessage(selection.GetError().message);
    else
        CheckPixels(*selection, reader);
    return 0;
}
