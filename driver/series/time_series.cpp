// SPDX-License-Identifier: MIT
// Granules of one tile, or of several that are joined, as steps of time.

#include "driver/series/time_series.h"

#include "driver/hls/fmask_name.h"
#include "driver/hls/vegetation_index.h"
#include "driver/series/time_axis.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hlsts
{

namespace
{

bool Contains(const std::vector<const Band *> &bands, const Band *band)
{
    return std::find(bands.begin(), bands.end(), band) != bands.end();
}

/** The arrays of the collection that some bands can make. */
std::vector<const Band *> PossibleArrays(const Collection &collection,
                                         const std::vector<const Band *> &bands,
                                         const Band *onlyArray)
{
    std::vector<const Band *> arrays;
    const auto wanted = onlyArray ? std::vector<const Band *>{onlyArray}
                                  : collection.GetArrays();
    for (const Band *array : wanted)
        if (Contains(bands, array) || CanCompute(*array, bands))
            arrays.push_back(array);
    return arrays;
}

/** The bands whose files the arrays need, out of those that there are. */
std::vector<const Band *> NeededBands(const std::vector<const Band *> &arrays,
                                      const std::vector<const Band *> &present,
                                      bool needsFmask)
{
    std::set<const Band *> needed;
    for (const Band *array : arrays)
        if (Contains(present, array))
            needed.insert(array);
        else
            for (const char *name : kIndexInputs)
                if (Contains(present, FindBandByName(name)))
                    needed.insert(FindBandByName(name));
    if (needsFmask)
        needed.insert(FindBandByName("fmask"));
    return InTableOrder(needed);
}

/** Fmask of a granule, found by its name beside one of the other files; empty
 * where there is none. */
Asset FindFmask(const Granule &granule)
{
    for (const Asset &asset : granule.assets)
        if (auto path = FmaskPathOf(asset.path))
            return {*path, FmaskPathOf(asset.link).value_or(asset.link),
                    asset.line, asset.isLocal};
    return {};
}

/** The granule with assets for other bands than those of its tile. */
Granule TakeGranule(const Granule &granule, const TileSeries &from,
                    std::size_t tile, const TimeSeries &to)
{
    Granule taken = granule;
    taken.tile = tile;
    taken.assets.assign(to.bands.size(), Asset{});
    for (std::size_t i = 0; i < to.bands.size(); ++i)
    {
        const auto found =
            std::find(from.bands.begin(), from.bands.end(), to.bands[i]);
        if (found != from.bands.end())
            taken.assets[i] = granule.assets[static_cast<std::size_t>(
                found - from.bands.begin())];
    }
    return taken;
}

/** Looks for the Fmask of granules whose Fmask the list doesn't name. */
void AddFmask(const TileSeries &from, TimeSeries &series, std::size_t first)
{
    const auto found = std::find(series.bands.begin(), series.bands.end(),
                                 FindBandByName("fmask"));
    const auto fmask = static_cast<std::size_t>(found - series.bands.begin());
    for (std::size_t i = 0; i < from.granules.size(); ++i)
    {
        Asset &asset = series.granules[first + i].assets[fmask];
        if (asset.path.empty())
            asset = FindFmask(from.granules[i]);
    }
}

void AddTile(const TileSeries &tile, bool needsFmask, TimeSeries &series)
{
    const std::size_t first = series.granules.size();
    for (const Granule &granule : tile.granules)
        series.granules.push_back(
            TakeGranule(granule, tile, series.tiles.size(), series));
    series.tiles.push_back(tile.tile);
    if (needsFmask)
        AddFmask(tile, series, first);
}

/** Joins tiles of one zone, or takes the only one. */
TimeSeries JoinTiles(const Collection &collection,
                     const std::vector<const TileSeries *> &tiles,
                     const Band *onlyArray, const SeriesOptions &options)
{
    TimeSeries series;
    const TileSeries &front = *tiles.front();
    series.isMosaic = tiles.size() > 1 || options.mosaic == Mosaic::Yes;
    series.name = series.isMosaic ? ZoneName(front.tile, front.southernZones)
                                  : front.tile;
    series.southernZones = front.southernZones;
    std::set<const Band *> present;
    for (const TileSeries *tile : tiles)
        present.insert(tile->bands.begin(), tile->bands.end());
    const auto bands = InTableOrder(present);
    series.arrays = PossibleArrays(collection, bands, onlyArray);
    series.bands = NeededBands(series.arrays, bands, options.needsFmask);
    for (const TileSeries *tile : tiles)
        AddTile(*tile, options.needsFmask, series);
    std::stable_sort(series.granules.begin(), series.granules.end(),
                     [](const Granule &a, const Granule &b)
                     {
                         return std::tie(a.time, a.sensor, a.tile) <
                                std::tie(b.time, b.sensor, b.tile);
                     });
    const GroupBy automatic =
        series.isMosaic ? GroupBy::Overpass : GroupBy::None;
    series.steps = MakeSteps(
        series,
        options.groupBy == GroupBy::Automatic ? automatic : options.groupBy,
        options.order);
    return series;
}

/** The collection has no array that none of its bands can make, but those that
 * one is computed from may be in tiles that aren't joined. */
Error NothingToShow(const Collection &collection, const Band *onlyArray)
{
    const Band &array =
        onlyArray ? *onlyArray : *collection.GetArrays().front();
    return Error{"HLSTS: " + collection.GetLabel() +
                 " has no tile, or mosaic of tiles, with all bands that " +
                 array.name +
                 " is computed from. Add links to the other bands of a tile"};
}

}  // namespace

std::string ZoneName(const std::string &tile, SouthernZones southernZones)
{
    const auto grid = GridOfTile(tile, southernZones);
    const bool isSouthern = grid && grid->epsg > 32700;
    return tile.substr(0, 2) + (isSouthern ? "S" : "");
}

Result<std::vector<TimeSeries>>
ArrangeSeries(const Collection &collection,
              const std::vector<const TileSeries *> &tiles,
              const Band *onlyArray, const SeriesOptions &options)
{
    std::vector<const TileSeries *> ascending = tiles;
    std::sort(ascending.begin(), ascending.end(),
              [](const TileSeries *a, const TileSeries *b)
              { return a->tile < b->tile; });
    std::map<std::string, std::vector<const TileSeries *>> groups;
    for (const TileSeries *tile : ascending)
        groups[options.mosaic == Mosaic::No
                   ? tile->tile
                   : ZoneName(tile->tile, tile->southernZones)]
            .push_back(tile);
    std::vector<TimeSeries> all;
    for (const auto &[name, members] : groups)
    {
        TimeSeries series = JoinTiles(collection, members, onlyArray, options);
        if (groups.size() > 1)
            series.name = name;
        if (!series.arrays.empty())
            all.push_back(std::move(series));
    }
    if (all.empty())
        return NothingToShow(collection, onlyArray);
    return all;
}

}  // namespace hlsts
