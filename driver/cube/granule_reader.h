// SPDX-License-Identifier: MIT
// Pixels of one granule: masked, and computed where the array is an index.

#ifndef HLSTS_DRIVER_CUBE_GRANULE_READER_H
#define HLSTS_DRIVER_CUBE_GRANULE_READER_H

#include "driver/cube/cube.h"
#include "driver/cube/pixel_transfer.h"
#include "driver/cube/plane_reader.h"
#include "driver/cube/read_options.h"

#include <cstddef>
#include <string>
#include <vector>

namespace hlsts
{

/** A granule's part of a step. A value type. */
struct GranulePart
{
    /** Index of the series' granule, which has all files of the array. */
    std::size_t granule = 0;
    /** Where its pixels lie; belongs to who has made the part. */
    const TileWindow *window = nullptr;
};

/** Whether a granule has all files that an array is made of. */
bool HasFiles(const Granule &granule, const CubeArray &array);

/** What reading took or failed with. Not safe for concurrent use: one instance
 * for each job. */
struct GranuleResult
{
    /** The failure, if it was none of GDAL's; the message is empty otherwise.
     */
    Error failure{};
    /** The file that was read last, as an index of the series' bands. */
    std::size_t band = 0;
    std::size_t blocksSkipped = 0;
};

/** Reads granules of one array at one level. Immutable; one instance serves all
 * workers of a read. */
class GranuleReader
{
  public:
    GranuleReader(const Cube &cube, std::size_t array, int level,
                  const ReadingScopes &scopes)
        : m_cube(cube), m_array(cube.GetArrays()[array]), m_level(level),
          m_scopes(scopes)
    {
    }

    const CubeArray &GetArray() const
    {
        return m_array;
    }

    /** Reads the pixels of a part.
     *
     * With a mask Fmask is read first; missing pixels are set to nodata, and
     * blocks without any other pixel aren't read. Blocks for several requests.
     *
     * @param values become as many as the part has pixels, row by row, in the
     *   array's type.
     * @return false when it failed, for `result.failure` or for what GDAL has
     *   reported. */
    bool Read(const GranulePart &part, const TransferMonitor &monitor,
              std::vector<GByte> &values, GranuleResult &result) const;

  private:
    bool ReadBand(std::size_t band, const GranulePart &part,
                  const std::vector<PixelSize> &sizes,
                  const PixelPositions &positions, const WantedPixels &wanted,
                  const TransferMonitor &monitor, std::vector<GByte> &values,
                  GranuleResult &result) const;
    bool ReadMask(const GranulePart &part, const TransferMonitor &monitor,
                  WantedPixels &wanted, GranuleResult &result) const;
    void FillUnwanted(const WantedPixels &wanted,
                      std::vector<GByte> &values) const;

    const Cube &m_cube;
    const CubeArray &m_array;
    const int m_level;
    const ReadingScopes &m_scopes;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_GRANULE_READER_H
