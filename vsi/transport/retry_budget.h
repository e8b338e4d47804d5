// SPDX-License-Identifier: MIT
// A ration of retries per host, so that an outage isn't multiplied.

#ifndef HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H
#define HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H

#include <atomic>
#include <memory>
#include <string>

namespace hlsts
{

/** A token bucket: each retry takes a token, each success gives half of one
 * back.
 *
 * While a host fails now and then (up to one request in three) the bucket
 * stays full. When it is down, all threads and files together make no more
 * than CAPACITY retries before their requests fail at the first attempt. Safe
 * for concurrent use; without a lock, so also after a fork.
 */
class RetryBudget
{
  public:
    static constexpr int kCapacity = 100;

    /** Takes a token. @return false when there is none. */
    bool TryTake();

    void OnSuccess();

  private:
    std::atomic<int> m_halves{2 * kCapacity};
};

/** The budget of a host: one for the life of the process. */
std::shared_ptr<RetryBudget> RetryBudgetFor(const std::string &host);

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_RETRY_BUDGET_H
