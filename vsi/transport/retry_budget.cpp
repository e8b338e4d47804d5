// SPDX-License-Identifier: MIT
// A ration of retries per host, so that an outage isn't multiplied.

#include "vsi/transport/retry_budget.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"

namespace hlsts
{

namespace
{

/** Hosts whose budgets are remembered. A program reads from a few endpoints and
 * data centres; a host that gives way begins with a full budget when it is used
 * again. */
constexpr std::size_t kMaxHosts = 256;

using Budgets =
    BoundedMap<std::string, std::shared_ptr<RetryBudget>, kMaxHosts>;

}  // namespace

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
    while (halves < 2 * kRetryPolicy.budgetPerHost &&
           !m_halves.compare_exchange_weak(halves, halves + 1))
    {
    }
}

std::shared_ptr<RetryBudget> RetryBudgetFor(const std::string &host)
{
    static auto *budgets = new PerProcess<Budgets>();
    return budgets->Get().FindOrMake(
        host, [] { return std::make_shared<RetryBudget>(); });
}

}  // namespace hlsts
