// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates, and texts about each
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

/** A cube's dimensions. Each holds what it makes its indexing variable of, so
 * that an array is complete even after its group and dataset have been freed.
 */
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

/** The per-granule text array of a name, along time; nullptr when there is none
 * of that name.
 *
 * @param arrays indices of the cube's arrays: the array `link` has for each
 *   granule the link of the first of them that the granule has.
 */
std::shared_ptr<GDALMDArray>
CreateGranuleArray(const std::string &groupName, const std::string &name,
                   const std::shared_ptr<const Cube> &cube,
                   const CubeDimensions &dimensions,
                   const std::vector<std::size_t> &arrays);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H
