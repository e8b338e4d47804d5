// SPDX-License-Identifier: MIT
// Connections that the child of a fork must not inherit.

#include "vsi/per_process.h"

#include "cpl_error.h"
#include "cpl_vsi.h"

namespace hlsts
{

void DropInheritedConnections()
{
    // Only the thread that called fork() lives on in the child, and its
    // thread-local memory still holds the parent's number.
    thread_local int lastProcess = 0;
    const int process = CurrentProcess();
    if (lastProcess == process)
        return;
    if (lastProcess != 0)
    {
        CPLDebug("EARTHDATA", "After a fork: dropping inherited connections");
        VSICurlClearCache();
    }
    lastProcess = process;
}

}  // namespace hlsts
