// SPDX-License-Identifier: MIT
// A ration of retries per host, so that an outage isn't multiplied.

#ifndef HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H
#define HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H

#include "vsi/transport/retry.h"

#include <atomic>
#include <memory>
#include <string>

namespace hlsts
{

/** A token bucket: each retry takes a token, each success gives half of one
 * back.
 *
 * While a host fails now and then (up to one request in three) the bucket stays
 * full. While the host is down, all threads and files together make no more
 * than RetryPolicy::budgetPerHost retries; then their requests fail at the
 * first attempt. Safe for concurrent use; it has no lock, so it works after a
 * fork too.
 */
class RetryBudget
{
  public:
    /** Takes a token for a retry. @return false when there is none. */
    bool TryTake();

    /** Gives half a token back. To be called once for each request that has
     * succeeded. */
    void OnSuccess();

  private:
    /** Half tokens in the bucket. */
    std::atomic<int> m_halves{2 * kRetryPolicy.budgetPerHost};
};

/** The budget of a host: the same for all of a process. */
std::shared_ptr<RetryBudget> RetryBudgetFor(const std::string &host);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H
