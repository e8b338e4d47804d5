// SPDX-License-Identifier: MIT
// The one-dimensional arrays of a cube: coordinates, and what is known of each
// time step.

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

    /** @param groupName full name of the group they belong to.
     * @param grid the cube's, or the one of an overview. */
    static CubeDimensions Create(const std::string &groupName,
                                 const std::shared_ptr<const Cube> &cube,
                                 const Grid &grid);
};

/** The array that tells which steps have failed granules. It is true of what
 * has been read: programs that copy arrays in their order have to come to it
 * after the images. */
inline constexpr char kStatusArray[] = "status";

/** Names of the arrays along time that are no coordinates: `granule` and
 * `sensor`, texts with commas between those of several granules; `cloud_cover`,
 * `sensing_time` and `platform` where the input tells them; `status` where
 * failures are missing pixels; and for each image array the links to its files:
 * `link` where it is the only one, `red_link` and so on where there are
 * several.
 *
 * @param images the image arrays of the group, as indices of the cube's. */
std::vector<std::string> StepArrayNames(const std::shared_ptr<const Cube> &cube,
                                        const std::vector<std::size_t> &images);

/** The array of one of those names; nullptr when there is none. The link of a
 * granule that lacks the band is empty. Safe for concurrent use.
 *
 * @param images as in StepArrayNames(). */
std::shared_ptr<GDALMDArray>
CreateStepArray(const std::string &groupName, const std::string &name,
                const std::shared_ptr<const Cube> &cube,
                const CubeDimensions &dimensions,
                const std::vector<std::size_t> &images);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_SERIES_ARRAYS_H
