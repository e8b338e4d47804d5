// SPDX-License-Identifier: MIT
// A band over (time, y, x) as GDAL's multidimensional array.

#ifndef HLSTS_DRIVER_VIEWS_IMAGE_ARRAY_H
#define HLSTS_DRIVER_VIEWS_IMAGE_ARRAY_H

#include "driver/views/series_arrays.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Creates the array of one band.
 *
 * It holds the cube, so it may be read after group and dataset have been freed.
 * Its overviews (since GDAL 3.13) are arrays of the same kind. Safe for
 * concurrent use.
 * @param array index into the cube's arrays.
 */
std::shared_ptr<GDALMDArray>
CreateImageArray(const std::string &groupName,
                 const std::shared_ptr<const Cube> &cube,
                 const CubeDimensions &dimensions, std::size_t array);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_IMAGE_ARRAY_H
