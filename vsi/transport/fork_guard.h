// SPDX-License-Identifier: MIT
// Connections that the child of a fork must not inherit.

#ifndef HLSTS_VSI_TRANSPORT_FORK_GUARD_H
#define HLSTS_VSI_TRANSPORT_FORK_GUARD_H

namespace hlsts
{

/** Sees to it that no connection of GDAL's is used on both sides of a fork. To
 * be called before GDAL makes requests in this thread; cheap.
 *
 * When this thread calls fork(), GDAL's connections are closed before, and GDAL
 * forgets what it has read. The child must not inherit them: when it closes one
 * (as libcurl does by itself from 8.10 on), it reads what has arrived for the
 * parent, or ends the parent's TLS session. In a child that was made without
 * fork()'s handlers, the first call drops the inherited connections.
 */
void ShareNoConnections();

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_FORK_GUARD_H
