// SPDX-License-Identifier: MIT
// Runs a read plan: all granules at the same time, into the caller's buffer.

#ifndef HLSTS_DRIVER_CUBE_READER_H
#define HLSTS_DRIVER_CUBE_READER_H

#include "driver/cube/cube.h"
#include "driver/cube/pixel_transfer.h"
#include "driver/cube/read_plan.h"
#include "vsi/base/result.h"

#include "cpl_progress.h"

#include <cstddef>
#include <vector>

namespace hlsts
{

/** Reads time steps of arrays.
 *
 * Where a step of an array is one file, GDAL reads that file into the caller's
 * buffer. Otherwise the granules of a step are read at the same time, each of
 * them masked, and put together in memory (StepPixels), of which as much is
 * used at a time as kMostStepBytes says.
 *
 * Safe for concurrent use. Blocks until no worker reads any more. The workers
 * have the caller's thread-local configuration options, and their warnings are
 * raised in the calling thread. The outcome doesn't depend on the number of
 * threads: of several failures that of the earliest job is returned. After a
 * failure the buffer's content is undefined.
 *
 * @param level 0 is full resolution, 1 the largest overview.
 * @param jobs what to read; a time step that lacks the band is filled with
 *   nodata, because nothing was measured.
 * @param transfer how each step is read.
 * @param buffer the caller's buffer, which the jobs' offsets refer to.
 * @param progress may be null; called in the calling thread, and stops the read
 *   by returning FALSE.
 * @return an error that names the granule, its link and the reason, or that the
 *   caller has stopped the read (Error::isInterruption).
 */
Status ReadTimeSteps(const Cube &cube, int level,
                     const std::vector<ReadJob> &jobs,
                     const PixelTransfer &transfer, void *buffer,
                     GDALProgressFunc progress, void *progressData);

/** The most memory, in bytes, that the granules have that are read at the same
 * time: fewer are, where a window is large. A single granule may need more. */
constexpr std::size_t kMostStepBytes = std::size_t{512} * 1024 * 1024;

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_READER_H
