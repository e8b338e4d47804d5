// SPDX-License-Identifier: MIT
// State that the child of a fork must not inherit: locks, threads, open files.

#ifndef HLSTS_VSI_BASE_PER_PROCESS_H
#define HLSTS_VSI_BASE_PER_PROCESS_H

#include <atomic>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace hlsts
{

/** This process's number; always the same where processes don't fork.
 * (CPLGetPID() is the thread's, in spite of its name.) */
inline int CurrentProcess()
{
#ifndef _WIN32
    return static_cast<int>(getpid());
#else
    return 1;
#endif
}

/** A T for each process, made at the first call of Get() there.
 *
 * The child of a fork gets a new T. It never touches the inherited one, in
 * which a lock may be held by a thread that the child doesn't have. A T must be
 * safe for concurrent use by itself.
 */
template <class T> class PerProcess
{
  public:
    PerProcess() = default;

    ~PerProcess()
    {
        State *state = m_state.load();
        if (state && state->process == CurrentProcess())
            delete state;
    }

    PerProcess(const PerProcess &) = delete;
    PerProcess &operator=(const PerProcess &) = delete;

    T &Get() const
    {
        State *state = m_state.load(std::memory_order_acquire);
        const int process = CurrentProcess();
        if (state && state->process == process)
            return state->value;
        auto *fresh = new State();
        fresh->process = process;
        if (m_state.compare_exchange_strong(state, fresh,
                                            std::memory_order_acq_rel,
                                            std::memory_order_acquire))
            return fresh->value;
        // Another thread of this process has just made one.
        delete fresh;
        return state->value;
    }

    /** The T of this process; nullptr when Get() hasn't made it yet. */
    T *Peek() const
    {
        State *state = m_state.load(std::memory_order_acquire);
        return state && state->process == CurrentProcess() ? &state->value
                                                           : nullptr;
    }

  private:
    struct State
    {
        int process = 0;
        T value{};
    };

    mutable std::atomic<State *> m_state{nullptr};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_PER_PROCESS_H
