// SPDX-License-Identifier: MIT
// The content of the shared file, changed by one process at a time.

#include "vsi/sharing/shared_store.h"

#include "vsi/sharing/shared_key.h"

#include "cpl_error.h"

#include <atomic>
#include <utility>

namespace hlsts
{

namespace
{

/** Writing takes milliseconds. A process that had to wait longer than this for
 * others goes on without having shared. */
constexpr std::chrono::seconds kWriteWait{2};

/** The turn for writing (SharedFile::WaitForTurn()). */
constexpr std::uint32_t kWriteTurn = 0;

}  // namespace

SharedStore::SharedStore(SharedPlace place, Clock &clock,
                         MachineTimeReader time)
    : m_file(std::move(place)), m_clock(clock), m_time(std::move(time))
{
}

SharedContent SharedStore::Load() const
{
    const Secret text = m_file.Read();
    if (text.IsEmpty())
        return {};
    auto content = ParseSharedContent(text.Reveal());
    if (content)
        return std::move(*content);
    static std::atomic<bool> isReported{false};
    if (!isReported.exchange(true))
        CPLDebug("EARTHDATA", "Shared credentials: the file is damaged or of "
                              "another version; it will be replaced");
    return {};
}

bool SharedStore::Change(
    const std::function<void(SharedContent &)> &change) const
{
    const auto turn = WaitForTurn(kWriteTurn, m_clock.Now() + kWriteWait);
    if (!turn)
        return false;
    SharedContent content = Load();
    if (content.salt.empty())
        content.salt = MakeSalt();
    change(content);
    return m_file.Replace(SharedContentText(content, m_time()));
}

std::unique_ptr<SharedTurn> SharedStore::WaitForTurn(std::uint32_t number,
                                                     SteadyTime deadline) const
{
    return m_file.WaitForTurn(number, deadline, m_clock);
}

SharedFacts::SharedFacts(std::shared_ptr<const SharedStore> store)
    : m_store(std::move(store))
{
}

std::string SharedFacts::Get(const std::string &name) const
{
    const SharedContent content = m_store->Load();
    const auto found = content.facts.find(name);
    if (found == content.facts.end() ||
        !found->second.life.Remaining(m_store->Now()))
        return {};
    return found->second.value;
}

void SharedFacts::Set(const std::string &name, const std::string &value,
                      std::chrono::milliseconds life) const
{
    if (!IsFactText(name) || !IsFactText(value))
        return;
    SharedFact fact;
    fact.value = value;
    fact.life.made = m_store->Now();
    fact.life.length = life;
    m_store->Change([&](SharedContent &content)
                    { content.facts[name] = std::move(fact); });
}

}  // namespace hlsts
