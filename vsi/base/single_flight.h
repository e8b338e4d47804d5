// SPDX-License-Identifier: MIT
// One thread fetches, the others wait for its result.

#ifndef HLSTS_VSI_BASE_SINGLE_FLIGHT_H
#define HLSTS_VSI_BASE_SINGLE_FLIGHT_H

#include "vsi/base/mutex.h"

#include <condition_variable>

namespace hlsts
{

/** The time in which one thread fetches: a mutex that the thread holds is
 * unlocked while this lives, and a flag tells the other threads that a fetch is
 * under way.
 *
 * The destructor locks the mutex again, clears the flag and wakes the waiting
 * threads, also when the fetch ended by an exception: with a flag that stayed
 * set they would wait in vain. A woken thread gets on when the fetching one
 * unlocks the mutex, so the fetching thread stores its result before that.
 */
class HLSTS_THREAD_ATTRIBUTE(scoped_lockable) SingleFlight
{
  public:
    /** @param isFetching guarded by `mutex`, false on entry. */
    SingleFlight(Mutex &mutex, bool &isFetching,
                 std::condition_variable &changed) HLSTS_RELEASE(mutex)
        : m_mutex(mutex), m_isFetching(isFetching), m_changed(changed)
    {
        m_isFetching = true;
        m_mutex.Unlock();
    }

    ~SingleFlight() HLSTS_RELEASE()
    {
        m_mutex.Lock();
        m_isFetching = false;
        m_changed.notify_all();
    }

    SingleFlight(const SingleFlight &) = delete;
    SingleFlight &operator=(const SingleFlight &) = delete;

  private:
    Mutex &m_mutex;
    bool &m_isFetching;
    std::condition_variable &m_changed;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SINGLE_FLIGHT_H
