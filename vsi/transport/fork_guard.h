// SPDX-License-Identifier: MIT
// Connections that the child of a fork must not inherit.

#ifndef HLSTS_VSI_TRANSPORT_FORK_GUARD_H
#define HLSTS_VSI_TRANSPORT_FORK_GUARD_H

namespace hlsts
{

/** To be called before GDAL makes requests in this thread: it then closes its
 * connections before this thread forks, and forgets what it has read through
 * them. Cheap.
 *
 * A child that closes an inherited connection takes what has arrived on it from
 * the parent, or says goodbye on it (TLS); so does libcurl from 8.10 on. A
 * child that was made in another way than by fork() gives them up all the same.
 */
void ShareNoConnections();

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_FORK_GUARD_H
