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

/** Names of the per-granule text arrays of a group: granule, sensor, and for
 * each image array the links to its files: `link` where it is the only one,
 * `red_link` and so on where there are several.
 *
 * @param arrays the image arrays of the group, as indices of the cube's. */
std::vector<std::string>
GranuleArrayNames(const Cube &cube, const std::vector<std::size_t> &arrays);

/** The per-granule text array of a name, along time; nullptr when there is none
 * of that name. The link of a granule that lacks the band is empty.
 *
 * @param arrays as in GranuleArrayNames(). */
std::shared_ptr<GDALMDArray>
CreateGranuleArray(const std::string &groupName, const std::string &name,
                   const std::shared_ptr<const Cube> &cube,
                   const CubeDimensions &dimensions,
                   const std::vector<std::size_t> &arrays);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H
