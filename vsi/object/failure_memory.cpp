// SPDX-License-Identifier: MIT
// What just failed, so that one open by GDAL doesn't ask a dozen times.

#include "vsi/object/failure_memory.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

#include <functional>
#include <thread>

namespace hlsts
{

namespace
{

std::string OfThisThread(const std::string &key)
{
    return key + "|" +
           std::to_string(
               std::hash<std::thread::id>()(std::this_thread::get_id()));
}

}  // namespace

void FailureMemory::MakeRoom()
{
    if (m_entries.size() < kMaxEntries)
        return;
    const SteadyTime now = m_clock.Now();
    for (auto it = m_entries.begin(); it != m_entries.end();)
        it = it->second.until <= now ? m_entries.erase(it) : std::next(it);
    if (m_entries.size() >= kMaxEntries)
        m_entries.clear();
}

void FailureMemory::Add(const std::string &key, const AccessError &error)
{
    const MutexLock lock(m_mutex);
    MakeRoom();
    const bool isPassing = error.kind == AccessErrorKind::Transient;
    m_entries[isPassing ? OfThisThread(key) : key] =
        Entry{error, m_clock.Now() + kLife};
}

void FailureMemory::Remove(const std::string &key)
{
    const MutexLock lock(m_mutex);
    m_entries.erase(key);
    m_entries.erase(OfThisThread(key));
}

std::optional<AccessError> FailureMemory::Find(const std::string &key) const
{
    const MutexLock lock(m_mutex);
    for (const std::string &name : {key, OfThisThread(key)})
    {
        const auto found = m_entries.find(name);
        if (found != m_entries.end() && m_clock.Now() < found->second.until)
            return found->second.error;
    }
    return std::nullopt;
}

FailureMemory &RecentFailures()
{
    static auto *memory = new PerProcess<FailureMemory>();
    return memory->Get();
}

}  // namespace hlsts
