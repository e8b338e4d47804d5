// SPDX-License-Identifier: MIT
// The granules that a list names, by tile and in ascending time.

#ifndef HLSTS_DRIVER_SERIES_COLLECTION_H
#define HLSTS_DRIVER_SERIES_COLLECTION_H

#include "driver/hls/asset_name.h"
#include "driver/hls/grid.h"
#include "driver/inputs/link.h"
#include "driver/hls/product.h"
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

/** One file of a granule: what GDAL opens, and how the user named it. A value
 * type. */
struct Asset
{
    /** Path for GDALOpenEx(); empty where the granule lacks the band. */
    std::string path{};
    /** The link as the list has it, without secrets (WithoutSecrets()). In a
     * message it stands as DescribeLink() shows it. */
    std::string link{};
    /** Line in the list, from 1; 0 where it has no lines. */
    int line = 0;
    /** Whether the file lies on this machine. */
    bool isLocal = false;
};

/** One scene of one sensor over a tile: one step of the time axis. A value
 * type. */
struct Granule
{
    /** E.g. HLS.L30.T13TGF.2021133T172406.v2.0. */
    std::string id{};
    Sensor sensor = Sensor::L30;
    /** The name's time in seconds since 1970 UTC. */
    std::int64_t time = 0;
    /** A time axis has no two equal times. So of scenes in the same second,
     * which are of different sensors, the second one is shifted on the axis by
     * 1 ms, a third one by 2; all others by 0. See AxisTime(). */
    int axisShiftMilliseconds = 0;
    /** As many as the series has bands, in their order. */
    std::vector<Asset> assets{};
};

/** All granules of one tile, in strictly ascending time: also those that have
 * none of the bands. Immutable once built, hence safe for concurrent use. */
struct TileSeries
{
    /** 13TGF */
    std::string tile{};
    /** For GridOfTile(). */
    SouthernZones southernZones = SouthernZones::Northern;
    std::vector<Granule> granules{};
    /** The bands that occur and that the filter asks for, at least one, in the
     * order of the product table. */
    std::vector<const Band *> bands{};
};

/** Which links of a list become part of the collection. Empty or default
 * members select everything. The case of names doesn't matter. */
struct CollectionFilter
{
    /** Array names or product band names. They choose arrays, never times: a
     * granule without any of them is a step whose pixels are missing, so that
     * all ways to open a list have one time axis. A tile that has none of them
     * at any time is left out. */
    std::vector<std::string> bands{};
    /** Tile ids, with or without the leading T. */
    std::vector<std::string> tiles{};
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
     * @param passedOver how many files the list names beside the links.
     * @return an error when nothing is left or the filter names something that
     *   isn't there (ApplyFilter()), there is no such tile (grid.h), or a
     *   product's band name is ambiguous.
     */
    static Result<std::shared_ptr<const Collection>>
    Build(const std::string &path, const std::vector<Link> &links,
          const CollectionFilter &filter, std::size_t passedOver = 0);

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

    /** Whether a connection string has to name the tile: there are several, or
     * there may be more in the list, since the filter chooses tiles. */
    bool IsTileNeeded() const
    {
        return m_tiles.size() > 1 || m_isTileFiltered;
    }

    /** The series of a tile ("13TGF" or "T13TGF", in any case), or nullptr. */
    const TileSeries *FindTile(std::string_view tile) const;

    /** The band that a name stands for in some tiles together: an array name,
     * or a product's band name where that is unambiguous. A tile may lack it.
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
    bool m_isTileFiltered = false;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_COLLECTION_H
