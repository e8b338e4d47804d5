// SPDX-License-Identifier: MIT
// What a list names, in numbers, what reading costs and what has failed, as
// both views show it.

#include "driver/views/counts.h"

#include "driver/cube/cost.h"

namespace hlsts
{

std::array<std::pair<const char *, std::size_t>, 4>
NamedCounts(const Collection &collection)
{
    const CollectionCounts &counts = collection.GetCounts();
    return {{{"LINKS", counts.links},
             {"GRANULES", counts.granules},
             {"LINKS_PASSED_OVER", counts.passedOver},
             {"DUPLICATES", counts.duplicates}}};
}

CPLStringList CountItems(const Collection &collection)
{
    CPLStringList items;
    for (const auto &[name, count] : NamedCounts(collection))
        items.SetNameValue(name, std::to_string(count).c_str());
    return items;
}

namespace
{

CPLStringList CostItems(const Cube &cube)
{
    const ExpectedCost cost = ExpectCost(cube);
    CPLStringList items;
    const std::pair<const char *, std::uint64_t> numbers[] = {
        {"GRANULES", cost.granules},
        {"FILES", cost.files},
        {"REQUESTS", cost.requests},
        {"BYTES", cost.bytes},
        {"BLOCKS_SKIPPED", cube.GetSkippedBlocks()},
        {"CREDENTIALS_FETCHED", CountCredentialFetches(cube)}};
    for (const auto &[name, number] : numbers)
        items.SetNameValue(name, std::to_string(number).c_str());
    return items;
}

}  // namespace

CPLStringList ChangingItems(const Cube &cube, const std::string &domain)
{
    if (domain == kCostDomain)
        return CostItems(cube);
    CPLStringList items;
    if (domain == kErrorDomain)
        for (const auto &[granule, reason] : cube.GetFailures().Get())
            items.SetNameValue(cube.GetSeries().granules[granule].id.c_str(),
                               reason.c_str());
    return items;
}

}  // namespace hlsts
