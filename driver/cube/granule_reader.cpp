// SPDX-License-Identifier: MIT
// Pixels of one granule: masked, and computed where the array is an index.

#include "driver/cube/granule_reader.h"

#include "vsi/base/gdal_compat.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace hlsts
{

namespace
{

/** Positions that a window grown by a margin has; clipped to the image. */
PixelPositions GrowPositions(const PixelWindow &window, int margin,
                             PixelSize size)
{
    PixelPositions grown;
    const int right = std::min(size.first, window.xOff + window.xSize + margin);
    for (int x = std::max(0, window.xOff - margin); x < right; ++x)
        grown.columns.push_back(x);
    const int bottom =
        std::min(size.second, window.yOff + window.ySize + margin);
    for (int y = std::max(0, window.yOff - margin); y < bottom; ++y)
        grown.rows.push_back(y);
    return grown;
}

}  // namespace

bool HasFiles(const Granule &granule, const CubeArray &array)
{
    return std::all_of(array.inputs.begin(), array.inputs.end(),
                       [&](const ArrayInput &input) {
                           return !input.isNeeded ||
                                  !granule.assets[input.band].path.empty();
                       });
}

bool GranuleReader::Read(const GranulePart &part,
                         const TransferMonitor &monitor,
                         std::vector<GByte> &values,
                         GranuleResult &result) const
{
    WantedPixels wanted;
    if (m_cube.GetOptions().mask && !ReadMask(part, monitor, wanted, result))
        return false;
    const PixelPositions &positions = part.window->positions;
    const Granule &granule = m_cube.GetSeries().granules[part.granule];
    const TilePlacement tile = m_cube.PlaceTile(granule.tile, m_array, m_level);
    std::vector<std::vector<GByte>> inputs(m_array.inputs.size());
    IndexInputs stored{};
    for (std::size_t i = 0; i < inputs.size(); ++i)
    {
        const ArrayInput &input = m_array.inputs[i];
        if (granule.assets[input.band].path.empty())
            continue;
        if (!ReadBand(input.band, part, tile.sizes, positions, wanted, monitor,
                      inputs[i], result))
            return false;
        stored[input.place] =
            reinterpret_cast<const std::int16_t *>(inputs[i].data());
    }
    if (m_array.index)
    {
        const std::size_t count =
            positions.columns.size() * positions.rows.size();
        values.resize(count * sizeof(std::int16_t));
        ComputeIndex(*m_array.index, stored, count,
                     reinterpret_cast<std::int16_t *>(values.data()));
    }
    else
        values = std::move(inputs.front());
    FillUnwanted(wanted, values);
    return true;
}

bool GranuleReader::ReadBand(std::size_t band, const GranulePart &part,
                             const std::vector<PixelSize> &sizes,
                             const PixelPositions &positions,
                             const WantedPixels &wanted,
                             const TransferMonitor &monitor,
                             std::vector<GByte> &values,
                             GranuleResult &result) const
{
    result.band = band;
    const Asset &asset = m_cube.GetSeries().granules[part.granule].assets[band];
    const ConfigScope scope(m_scopes.For(asset));
    auto source = m_cube.TakeSource(part.granule, band);
    if (!source)
    {
        result.failure = source.GetError();
        return false;
    }
    PlanePixels pixels;
    // After a failure the source isn't given back: what GDAL has of the file
    // may be wrong, so the next read opens the file anew.
    if (!ReadPlane(**source, sizes, positions, wanted,
                   m_cube.GetFileBands()[band].dataType, monitor, pixels))
        return false;
    m_cube.GiveSource(asset, std::move(*source));
    values = std::move(pixels.values);
    result.blocksSkipped += pixels.blocksSkipped;
    return true;
}

bool GranuleReader::ReadMask(const GranulePart &part,
                             const TransferMonitor &monitor,
                             WantedPixels &wanted, GranuleResult &result) const
{
    const std::size_t band = m_cube.GetFmaskBand();
    const Granule &granule = m_cube.GetSeries().granules[part.granule];
    result.band = band;
    if (granule.assets[band].path.empty())
    {
        result.failure.message =
            "the list names no Fmask of the granule, and its files "
            "have no names beside which one could be found. Add the "
            "Fmask to the list, or open the list without MASK";
        return false;
    }
    const TilePlacement tile = m_cube.PlaceTile(granule.tile, m_array, m_level);
    const int margin = m_cube.GetOptions().maskDilation;
    // A pixel of an overview shows one pixel of full resolution, so what is
    // near that one decides.
    const bool isFull = margin > 0;
    const auto sizes =
        isFull ? std::vector<PixelSize>{tile.sizes.back()} : tile.sizes;
    const PixelPositions places =
        isFull ? AtFullResolution(part.window->positions, tile.sizes)
               : part.window->positions;
    const PixelWindow inner = BoundsOf(places);
    const PixelPositions outer = GrowPositions(inner, margin, sizes.front());
    std::vector<GByte> fmask;
    if (!ReadBand(band, part, sizes, outer, {}, monitor, fmask, result))
        return false;
    const PixelWindow bounds = BoundsOf(outer);
    WantedPixels kept(static_cast<std::size_t>(inner.xSize) *
                      static_cast<std::size_t>(inner.ySize));
    FindWantedPixels(*m_cube.GetOptions().mask, margin, fmask.data(),
                     {bounds.xSize, bounds.ySize, inner.xOff - bounds.xOff,
                      inner.yOff - bounds.yOff, inner.xSize, inner.ySize},
                     kept.data());
    wanted.reserve(places.rows.size() * places.columns.size());
    for (const int row : places.rows)
        for (const int column : places.columns)
            wanted.push_back(
                kept[static_cast<std::size_t>(row - inner.yOff) *
                         static_cast<std::size_t>(inner.xSize) +
                     static_cast<std::size_t>(column - inner.xOff)]);
    return true;
}

void GranuleReader::FillUnwanted(const WantedPixels &wanted,
                                 std::vector<GByte> &values) const
{
    if (wanted.empty())
        return;
    GByte noData[16] = {};
    GDALCopyWords(&m_array.noData, GDT_Float64, 0, noData, m_array.dataType, 0,
                  1);
    const auto size =
        static_cast<std::size_t>(GDALGetDataTypeSizeBytes(m_array.dataType));
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i])
            std::memcpy(values.data() + i * size, noData, size);
}

}  // namespace hlsts
