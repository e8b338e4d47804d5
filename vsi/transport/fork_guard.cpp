// SPDX-License-Identifier: MIT
// Connections that the child of a fork must not inherit.

#include "vsi/transport/fork_guard.h"

#include "vsi/base/per_process.h"

#include "cpl_error.h"
#include "cpl_vsi.h"

#include <exception>

#ifndef _WIN32
#include <mutex>
#include <pthread.h>
#endif

namespace hlsts
{

namespace
{

/** Whether GDAL may have made connections in this thread. A thread's own flag,
 * because only the thread that calls fork() lives on in the child. */
thread_local bool mayHoldConnections = false;

#ifndef _WIN32
void CloseBeforeFork()
{
    if (!mayHoldConnections)
        return;
    mayHoldConnections = false;
    try
    {
        CPLDebug("EARTHDATA", "Before a fork: closing connections");
        VSICurlClearCache();
    }
    catch (const std::exception &)
    {
        // Then ShareNoConnections() drops them in the child.
        mayHoldConnections = true;
    }
}

void WatchForksOnce()
{
    static auto *once = new std::once_flag();
    std::call_once(*once,
                   [] { pthread_atfork(CloseBeforeFork, nullptr, nullptr); });
}
#else
void WatchForksOnce()
{
}
#endif

}  // namespace

void ShareNoConnections()
{
    WatchForksOnce();
    // In the child of a fork this is still the parent's number.
    thread_local int lastProcess = 0;
    const int process = CurrentProcess();
    if (lastProcess != 0 && lastProcess != process && mayHoldConnections)
    {
        CPLDebug("EARTHDATA", "After a fork: dropping inherited connections");
        VSICurlClearCache();
    }
    lastProcess = process;
    mayHoldConnections = true;
}

}  // namespace hlsts
