// SPDX-License-Identifier: MIT
// What just failed, so that one open by GDAL doesn't ask a dozen times.

#include "vsi/failure_memory.h"

#include "vsi/per_process.h"

namespace hlsts
{

void FailureMemory::MakeRoom()
{
    if (m_entries.size() < MAX_ENTRIES)
        return;
    const SteadyTime now = m_clock.Now();
    for (auto it = m_entries.begin(); it != m_entries.end();)
        it = it->second.until <= now ? m_entries.erase(it) : std::next(it);
    if (m_entries.size() >= MAX_ENTRIES)
        m_entries.clear();
}

void FailureMemory::Add(const std::string &key, const AccessError &error)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    MakeRoom();
    m_entries[key] = Entry{error, m_clock.Now() + LIFE};
}

void FailureMemory::Remove(const std::string &key)
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_entries.erase(key);
}

std::optional<AccessError> FailureMemory::Find(const std::string &key) const
{
    const std::lock_guard<std::mutex> lock(m_mutex);
    const auto found = m_entries.find(key);
    if (found == m_entries.end() || m_clock.Now() >= found->second.until)
        return std::nullopt;
    return found->second.error;
}

FailureMemory &RecentFailures()
{
    static auto *memory = new PerProcess<FailureMemory>();
    return memory->Get();
}

}  // namespace hlsts
