// SPDX-License-Identifier: MIT
// The quality bits of Fmask: their names, and which pixels a choice of them
// masks.

#include "driver/hls/fmask.h"

#include "vsi/base/text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace hlsts
{

namespace
{

constexpr std::uint8_t kAerosol = 0b1100'0000;

struct NamedBits
{
    const char *name;
    std::uint8_t bits;
};

constexpr NamedBits kNamedBits[] = {
    {"CIRRUS", 1 << 0},         {"CLOUD", 1 << 1}, {"ADJACENT", 1 << 2},
    {"CLOUD_SHADOW", 1 << 3},   {"SNOW", 1 << 4},  {"WATER", 1 << 5},
    {"AEROSOL_HIGH", kAerosol},
};

/** The bits of a name; 0 where there is none of that name. */
std::uint8_t BitsOf(std::string_view name)
{
    for (const NamedBits &named : kNamedBits)
        if (EqualsIgnoringCase(name, named.name))
            return named.bits;
    return 0;
}

Error SelectionError(std::string_view text)
{
    std::string names;
    for (const NamedBits &named : kNamedBits)
        names += (names.empty() ? "" : ", ") + std::string(named.name);
    return Error{"HLSTS: open option MASK=" + EscapeForMessage(text) +
                 " is not understood. Use one or more of " + names +
                 ", separated by commas"};
}

/** Which values of Fmask are masked: Masks() of each, as a table. */
std::array<bool, 256> TabulateMasked(FmaskSelection selection)
{
    std::array<bool, 256> table{};
    for (std::size_t value = 0; value < table.size(); ++value)
        table[value] = selection.Masks(static_cast<std::uint8_t>(value));
    return table;
}

/** For the wanted columns of one row of the window: whether a masked pixel lies
 * within `dilate` columns. */
void WidenRow(const std::array<bool, 256> &isMasked, int dilate,
              const std::uint8_t *fmask, const FmaskWindow &window,
              std::uint8_t *widened)
{
    const auto maskedAt = [&](int x)
    { return x >= 0 && x < window.width && isMasked[fmask[x]]; };
    // Of the columns x - dilate ... x + dilate, first without the last one.
    int count = 0;
    for (int x = window.wantedX - dilate; x < window.wantedX + dilate; ++x)
        count += maskedAt(x);
    for (int i = 0; i < window.wantedWidth; ++i)
    {
        const int x = window.wantedX + i;
        count += maskedAt(x + dilate);
        widened[i] = count > 0;
        count -= maskedAt(x - dilate);
    }
}

}  // namespace

bool FmaskSelection::Masks(std::uint8_t fmask) const
{
    if (fmask == kFmaskFill)
        return false;
    const bool hasChosenAerosol =
        (bits & kAerosol) != 0 && (fmask & kAerosol) == kAerosol;
    return hasChosenAerosol || (fmask & bits & ~kAerosol) != 0;
}

Result<FmaskSelection> ParseFmaskSelection(std::string_view text)
{
    FmaskSelection selection;
    if (TrimBlanks(text).empty())
        return selection;
    for (std::size_t start = 0; start <= text.size();)
    {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const auto bits = BitsOf(TrimBlanks(text.substr(start, comma - start)));
        if (bits == 0)
            return SelectionError(text);
        selection.bits |= bits;
        start = comma + 1;
    }
    return selection;
}

void FindWantedPixels(FmaskSelection selection, int dilate,
                      const std::uint8_t *fmask, const FmaskWindow &window,
                      std::uint8_t *wanted)
{
    const std::array<bool, 256> isMasked = TabulateMasked(selection);
    // No pixel of the window is farther away.
    const int dilateX = std::min(dilate, window.width);
    const int dilateY = std::min(dilate, window.height);
    const auto width = static_cast<std::size_t>(window.width);
    const auto columns = static_cast<std::size_t>(window.wantedWidth);

    // First along the rows, then along the columns.
    std::vector<std::uint8_t> widened(columns *
                                      static_cast<std::size_t>(window.height));
    for (int y = 0; y < window.height; ++y)
    {
        const auto row = static_cast<std::size_t>(y);
        WidenRow(isMasked, dilateX, fmask + row * width, window,
                 widened.data() + row * columns);
    }

    // Of the rows y - dilateY ... y + dilateY, for each column.
    std::vector<int> counts(columns);
    const auto addRow = [&](int y, int factor)
    {
        if (y < 0 || y >= window.height)
            return;
        const std::uint8_t *row =
            widened.data() + static_cast<std::size_t>(y) * columns;
        for (std::size_t i = 0; i < columns; ++i)
            counts[i] += factor * row[i];
    };
    for (int y = window.wantedY - dilateY; y < window.wantedY + dilateY; ++y)
        addRow(y, 1);
    for (int y = window.wantedY; y < window.wantedY + window.wantedHeight; ++y)
    {
        addRow(y + dilateY, 1);
        const std::uint8_t *source =
            fmask + static_cast<std::size_t>(y) * width + window.wantedX;
        for (std::size_t i = 0; i < columns; ++i)
            *wanted++ = source[i] != kFmaskFill && counts[i] == 0;
        addRow(y - dilateY, -1);
    }
}

}  // namespace hlsts
