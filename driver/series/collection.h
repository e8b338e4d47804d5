// SPDX-License-Identifier: MIT
// Links, arranged: per tile one ascending time axis and the bands measured.

#ifndef HLSTS_DRIVER_SERIES_COLLECTION_H
#define HLSTS_DRIVER_SERIES_COLLECTION_H

#include "driver/hls/asset_name.h"
#include "driver/inputs/link.h"
#include "driver/hls/product.h"
#include "vsi/base/result.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** One file of a granule: what GDAL opens, and how the user named it. */
struct Asset
{
    /** Path for GDALOpenEx(); empty where the granule lacks the band. */
    std::string path{};
    /** The list's own words as they may stand in metadata; DescribeLink()
     * makes a message's of them. */
    std::string link{};
    /** Line in the list, from 1. */
    int line = 0;
    bool isLocal = false;
};

/** One scene of one sensor over a tile: one step of the time axis. */
struct Granule
{
    /** E.g. HLS.L30.T13TGF.2021133T172406.v2.0. */
    std::string id{};
    Sensor sensor = Sensor::L30;
    /** The name's time in seconds since 1970 UTC. */
    std::int64_t time = 0;
    /** Milliseconds by which its place on the time axis comes later: 0, or 1
     * where the other sensor has a scene in the same second, for an axis is
     * strictly increasing. */
    int axisShift = 0;
    /** As many as the series has bands, in their order. */
    std::vector<Asset> assets{};
};

/** A granule's place on the time axis, in seconds since 1970 UTC. */
double AxisTime(const Granule &granule);

/** The same as text: 2021-05-13T17:24:06Z, with milliseconds only where it
 * isn't the name's time. */
std::string AxisTimeText(const Granule &granule);

/** All granules of one tile, in strictly ascending time. Immutable once built,
 * hence safe for concurrent use. */
struct TileSeries
{
    /** 13TGF */
    std::string tile{};
    std::vector<Granule> granules{};
    /** The bands that occur, in the order of the product table. */
    std::vector<const Band *> bands{};
};

/** Which links of a list become part of the collection. Empty or default
 * members select everything. */
struct CollectionFilter
{
    /** Array names or product band names. */
    std::vector<std::string> bands{};
    /** Tile ids, with or without the leading T. */
    std::vector<std::string> tiles{};
    /** "L30", "S30". */
    std::vector<std::string> sensors{};
    /** First and last second, both included. */
    std::int64_t start = std::numeric_limits<std::int64_t>::min();
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
};

/** Everything a list names, by tile. Immutable, safe for concurrent use. */
class Collection
{
  public:
    /** Arranges links.
     *
     * The same scene and band named twice is kept once: a local file, else
     * NASA's object, else one of another bucket, else one of a web address; of
     * two of a kind the smaller path. So the outcome doesn't depend on the
     * order of the list. Vegetation indices belong to the scene they
     * were made from.
     *
     * @param path the list's path.
     * @return an error when nothing is left, a filter names what doesn't exist,
     *   a tile's grid can't be (grid.h), or a product band name is
     *   ambiguous.
     */
    static Result<std::shared_ptr<const Collection>>
    Build(const std::string &path, const std::vector<Link> &links,
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

    /** By ascending tile id, at least one. */
    const std::vector<TileSeries> &GetTiles() const
    {
        return m_tiles;
    }

    /** Whether the list may have more tiles than these: a connection string
     * must name the tile then. */
    bool IsTileNeeded() const
    {
        return m_tiles.size() > 1 || m_isTileFiltered;
    }

    /** The series of a tile ("13TGF" or "T13TGF"), or nullptr. */
    const TileSeries *FindTile(std::string_view tile) const;

    /** The band of a series that a name stands for: an array name, or a
     * product's band name where that is unambiguous.
     *
     * @return an error that lists the choices.
     */
    Result<const Band *> FindBand(const TileSeries &series,
                                  const std::string &name) const;

  private:
    std::string m_path{};
    std::string m_label{};
    std::vector<TileSeries> m_tiles{};
    bool m_isTileFiltered = false;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_SERIES_COLLECTION_H
