// SPDX-License-Identifier: MIT
// What reading a cube costs: expected before, counted after.

#ifndef HLSTS_DRIVER_CUBE_COST_H
#define HLSTS_DRIVER_CUBE_COST_H

#include "driver/cube/cube.h"

#include <cstdint>

namespace hlsts
{

/** What reading all pixels of all arrays of a cube at full resolution takes. A
 * value type. */
struct ExpectedCost
{
    std::uint64_t granules = 0;
    /** The files that are read, with the Fmask of a mask. */
    std::uint64_t files = 0;
    /** About: one for a file's header, and one for each row of its blocks,
     * which lie side by side in the file as far as NASA's program has written
     * them in order. */
    std::uint64_t requests = 0;
    /** At most, as far as typical files go: pixels as they are in memory, to
     * which NASA's compressed reflectances come close (26 MB), and 2.2 MB for
     * an Fmask, the largest one seen. */
    std::uint64_t bytes = 0;
};

/** Pure. */
ExpectedCost ExpectCost(const Cube &cube);

/** How often this process has fetched credentials of the data centre of the
 * cube's first remote file; 0 where all files are local. Makes no request and
 * shows no error. */
std::uint64_t CountCredentialFetches(const Cube &cube);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_COST_H
