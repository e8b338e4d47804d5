// SPDX-License-Identifier: MIT
// What a search's answer or a JSON list tells of granules, collected.

#ifndef HLSTS_DRIVER_INPUTS_FOUND_GRANULES_H
#define HLSTS_DRIVER_INPUTS_FOUND_GRANULES_H

#include "driver/inputs/json_tree.h"
#include "driver/inputs/parsed_input.h"
#include "vsi/base/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hlsts
{

/** A granule as one item of an answer tells it. A value type, which refers to
 * the tree that the item is part of. */
struct FoundGranule
{
    /** Where the item stands, for messages: "feature 3". */
    std::string place{};
    /** Its id as the item has it. Some catalogues have their own ids, so the
     * names of the files are preferred. */
    std::string_view id{};
    std::vector<std::string_view> links{};
    /** What the item says of the scene, as it stands there: a number, a text
     * or, where it says nothing, nullptr. */
    const JsonValue *cloudCover = nullptr;
    const JsonValue *sensingTime = nullptr;
    /** In any case and spelling: LANDSAT-8, Sentinel-2A. */
    std::string_view platform{};
};

/** How complete an answer is. A value type. */
struct PageOfSearch
{
    std::size_t granules = 0;
    /** How many the search has found in all, where the answer tells. */
    std::optional<std::int64_t> matched{};
    /** Whether it names a next page. */
    bool hasNext = false;
};

/** Collects what the items of an input tell. Not thread-safe. */
class FoundGranules
{
  public:
    /** Adds a link.
     *
     * @param place where it stands, for messages.
     * @return an error if it can't be one: empty, longer than kMaxLinkBytes,
     *   with control characters; or if there are too many. */
    Status AddLink(std::string_view link, const std::string &place);

    /** Adds a granule's links, and its facts for each granule that the names of
     * its files tell, or for its id where there is no such name. What an
     * earlier item has told of the same granule stays. Facts that can't be
     * understood become a warning. */
    Status AddGranule(const FoundGranule &granule);

    /** Adds what a page says of its search. Pages of the same search tell the
     * same number of matches. */
    void AddPage(const PageOfSearch &page);

    void AddOpenOption(std::string name, std::string value);

    bool HasLinks() const
    {
        return !m_input.candidates.empty();
    }

    /** What has been collected, with its warnings. */
    ParsedInput Take();

  private:
    void AddFacts(std::string_view granuleId, const SceneFacts &facts);
    SceneFacts ReadFacts(const FoundGranule &granule);
    void AddPageWarning();

    ParsedInput m_input{};
    /** How many granules there are of each search, by its number of matches. */
    std::map<std::int64_t, std::size_t> m_granulesByMatches{};
    /** Pages that name a next one but tell no number of matches, and the
     * granules on them. */
    bool m_endsWithNext = false;
    std::size_t m_granulesOfUnknown = 0;
    std::size_t m_unreadableFacts = 0;
    std::string m_firstUnreadable{};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_INPUTS_FOUND_GRANULES_H
