// SPDX-License-Identifier: MIT
// Links, and what the series make of them, without any file.

#ifndef HLSTS_TESTS_SUPPORT_LINKS_H
#define HLSTS_TESTS_SUPPORT_LINKS_H

#include "driver/inputs/input.h"
#include "driver/series/collection.h"
#include "driver/series/time_series.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace hlsts_test
{

/** A link to a file of a folder, in line 1. */
inline hlsts::Link MakeLink(const std::string &name,
                            const std::string &folder = "s3://b/",
                            bool isLocal = false)
{
    hlsts::Link link;
    link.text = folder + name;
    link.path = folder + name;
    link.line = 1;
    link.isLocal = isLocal;
    auto asset = hlsts::ParseAssetName(name);
    EXPECT_TRUE(asset) << name;
    link.asset = *asset;
    return link;
}

inline std::vector<hlsts::Link> MakeLinks(const std::vector<std::string> &names)
{
    std::vector<hlsts::Link> links;
    for (const auto &name : names)
        links.push_back(MakeLink(name));
    return links;
}

/** An input that tells no more than its links. */
inline hlsts::Input InputOf(const std::vector<hlsts::Link> &links)
{
    hlsts::Input input;
    input.links = links;
    return input;
}

/** The collection of an input that is right. */
inline std::shared_ptr<const hlsts::Collection>
CollectionOf(const hlsts::Input &input,
             const hlsts::CollectionFilter &filter = {})
{
    const auto collection =
        hlsts::Collection::Build("links.txt", input, filter);
    EXPECT_TRUE(collection)
        << (collection ? "" : collection.GetError().message);
    return *collection;
}

/** The series of all tiles of a collection. */
inline std::vector<hlsts::TimeSeries>
SeriesOf(const hlsts::Collection &collection,
         const hlsts::SeriesOptions &options = {},
         const hlsts::Band *onlyArray = nullptr)
{
    std::vector<const hlsts::TileSeries *> tiles;
    for (const hlsts::TileSeries &tile : collection.GetTiles())
        tiles.push_back(&tile);
    const auto series =
        hlsts::ArrangeSeries(collection, tiles, onlyArray, options);
    EXPECT_TRUE(series) << (series ? "" : series.GetError().message);
    return *series;
}

/** The names of some bands, or of some arrays. */
inline std::vector<std::string>
NamesOf(const std::vector<const hlsts::Band *> &bands)
{
    std::vector<std::string> names;
    for (const hlsts::Band *band : bands)
        names.push_back(band->name);
    return names;
}

}  // namespace hlsts_test

#endif  // HLSTS_TESTS_SUPPORT_LINKS_H
