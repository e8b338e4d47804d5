// SPDX-License-Identifier: MIT
// Mutexes whose use Clang checks when it compiles (-Wthread-safety).

#ifndef HLSTS_VSI_BASE_MUTEX_H
#define HLSTS_VSI_BASE_MUTEX_H

#include <condition_variable>
#include <mutex>

// Other compilers know none of these attributes. See
// https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#if defined(__clang__)
#define HLSTS_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define HLSTS_THREAD_ATTRIBUTE(x)
#endif

/** Behind a member: it is read and written only while this mutex is held. */
#define HLSTS_GUARDED_BY(mutex) HLSTS_THREAD_ATTRIBUTE(guarded_by(mutex))
/** Behind a function: the caller holds this mutex. */
#define HLSTS_REQUIRES(mutex) HLSTS_THREAD_ATTRIBUTE(requires_capability(mutex))
/** Behind a function: the caller doesn't hold this mutex, for the function
 * locks it. */
#define HLSTS_EXCLUDES(mutex) HLSTS_THREAD_ATTRIBUTE(locks_excluded(mutex))
/** Behind a function that returns while this mutex, or its own object, is
 * locked, or unlocked. */
#define HLSTS_ACQUIRE(...)                                                     \
    HLSTS_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define HLSTS_RELEASE(...)                                                     \
    HLSTS_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))

namespace hlsts
{

/** std::mutex, known to Clang. To be locked by a MutexLock. */
class HLSTS_THREAD_ATTRIBUTE(capability("mutex")) Mutex
{
  public:
    Mutex() = default;
    Mutex(const Mutex &) = delete;
    Mutex &operator=(const Mutex &) = delete;

    void Lock() HLSTS_ACQUIRE()
    {
        m_mutex.lock();
    }

    void Unlock() HLSTS_RELEASE()
    {
        m_mutex.unlock();
    }

  private:
    friend class MutexLock;
    std::mutex m_mutex{};
};

/** Holds a mutex while it lives. For one block of code of one thread. */
class HLSTS_THREAD_ATTRIBUTE(scoped_lockable) MutexLock
{
  public:
    explicit MutexLock(Mutex &mutex) HLSTS_ACQUIRE(mutex)
        : m_lock(mutex.m_mutex)
    {
    }

    ~MutexLock() HLSTS_RELEASE()
    {
    }

    MutexLock(const MutexLock &) = delete;
    MutexLock &operator=(const MutexLock &) = delete;

    /** Waits until `condition` is notified, maybe spuriously; the mutex is
     * unlocked meanwhile. A condition that is looked at in a loop, rather than
     * in a lambda, is one that Clang can check. */
    void Wait(std::condition_variable &condition)
    {
        condition.wait(m_lock);
    }

    /** The same, at most until `deadline` or for `duration`. */
    template <class TimePoint>
    void WaitUntil(std::condition_variable &condition,
                   const TimePoint &deadline)
    {
        condition.wait_until(m_lock, deadline);
    }

    template <class Duration>
    void WaitFor(std::condition_variable &condition, const Duration &duration)
    {
        condition.wait_for(m_lock, duration);
    }

  private:
    std::unique_lock<std::mutex> m_lock;
};

/** Unlocks a mutex while it lives, within the life of a MutexLock. */
class HLSTS_THREAD_ATTRIBUTE(scoped_lockable) MutexUnlock
{
  public:
    explicit MutexUnlock(Mutex &mutex) HLSTS_RELEASE(mutex) : m_mutex(mutex)
    {
        m_mutex.Unlock();
    }

    ~MutexUnlock() HLSTS_RELEASE()
    {
        m_mutex.Lock();
    }

    MutexUnlock(const MutexUnlock &) = delete;
    MutexUnlock &operator=(const MutexUnlock &) = delete;

  private:
    Mutex &m_mutex;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_MUTEX_H
