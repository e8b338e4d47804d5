// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates and what is known of each
// granule.

#ifndef HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H
#define HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H

#include "driver/cube/cube.h"
#include "vsi/base/gdal_compat.h"

#include <memory>
#include <string>
#include <vector>

namespace hlsts
{

/** A cube's dimensions, each of which makes its indexing variable when asked,
 * so that an array stays complete after its group and dataset are gone. */
struct CubeDimensions
{
    std::shared_ptr<GDALDimension> time{};
    std::shared_ptr<GDALDimension> y{};
    std::shared_ptr<GDALDimension> x{};

    /** @param groupName full name of the group they belong to. */
    static CubeDimensions Create(const std::string &groupName,
                                 const std::shared_ptr<const Cube> &cube);
};

/** Names of the per-granule text arrays: granule, sensor, link. */
const std::vector<std::string> &GranuleArrayNames();

/** A per-granule text array along time, or nullptr when there is none of that
 * name.
 *
 * @param array which of the cube's arrays `link` speaks of; ignored by the
 *   others.
 */
std::shared_ptr<GDALMDArray>
CreateGranuleArray(const std::string &groupName, const std::string &name,
                   const std::shared_ptr<const Cube> &cube,
                   const CubeDimensions &dimensions,
                   const std::vector<std::size_t> &arrays);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H
