// SPDX-License-Identifier: MIT
// What a search's answer or a JSON list tells of granules, collected.

#include "driver/inputs/found_granules.h"

#include "driver/hls/asset_name.h"
#include "driver/inputs/candidates.h"
#include "vsi/base/text.h"
#include "vsi/base/utc_time.h"

#include <algorithm>
#include <utility>

namespace hlsts
{

namespace
{

/** A percentage, as a number or, as CMR has it, as a text of digits with at
 * most one dot. */
std::optional<double> ReadPercentage(const JsonValue &json)
{
    double number = json.number;
    if (json.Is(JsonKind::Text))
    {
        const std::string_view text = json.text;
        const auto dot = text.find('.');
        const std::string_view whole = text.substr(0, dot);
        const std::string_view fraction =
            dot == std::string_view::npos ? "0" : text.substr(dot + 1);
        if (ParseDigits(whole) < 0 || !IsAllDigits(fraction))
            return std::nullopt;
        const std::string_view counted = fraction.substr(0, 9);
        number = ParseDigits(counted);
        for (std::size_t i = 0; i < counted.size(); ++i)
            number /= 10;
        number += ParseDigits(whole);
    }
    else if (!json.Is(JsonKind::Number))
        return std::nullopt;
    if (!(number >= 0 && number <= 100))
        return std::nullopt;
    return number;
}

/** Seconds that a time zone (Z, +02:00, -0500, or none) is ahead of UTC. */
std::optional<std::int64_t> ReadZone(std::string_view zone)
{
    if (zone.empty() || zone == "Z" || zone == "z")
        return 0;
    const bool isBehind = zone.front() == '-';
    if (!isBehind && zone.front() != '+')
        return std::nullopt;
    std::string digits(zone.substr(1));
    if (digits.size() == 5 && digits[2] == ':')
        digits.erase(2, 1);
    if (digits.size() != 4 || !IsAllDigits(digits))
        return std::nullopt;
    const int hours = ParseDigits(std::string_view(digits).substr(0, 2));
    const int minutes = ParseDigits(std::string_view(digits).substr(2));
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return isBehind ? -seconds : seconds;
}

/** A time of RFC 3339, as STAC and CMR write it, without its fraction of a
 * second. */
std::optional<std::int64_t> ReadTime(const JsonValue &json)
{
    constexpr std::size_t kLengthToSeconds = 19;  // 2021-05-13T17:24:06
    const std::string_view text = json.text;
    if (!json.Is(JsonKind::Text) || text.size() < kLengthToSeconds)
        return std::nullopt;
    const auto time = ParseIsoTime(text.substr(0, kLengthToSeconds));
    std::string_view rest = text.substr(kLengthToSeconds);
    if (StartsWith(rest, "."))
        rest.remove_prefix(
            std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
    const auto zone = ReadZone(rest);
    if (!time || !zone)
        return std::nullopt;
    return *time - *zone;
}

/** A platform in the spelling of STAC, e.g. landsat-9; empty for what can't be
 * the name of one. */
std::string ReadPlatform(std::string_view text)
{
    constexpr std::size_t kLongestName = 32;
    std::string name = ToLower(text);
    const bool isName =
        name.size() <= kLongestName &&
        std::all_of(name.begin(), name.end(),
                    [](char c) { return IsLetterOrDigit(c) || c == '-'; });
    return isName ? name : std::string();
}

}  // namespace

Status FoundGranules::AddLink(std::string_view link, const std::string &place)
{
    const std::string_view text = TrimBlanks(link);
    if (text.empty())
        return Error{"a link of it, " + place + ", is empty"};
    if (text.size() > kMaxLinkBytes)
        return Error{
            "a link of it, " + place + ", has " + std::to_string(text.size()) +
            " bytes, more than the limit of " + std::to_string(kMaxLinkBytes)};
    if (!IsPlainUtf8(text))
        return Error{"a link of it, " + place + ", has control characters"};
    if (m_input.candidates.size() == kMaxLinks)
        return Error{"it has more links than the limit of " +
                     std::to_string(kMaxLinks) +
                     "; split it into several files"};
    m_input.candidates.push_back({std::string(text), 0});
    return Done{};
}

Status FoundGranules::AddGranule(const FoundGranule &granule)
{
    const SceneFacts facts = ReadFacts(granule);
    std::string id;
    for (const std::string_view link : granule.links)
    {
        const Status added = AddLink(link, granule.place);
        if (!added)
            return added;
        const std::string_view name = LastPathComponent(TrimBlanks(link));
        const bool isOfSameGranule = !id.empty() && StartsWith(name, id) &&
                                     StartsWith(name.substr(id.size()), ".");
        if (isOfSameGranule || !LooksLikeAssetName(name))
            continue;
        if (const auto asset = ParseAssetName(name))
        {
            id = asset->granuleId;
            AddFacts(id, facts);
        }
    }
    if (id.empty() && LooksLikeAssetName(granule.id))
        AddFacts(granule.id, facts);
    return Done{};
}

void FoundGranules::AddPage(const PageOfSearch &page)
{
    if (page.matched)
        m_granulesByMatches[*page.matched] += page.granules;
    else
    {
        m_granulesOfUnknown += page.granules;
        m_endsWithNext = page.hasNext;
    }
}

void FoundGranules::AddOpenOption(std::string name, std::string value)
{
    m_input.openOptions.emplace_back(std::move(name), std::move(value));
}

ParsedInput FoundGranules::Take()
{
    AddPageWarning();
    if (m_unreadableFacts > 0)
        m_input.warnings.push_back(
            std::to_string(m_unreadableFacts) +
            " cloud covers (0 to 100 percent) or times (RFC 3339) in it can't "
            "be understood and count as unknown; the first is that of " +
            m_firstUnreadable);
    return std::move(m_input);
}

void FoundGranules::AddFacts(std::string_view granuleId,
                             const SceneFacts &facts)
{
    if (!facts.cloudCover && !facts.sensingTime && facts.platform.empty())
        return;
    SceneFacts &known = m_input.scenes[std::string(granuleId)];
    if (!known.cloudCover)
        known.cloudCover = facts.cloudCover;
    if (!known.sensingTime)
        known.sensingTime = facts.sensingTime;
    if (known.platform.empty())
        known.platform = facts.platform;
}

SceneFacts FoundGranules::ReadFacts(const FoundGranule &granule)
{
    SceneFacts facts;
    facts.platform = ReadPlatform(granule.platform);
    if (granule.cloudCover != nullptr)
        facts.cloudCover = ReadPercentage(*granule.cloudCover);
    if (granule.sensingTime != nullptr)
        facts.sensingTime = ReadTime(*granule.sensingTime);
    const std::size_t unreadable =
        (granule.cloudCover != nullptr && !facts.cloudCover ? 1 : 0) +
        (granule.sensingTime != nullptr && !facts.sensingTime ? 1 : 0);
    if (unreadable > 0 && m_unreadableFacts == 0)
        m_firstUnreadable = granule.place;
    m_unreadableFacts += unreadable;
    return facts;
}

void FoundGranules::AddPageWarning()
{
    std::size_t granules = 0;
    std::int64_t matches = 0;
    bool isIncomplete = false;
    for (const auto &[matched, found] : m_granulesByMatches)
    {
        granules += found;
        matches += matched;
        isIncomplete |= static_cast<std::int64_t>(found) < matched;
    }
    const char *const kWhatToDo =
        ". Ask for larger pages, or save all pages in one file as a JSON array";
    if (isIncomplete)
        m_input.warnings.push_back(
            "the answer is only a part of what the search has found: it has " +
            std::to_string(granules) + " of " + std::to_string(matches) +
            " granules" + kWhatToDo);
    else if (m_endsWithNext)
        m_input.warnings.push_back(
            "the answer is one page of a search: it has " +
            std::to_string(m_granulesOfUnknown) +
            " granules and names a next page" + kWhatToDo);
}

}  // namespace hlsts
