// SPDX-License-Identifier: MIT
// What just failed, so that GDAL's drivers don't cause the same request again.

#include "vsi/object/failure_memory.h"

#include "vsi/base/per_process.h"

#include <functional>
#include <thread>

namespace hlsts
{

namespace
{

/** The key under which only this thread finds an entry. */
std::string KeyOfThisThread(const std::string &key)
{
    return key + "|" +
           std::to_string(
               std::hash<std::thread::id>()(std::this_thread::get_id()));
}

}  // namespace

void FailureMemory::Add(const std::string &key, const AccessError &error)
{
    const bool isPassing = error.kind == AccessErrorKind::Transient;
    m_entries.Put(isPassing ? KeyOfThisThread(key) : key,
                  Entry{error, m_clock.Now() + kLife});
}

void FailureMemory::Remove(const std::string &key)
{
    m_entries.Erase(key);
    m_entries.Erase(KeyOfThisThread(key));
}

std::optional<AccessError> FailureMemory::Find(const std::string &key)
{
    for (const std::string &name : {key, KeyOfThisThread(key)})
    {
        const auto entry = m_entries.Find(name);
        if (entry && m_clock.Now() < entry->until)
            return entry->error;
    }
    return std::nullopt;
}

FailureMemory &RecentFailures()
{
    static auto *memory = new PerProcess<FailureMemory>();
    return memory->Get();
}

}  // namespace hlsts
