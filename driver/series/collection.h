// SPDX-License-Identifier: MIT
// The granules that a list names, by tile and in ascending time.

#ifndef HLSTS_DRIVER_SERIES_COLLECTION_H
#define HLSTS_DRIVER_SERIES_COLLECTION_H

#include "driver/hls/grid.h"
#include "driver/hls/product.h"
#include "driver/inputs/input.h"
#include "driver/series/granule.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** All granules of one tile, in ascending time and by sensor. Immutable once
 * built, hence safe for concurrent use. */
struct TileSeries
{
    /** 13TGF */
    std::string tile{};
    /** For GridOfTile(). */
    SouthernZones southernZones = SouthernZones::Northern;
    std::vector<Granule> granules{};
    /** The bands that occur, at least one, in the order of the product
     * table. */
    std::vector<const Band *> bands{};
};

/** Which links of a list become part of the collection. Empty or default
 * members select everything. The case of names doesn't matter. */
struct CollectionFilter
{
    /** Array names or product band names, or names of vegetation indices that
     * can be computed from the bands that there are. They choose arrays, never
     * times: a granule without any of them is a step whose pixels are missing,
     * so that all ways to open a list have one time axis. */
    std::vector<std::string> bands{};
    /** Tile ids, with or without the leading T. */
    std::vector<std::string> tiles{};
    /** UTM zones, 1 to 60. */
    std::vector<int> zones{};
    /** "L30", "S30" or "both". */
    std::vector<std::string> sensors{};
    /** First and last second, both included. */
    std::int64_t start = std::numeric_limits<std::int64_t>::min();
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
};

/** What a list names, in numbers. A value type. */
struct CollectionCounts
{
    /** Links to files of HLS, before the filter. */
    std::size_t links = 0;
    /** Other files that the list names. */
    std::size_t passedOver = 0;
    /** Granules that the filter lets through. */
    std::size_t granules = 0;
    /** Links that the filter lets through, but which name the same scene and
     * band as another one that was chosen. */
    std::size_t duplicates = 0;
};

/** All that a list names and the filter lets through. Immutable, hence safe for
 * concurrent use. */
class Collection
{
  public:
    /** Makes granules of links.
     *
     * A file of a vegetation index joins the granule of the scene that it was
     * made from. Of several files of the same scene and band one is chosen: a
     * local one before NASA's object, that before an object of another bucket,
     * and that before a web address; of two of one kind the smaller path. So
     * the outcome doesn't depend on the order of the list.
     *
     * @param path the list's path.
     * @return an error when nothing is left or the filter names something that
     *   isn't there (ApplyFilter()), there is no such tile (grid.h), or a
     *   product's band name is ambiguous.
     */
    static Result<std::shared_ptr<const Collection>>
    Build(const std::string &path, const Input &input,
          const CollectionFilter &filter);

    /** The list's path as GDAL opens it. May hold a signature. */
    const std::string &GetPath() const
    {
        return m_path;
    }

    /** The list's path as it may be shown. */
    const std::string &GetLabel() const
    {
        return m_label;
    }

    const CollectionCounts &GetCounts() const
    {
        return m_counts;
    }

    /** By ascending tile id, at least one. */
    const std::vector<TileSeries> &GetTiles() const
    {
        return m_tiles;
    }

    /** The arrays that are shown, at least one, in the order of the product
     * table: all bands that occur, or those that the filter asks for. */
    const std::vector<const Band *> &GetArrays() const
    {
        return m_arrays;
    }

    /** The series of a tile ("13TGF" or "T13TGF", in any case), or nullptr. */
    const TileSeries *FindTile(std::string_view tile) const;

    /** The array that a name stands for in some tiles together: an array name,
     * a product's band name where that is unambiguous, or a vegetation index
     * that can be computed. A tile may lack it.
     *
     * @param tiles members of the collection, at least one.
     * @return an error that lists the choices when none of them has such a band
     *   or the name is ambiguous, be it within a tile or between two.
     */
    Result<const Band *> FindBand(const std::vector<const TileSeries *> &tiles,
                                  const std::string &name) const;

  private:
    std::string m_path{};
    std::string m_label{};
    CollectionCounts m_counts{};
    std::vector<TileSeries> m_tiles{};
    std::vector<const Band *> m_arrays{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_COLLECTION_H
