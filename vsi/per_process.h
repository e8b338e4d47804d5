// SPDX-License-Identifier: MIT
// Connections that the child of a fork must not inherit.

#ifndef HLSTS_PER_PROCESS_H
#define HLSTS_PER_PROCESS_H

#include "driver/per_process.h"

namespace hlsts
{

/** Makes GDAL give up the connections that this thread inherited from the
 * parent process, once. Cheap otherwise. */
void DropInheritedConnections();

}  // namespace hlsts

#endif  // HLSTS_PER_PROCESS_H
