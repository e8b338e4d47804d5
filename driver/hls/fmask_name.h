// SPDX-License-Identifier: MIT
// Where the Fmask of a band's file lies, by its name.

#ifndef HLSTS_DRIVER_HLS_FMASK_NAME_H
#define HLSTS_DRIVER_HLS_FMASK_NAME_H

#include <optional>
#include <string>
#include <string_view>

namespace hlsts
{

/** The path of the Fmask of a band's scene.
 *
 * It lies beside the band's file:
 *   `…/HLS.L30.T13TGF.2021133T172406.v2.0.B04.tif?query` has
 *   `…/HLS.L30.T13TGF.2021133T172406.v2.0.Fmask.tif?query`.
 * Vegetation indices are a collection of their own without Fmask. Where a path
 * has NASA's folders, the collection and the scene, it lies in those of the
 * reflectances:
 *   `…/HLSL30_VI.020/HLS-VI.L30.<scene>/HLS-VI.L30.<scene>.NDVI.tif` has
 *   `…/HLSL30.020/HLS.L30.<scene>/HLS.L30.<scene>.Fmask.tif`;
 * anywhere else beside the index, without the "-VI". The extension keeps its
 * case. Pure: whether there is such a file, and whether a query that signs one
 * file lets another one be read, isn't known here.
 *
 * @param path a path or URL of a file of HLS, also of an Fmask, which is its
 * own.
 * @return nothing where the name isn't one of HLS (ParseAssetName()).
 */
std::optional<std::string> FmaskPathOf(std::string_view path);

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_FMASK_NAME_H
