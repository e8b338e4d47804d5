// SPDX-License-Identifier: MIT
// Which links of a list the options TILES, ZONE, SENSORS, START and END let
// through.

#include "driver/series/filter.h"

#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <limits>
#include <set>

namespace hlsts
{

namespace
{

constexpr auto kFirstMoment = std::numeric_limits<std::int64_t>::min();
constexpr auto kLastMoment = std::numeric_limits<std::int64_t>::max();

/** Erases the entries for which a predicate is false. */
template <class Predicate>
void Keep(std::vector<Entry> &entries, Predicate predicate)
{
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const Entry &entry)
                                 { return !predicate(entry); }),
                  entries.end());
}

/** Words with commas between them; of many only the first. */
std::string Enumerate(const std::set<std::string> &words)
{
    constexpr std::size_t kMost = 30;
    std::string text;
    std::size_t count = 0;
    for (const auto &word : words)
    {
        if (++count > kMost)
            return text + " and " + std::to_string(words.size() - kMost) +
                   " more";
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

Status FilterByTile(const std::string &listName, const CollectionFilter &filter,
                    std::vector<Entry> &entries)
{
    if (filter.tiles.empty())
        return Done{};
    std::set<std::string> present;
    for (const Entry &entry : entries)
        present.insert(entry.link->asset.tile);
    std::set<std::string> wanted;
    for (const auto &tile : filter.tiles)
    {
        wanted.insert(TileId(tile));
        if (present.count(TileId(tile)) == 0)
            return Error{"HLSTS: open option TILES: " + listName +
                         " has no tile " + EscapeForMessage(tile) +
                         ". It has: " + Enumerate(present)};
    }
    Keep(entries, [&](const Entry &entry)
         { return wanted.count(entry.link->asset.tile) > 0; });
    return Done{};
}

/** "links.txt", or "links.txt with TILES and SENSORS" where these options have
 * been applied to it before. */
std::string WhatIsLeft(const std::string &listName,
                       const CollectionFilter &filter, bool isSensorApplied)
{
    std::vector<const char *> options;
    if (!filter.tiles.empty())
        options.push_back("TILES");
    if (!filter.zones.empty())
        options.push_back("ZONE");
    if (isSensorApplied && !filter.sensors.empty())
        options.push_back("SENSORS");
    std::string text = listName;
    for (const char *option : options)
        text += (option == options.front() ? " with " : " and ") +
                std::string(option);
    return text;
}

Error NothingLeft(const std::string &options, bool isOneOption,
                  const std::string &whatIsLeft, const std::string &choice)
{
    return Error{"HLSTS: open option" + std::string(isOneOption ? " " : "s ") +
                 options + (isOneOption ? " leaves" : " leave") +
                 " nothing: " + whatIsLeft + " has " + choice};
}

Status FilterByZone(const std::string &listName, const CollectionFilter &filter,
                    std::vector<Entry> &entries)
{
    if (filter.zones.empty())
        return Done{};
    std::set<std::string> present;
    for (const Entry &entry : entries)
        present.insert(entry.link->asset.tile.substr(0, 2));
    std::set<std::string> wanted;
    for (const int zone : filter.zones)
    {
        const std::string name = (zone < 10 ? "0" : "") + std::to_string(zone);
        wanted.insert(name);
        if (present.count(name) == 0)
            return Error{"HLSTS: open option ZONE: " + listName +
                         " has no tile of UTM zone " + name +
                         ". It has zones: " + Enumerate(present)};
    }
    Keep(entries, [&](const Entry &entry)
         { return wanted.count(entry.link->asset.tile.substr(0, 2)) > 0; });
    return Done{};
}

Status FilterBySensor(const std::string &listName,
                      const CollectionFilter &filter,
                      std::vector<Entry> &entries)
{
    if (filter.sensors.empty())
        return Done{};
    std::set<Sensor> wanted;
    std::string given;
    for (const auto &word : filter.sensors)
    {
        given += (given.empty() ? "" : ",") + word;
        const bool isBoth = EqualsIgnoringCase(word, "both");
        bool isKnown = isBoth;
        for (const Sensor sensor : AllSensors())
            if (isBoth || EqualsIgnoringCase(word, SensorName(sensor)))
            {
                wanted.insert(sensor);
                isKnown = true;
            }
        if (!isKnown)
            return Error{
                "HLSTS: open option SENSORS: " + EscapeForMessage(word) +
                " is not a sensor of HLS. Use L30, S30 or both"};
    }
    std::set<std::string> present;
    for (const Entry &entry : entries)
        present.insert(SensorName(entry.link->asset.sensor));
    Keep(entries, [&](const Entry &entry)
         { return wanted.count(entry.link->asset.sensor) > 0; });
    if (entries.empty())
        return NothingLeft("SENSORS=" + given, true,
                           WhatIsLeft(listName, filter, false),
                           Enumerate(present));
    return Done{};
}

Status FilterByTime(const std::string &listName, const CollectionFilter &filter,
                    std::vector<Entry> &entries)
{
    std::int64_t first = kLastMoment;
    std::int64_t last = kFirstMoment;
    for (const Entry &entry : entries)
    {
        first = std::min(first, entry.link->asset.time);
        last = std::max(last, entry.link->asset.time);
    }
    Keep(entries,
         [&](const Entry &entry)
         {
             const std::int64_t time = entry.link->asset.time;
             return time >= filter.start && time <= filter.end;
         });
    if (!entries.empty())
        return Done{};
    const bool isStart = filter.start > last;
    const bool isEnd = filter.end < first;
    const bool isBoth = isStart == isEnd;
    std::string options;
    if (isBoth || isStart)
        options += "START=" + FormatIsoTime(filter.start);
    if (isBoth || isEnd)
        options += (isBoth ? " and END=" : "END=") + FormatIsoTime(filter.end);
    return NothingLeft(options, !isBoth, WhatIsLeft(listName, filter, true),
                       "times from " + FormatIsoTime(first) + " to " +
                           FormatIsoTime(last) +
                           (isBoth ? ", none of them between" : ""));
}

}  // namespace

std::string TileId(std::string_view text)
{
    std::string id;
    for (const char c : text)
        id += IsLetter(c) && !IsUpper(c) ? static_cast<char>(c - 'a' + 'A') : c;
    // File names have a T before the id, which itself begins with digits.
    if (StartsWith(id, "T"))
        id.erase(0, 1);
    return id;
}

Status ApplyFilter(const std::string &listName, const CollectionFilter &filter,
                   std::vector<Entry> &entries)
{
    for (const auto apply :
         {FilterByTile, FilterByZone, FilterBySensor, FilterByTime})
    {
        const Status status = apply(listName, filter, entries);
        if (!status)
            return status;
    }
    return Done{};
}

}  // namespace hlsts
