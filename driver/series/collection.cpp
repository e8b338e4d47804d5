// SPDX-License-Identifier: MIT
// The granules that a list names, by tile and in ascending time.

#include "driver/series/collection.h"

#include "driver/hls/grid.h"
#include "driver/hls/vegetation_index.h"
#include "driver/inputs/link_target.h"
#include "driver/series/filter.h"
#include "vsi/base/text.h"
#include "vsi/names/path.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hlsts
{

namespace
{

/** "nir (L30), rededge1 (S30)" for a product's band name. */
std::string DescribeChoices(const std::vector<const Band *> &bands,
                            const std::string &productBand)
{
    std::vector<std::string> choices;
    for (const Band *band : bands)
    {
        std::string sensors;
        for (const Sensor sensor : AllSensors())
        {
            const char *name = ProductBandName(*band, sensor);
            if (name && EqualsIgnoringCase(productBand, name))
                sensors += (sensors.empty() ? "" : " and ") +
                           std::string(SensorName(sensor));
        }
        choices.push_back(std::string(band->name) + " (" + sensors + ")");
    }
    return JoinTexts(choices, ", ");
}

std::string DescribeBands(const std::vector<const Band *> &bands)
{
    std::vector<std::string> names;
    for (const Band *band : bands)
        names.push_back(band->name);
    return JoinTexts(names, ", ");
}

/** The band that a name stands for.
 *
 * @param name an array name or a product's band name.
 * @param present the bands of which it is one.
 * @param sensors the sensors that the list has. */
Result<const Band *> ResolveBand(const std::string &listName,
                                 const std::string &name,
                                 const std::vector<const Band *> &present,
                                 const std::set<Sensor> &sensors)
{
    const auto isPresent = [&](const Band *band) {
        return std::find(present.begin(), present.end(), band) != present.end();
    };

    const Band *byName = FindBandByName(name);
    if (byName && (isPresent(byName) || CanCompute(*byName, present)))
        return byName;

    std::vector<const Band *> candidates;
    for (const Band *band : FindBandsByProductName(name))
    {
        // B05 is rededge1 in S30, which doesn't count in a list of L30 alone.
        const bool isMeant =
            std::any_of(sensors.begin(), sensors.end(),
                        [&](Sensor sensor)
                        {
                            const char *own = ProductBandName(*band, sensor);
                            return own && EqualsIgnoringCase(name, own);
                        });
        if (isMeant && isPresent(band))
            candidates.push_back(band);
    }
    if (candidates.size() == 1)
        return candidates.front();
    if (candidates.size() > 1)
        return Error{"HLSTS: " + listName + ": band " + EscapeForMessage(name) +
                     " means different things in L30 and S30. Name what it "
                     "measures instead: " +
                     DescribeChoices(candidates, name) +
                     "; or choose one sensor with the open option SENSORS"};
    const auto inputs =
        byName ? FormulaInputs(*byName) : std::vector<const Band *>{};
    return Error{"HLSTS: " + listName + " has no band " +
                 EscapeForMessage(name) +
                 (inputs.empty() ? std::string()
                                 : ", and not all of " + DescribeBands(inputs) +
                                       " to compute it from") +
                 ". It has: " + DescribeBands(present)};
}

/** The bands of a set of entries, in the order of the product table. */
std::vector<const Band *> PresentBands(const std::vector<Entry> &entries)
{
    std::set<const Band *> seen;
    for (const Entry &entry : entries)
        seen.insert(entry.band);
    return InTableOrder(seen);
}

/** The links with their bands; an error names a link whose product has no such
 * band. */
Result<std::vector<Entry>> FindBandsOfLinks(const std::string &name,
                                            const std::vector<Link> &links)
{
    std::vector<Entry> entries;
    entries.reserve(links.size());
    for (const Link &link : links)
    {
        const Band *band = FindBand(link.asset);
        if (!band)
            return Error{"HLSTS: " + DescribePlace(name, link.line) + ": HLS" +
                         (link.asset.isVegetationIndex ? "-VI" : "") + " " +
                         SensorName(link.asset.sensor) + " has no band " +
                         link.asset.productBand +
                         ". Remove the line or correct the name"};
        entries.push_back({&link, band});
    }
    return entries;
}

/** The arrays that a filter asks for, in the order of the product table; all
 * bands that are present where it asks for none. */
Result<std::vector<const Band *>>
ChooseArrays(const std::string &name, const std::vector<std::string> &bandNames,
             const std::vector<Entry> &entries)
{
    const auto present = PresentBands(entries);
    if (bandNames.empty())
        return present;
    std::set<Sensor> sensors;
    for (const Entry &entry : entries)
        sensors.insert(entry.link->asset.sensor);
    std::set<const Band *> wanted;
    for (const auto &bandName : bandNames)
    {
        const auto band = ResolveBand(name, bandName, present, sensors);
        if (!band)
            return band.GetError();
        wanted.insert(*band);
    }
    return InTableOrder(wanted);
}

/** The order of preference among files of the same scene and band, 0 the first:
 * an address of anybody's server doesn't replace NASA's object. */
int RankOf(const Link &link)
{
    if (link.isLocal)
        return 0;
    if (StartsWith(link.path, kVsiearthdataPrefix))
        return 1;
    return StartsWith(link.path, "/vsis3/") ? 2 : 3;
}

/** Whether `a` is the better of two files of the same scene and band. */
bool IsPreferred(const Link &a, const Link &b)
{
    return std::make_tuple(RankOf(a), std::string_view(a.path)) <
           std::make_tuple(RankOf(b), std::string_view(b.path));
}

/** Adds what the input tells of a file's scene to what is known already. */
void AddFacts(const std::map<std::string, SceneFacts> &scenes,
              const std::string &granuleId, SceneFacts &facts)
{
    const auto found = scenes.find(granuleId);
    if (found == scenes.end())
        return;
    if (!facts.cloudCover)
        facts.cloudCover = found->second.cloudCover;
    if (!facts.sensingTime)
        facts.sensingTime = found->second.sensingTime;
    if (facts.platform.empty())
        facts.platform = found->second.platform;
}

/** The granules of one tile.
 *
 * @param entries all of the tile, sorted by time and sensor.
 * @param scenes what the input tells, by granule id. */
TileSeries BuildSeries(const std::vector<Entry> &entries,
                       const std::map<std::string, SceneFacts> &scenes)
{
    TileSeries series;
    series.tile = entries.front().link->asset.tile;
    series.bands = PresentBands(entries);
    std::map<const Band *, std::size_t> column;
    for (const Band *band : series.bands)
        column.emplace(band, column.size());

    std::vector<std::vector<const Link *>> chosen;
    for (const Entry &entry : entries)
    {
        const AssetName &asset = entry.link->asset;
        Granule *last =
            series.granules.empty() ? nullptr : &series.granules.back();
        if (!last || last->time != asset.time || last->sensor != asset.sensor)
        {
            Granule granule;
            granule.id = asset.granuleId;
            granule.sensor = asset.sensor;
            granule.time = asset.time;
            granule.assets.resize(series.bands.size());
            series.granules.push_back(std::move(granule));
            chosen.emplace_back(series.bands.size(), nullptr);
            last = &series.granules.back();
        }
        // Where the list has files of the scene itself, and not only vegetation
        // indices, the granule has their id.
        if (!asset.isVegetationIndex)
            last->id = asset.granuleId;
        AddFacts(scenes, asset.granuleId, last->facts);
        const std::size_t index = column[entry.band];
        const Link *&best = chosen.back()[index];
        if (!best || IsPreferred(*entry.link, *best))
        {
            best = entry.link;
            last->assets[index] = {best->path, WithoutSecrets(best->text),
                                   best->line, best->isLocal};
        }
    }
    return series;
}

using EntryIterator = std::vector<Entry>::const_iterator;

/** The zones that the files of a tile use; an error where there is no such tile
 * or products disagree about it. */
Result<SouthernZones> ChooseZones(const std::string &listName,
                                  EntryIterator begin, EntryIterator end)
{
    const Link &first = *begin->link;
    const std::string &tile = first.asset.tile;
    const SouthernZones zones = first.asset.product->southernZones;
    const auto grid = GridOfTile(tile, zones);
    if (!grid)
        return Error{"HLSTS: " + DescribePlace(listName, first.line) + ": " +
                     grid.GetError().message};
    for (auto entry = begin; entry != end; ++entry)
    {
        const Product &other = *entry->link->asset.product;
        if (other.southernZones != zones &&
            !IsSameGrid(*grid, *GridOfTile(tile, other.southernZones)))
            return Error{
                "HLSTS: " + listName + ": tile " + tile + " of " +
                SensorName(first.asset.sensor) + " and of " +
                SensorName(other.sensor) +
                " is in different coordinate systems. Choose one of them by "
                "the open option SENSORS"};
    }
    return zones;
}

/** Counts the granules of some tiles, and how many of the links that they are
 * made of are repetitions. */
CollectionCounts CountGranules(const std::vector<TileSeries> &tiles,
                               std::size_t links)
{
    CollectionCounts counts;
    std::size_t assets = 0;
    for (const TileSeries &series : tiles)
    {
        counts.granules += series.granules.size();
        for (const Granule &granule : series.granules)
            assets += static_cast<std::size_t>(std::count_if(
                granule.assets.begin(), granule.assets.end(),
                [](const Asset &asset) { return !asset.path.empty(); }));
    }
    counts.duplicates = links - assets;
    return counts;
}

}  // namespace

Result<std::shared_ptr<const Collection>>
Collection::Build(const std::string &path, const Input &input,
                  const CollectionFilter &filter)
{
    const std::string name = DescribeLink(path);
    auto entries = FindBandsOfLinks(name, input.links);
    if (!entries)
        return entries.GetError();
    const auto filtered = ApplyFilter(name, filter, *entries);
    if (!filtered)
        return filtered.GetError();
    const auto arrays = ChooseArrays(name, filter.bands, *entries);
    if (!arrays)
        return arrays.GetError();

    std::stable_sort(entries->begin(), entries->end(),
                     [](const Entry &a, const Entry &b)
                     {
                         const AssetName &x = a.link->asset;
                         const AssetName &y = b.link->asset;
                         return std::tie(x.tile, x.time, x.sensor) <
                                std::tie(y.tile, y.time, y.sensor);
                     });

    auto collection = std::make_shared<Collection>();
    collection->m_path = path;
    collection->m_label = name;
    collection->m_arrays = *arrays;
    for (auto begin = entries->begin(); begin != entries->end();)
    {
        const std::string &tile = begin->link->asset.tile;
        const auto end = std::find_if(
            begin, entries->end(),
            [&](const Entry &entry) { return entry.link->asset.tile != tile; });
        const auto zones = ChooseZones(name, begin, end);
        if (!zones)
            return zones.GetError();
        TileSeries series =
            BuildSeries(std::vector<Entry>(begin, end), input.scenes);
        series.southernZones = *zones;
        collection->m_tiles.push_back(std::move(series));
        begin = end;
    }
    collection->m_counts = CountGranules(collection->m_tiles, entries->size());
    collection->m_counts.links = input.links.size();
    collection->m_counts.passedOver = input.passedOver;
    return std::shared_ptr<const Collection>(std::move(collection));
}

const TileSeries *Collection::FindTile(std::string_view tile) const
{
    const std::string id = TileId(tile);
    const auto found =
        std::lower_bound(m_tiles.begin(), m_tiles.end(), id,
                         [](const TileSeries &series, const std::string &value)
                         { return series.tile < value; });
    return found != m_tiles.end() && found->tile == id ? &*found : nullptr;
}

Result<const Band *>
Collection::FindBand(const std::vector<const TileSeries *> &tiles,
                     const std::string &name) const
{
    std::set<Sensor> sensors;
    std::set<const Band *> present;
    for (const TileSeries *series : tiles)
    {
        present.insert(series->bands.begin(), series->bands.end());
        for (const Granule &granule : series->granules)
            sensors.insert(granule.sensor);
    }
    return ResolveBand(m_label, name, InTableOrder(present), sensors);
}

}  // namespace hlsts
