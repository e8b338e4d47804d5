// SPDX-License-Identifier: MIT
// What the file that a user's processes share says.

#include "vsi/sharing/shared_content.h"

#include "vsi/base/json.h"
#include "vsi/base/text.h"

#include <algorithm>

namespace hlsts
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

/** A file of another version is treated as absent. */
constexpr int kVersion = 1;

/** Sets, and likewise facts. A user has one set per login and data centre. */
constexpr std::size_t kMaxEntries = 64;

/** Bytes of a fact's name or value, which is a URL and a few words. */
constexpr std::size_t kMaxFact = 2048;

/** AWS's STS gives no temporary credential for longer than 36 hours. */
constexpr milliseconds kLongestLife = std::chrono::hours(48);

/** Some thousand years in milliseconds: sums of such numbers don't overflow. */
constexpr std::int64_t kLargestNumber = 100000000000000;

/** By how much two processes may differ about the present moment: each reads
 * its clocks one after the other. */
constexpr milliseconds kTolerance{2000};

/** Whether a text is a SHA-256 digest, as HexText() writes it. */
bool IsDigest(const std::string &text)
{
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/** The life of an entry; nothing when a number is missing or impossible. */
std::optional<SharedLife> LifeOf(const Json &fields)
{
    for (const char *name : {"boot_ms", "unix", "life_ms", "stated"})
    {
        const auto number = IntegerMember(fields, name);
        if (!number || *number < 0 || *number > kLargestNumber)
            return std::nullopt;
    }
    const auto number = [&fields](const char *name)
    { return *IntegerMember(fields, name); };
    SharedLife life;
    life.made.boot = StringMember(fields, "boot");
    life.made.sinceBoot = milliseconds(number("boot_ms"));
    life.made.unixTime = number("unix");
    life.length = milliseconds(number("life_ms"));
    life.statedEnd = number("stated");
    if (life.length <= milliseconds(0) || life.length > kLongestLife)
        return std::nullopt;
    return life;
}

/** Adds the set to the content, unless something is wrong with the set. */
void ReadSet(const Json &fields, SharedContent &content)
{
    const std::string key = StringMember(fields, "key");
    const auto life = LifeOf(fields);
    if (!life || !IsDigest(key))
        return;
    for (const char *name : {"id", "secret", "token"})
    {
        if (!IsHeaderValue(StringMember(fields, name)))
            return;
    }
    SharedSet set;
    set.accessKeyId = Secret(StringMember(fields, "id"));
    set.secretAccessKey = Secret(StringMember(fields, "secret"));
    set.sessionToken = Secret(StringMember(fields, "token"));
    set.life = *life;
    content.sets[key] = std::move(set);
}

/** Adds the fact to the content, unless something is wrong with the fact. */
void ReadFact(const Json &fields, SharedContent &content)
{
    const std::string key = StringMember(fields, "key");
    const auto life = LifeOf(fields);
    SharedFact fact;
    fact.value = StringMember(fields, "value");
    if (!life || !IsFactText(key) || !IsFactText(fact.value))
        return;
    fact.life = *life;
    content.facts[key] = std::move(fact);
}

Json JsonOf(const SharedLife &life)
{
    return {{"boot", life.made.boot},
            {"boot_ms", life.made.sinceBoot.count()},
            {"unix", life.made.unixTime},
            {"life_ms", life.length.count()},
            {"stated", life.statedEnd}};
}

template <class Entry>
void DropEnded(std::map<std::string, Entry> &entries, const MachineTime &now)
{
    for (auto it = entries.begin(); it != entries.end();)
    {
        if (it->second.life.Remaining(now))
            ++it;
        else
            it = entries.erase(it);
    }
}

/** Drops the entry that ends first.
 *
 * @pre there is at least one entry, and none has ended. */
template <class Entry>
void DropFirstToEnd(std::map<std::string, Entry> &entries,
                    const MachineTime &now)
{
    entries.erase(std::min_element(entries.begin(), entries.end(),
                                   [&now](const auto &a, const auto &b) {
                                       return a.second.life.Remaining(now) <
                                              b.second.life.Remaining(now);
                                   }));
}

Secret TextOf(const SharedContent &content)
{
    Json json = {{"version", kVersion}, {"salt", content.salt}};
    json["sets"] = Json::array();
    for (const auto &[key, set] : content.sets)
    {
        Json entry = JsonOf(set.life);
        entry["key"] = key;
        entry["id"] = set.accessKeyId.Reveal();
        entry["secret"] = set.secretAccessKey.Reveal();
        entry["token"] = set.sessionToken.Reveal();
        json["sets"].push_back(std::move(entry));
    }
    json["facts"] = Json::array();
    for (const auto &[key, fact] : content.facts)
    {
        Json entry = JsonOf(fact.life);
        entry["key"] = key;
        entry["value"] = fact.value;
        json["facts"].push_back(std::move(entry));
    }
    // With `replace`, texts that aren't UTF-8 don't make dump() throw.
    return Secret(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace

std::optional<milliseconds> SharedLife::Remaining(const MachineTime &now) const
{
    milliseconds left{0};
    if (!now.boot.empty() && now.boot == made.boot)
        left = length - (now.sinceBoot - made.sinceBoot);
    else
    {
        left = length - seconds(now.unixTime - made.unixTime);
        if (statedEnd != 0)
            left =
                std::min<milliseconds>(left, seconds(statedEnd - now.unixTime));
    }
    // More left than there ever was: made in the future, as this machine's
    // clock says, so the two clocks can't be compared.
    if (left <= milliseconds(0) || left > length + kTolerance)
        return std::nullopt;
    return std::min(left, length);
}

bool IsFactText(const std::string &text)
{
    return !text.empty() && text.size() <= kMaxFact &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return c >= ' ' && c != 0x7F; });
}

std::optional<SharedContent> ParseSharedContent(std::string_view text)
{
    if (text.size() > kSharedFileLimit)
        return std::nullopt;
    const Json top = ParseJson(text);
    SharedContent content;
    content.salt = StringMember(top, "salt");
    if (IntegerMember(top, "version") != kVersion || !IsDigest(content.salt))
        return std::nullopt;
    for (const Json &fields : ArrayMember(top, "sets"))
        ReadSet(fields, content);
    for (const Json &fields : ArrayMember(top, "facts"))
        ReadFact(fields, content);
    return content;
}

Secret SharedContentText(const SharedContent &content, const MachineTime &now)
{
    SharedContent kept = content;
    DropEnded(kept.sets, now);
    DropEnded(kept.facts, now);
    while (kept.sets.size() > kMaxEntries)
        DropFirstToEnd(kept.sets, now);
    while (kept.facts.size() > kMaxEntries)
        DropFirstToEnd(kept.facts, now);
    Secret text = TextOf(kept);
    while (text.Reveal().size() > kSharedFileLimit)
    {
        if (!kept.facts.empty())
            DropFirstToEnd(kept.facts, now);
        else if (!kept.sets.empty())
            DropFirstToEnd(kept.sets, now);
        text = TextOf(kept);
    }
    return text;
}

}  // namespace hlsts
