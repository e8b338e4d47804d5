// SPDX-License-Identifier: MIT
// A ration of retries per host, so that an outage isn't multiplied.

#include "vsi/transport/retry_budget.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

#include <map>

namespace hlsts
{

bool RetryBudget::TryTake()
{
    int halves = m_halves.load();
    while (halves >= 2)
    {
        if (m_halves.compare_exchange_weak(halves, halves - 2))
            return true;
    }
    return false;
}

void RetryBudget::OnSuccess()
{
    int halves = m_halves.load();
    while (halves < 2 * kCapacity &&
           !m_halves.compare_exchange_weak(halves, halves + 1))
    {
    }
}

namespace
{

struct Registry
{
    Mutex mutex{};
    std::map<std::string, std::shared_ptr<RetryBudget>> budgets{};
};

}  // namespace

std::shared_ptr<RetryBudget> RetryBudgetFor(const std::string &host)
{
    static auto *registry = new PerProcess<Registry>();
    Registry &own = registry->Get();
    const MutexLock lock(own.mutex);
    auto &budget = own.budgets[host];
    if (!budget)
        budget = std::make_shared<RetryBudget>();
    return budget;
}

}  // namespace hlsts
