// SPDX-License-Identifier: MIT
// One thread asks, the others wait for what it gets.

#ifndef HLSTS_VSI_BASE_SINGLE_FLIGHT_H
#define HLSTS_VSI_BASE_SINGLE_FLIGHT_H

#include <condition_variable>
#include <mutex>

namespace hlsts
{

/** While this lives the lock is released and the others know that one is
 * asking. At its end, an exception's included, the lock is held again and the
 * others are woken: a flag that stayed would let them wait in vain. */
class AskingAlone
{
  public:
    AskingAlone(std::unique_lock<std::mutex> &lock, bool &isAsking,
                std::condition_variable &changed)
        : m_lock(lock), m_isAsking(isAsking), m_changed(changed)
    {
        m_isAsking = true;
        m_lock.unlock();
    }

    ~AskingAlone()
    {
        m_lock.lock();
        m_isAsking = false;
        // They look when the lock is released, thus at the result.
        m_changed.notify_all();
    }

    AskingAlone(const AskingAlone &) = delete;
    AskingAlone &operator=(const AskingAlone &) = delete;

  private:
    std::unique_lock<std::mutex> &m_lock;
    bool &m_isAsking;
    std::condition_variable &m_changed;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SINGLE_FLIGHT_H
