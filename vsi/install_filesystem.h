// SPDX-License-Identifier: MIT
// Makes /vsiearthdata/ known to GDAL.

#ifndef HLSTS_VSI_INSTALL_FILESYSTEM_H
#define HLSTS_VSI_INSTALL_FILESYSTEM_H

namespace hlsts
{

/** Installs /vsiearthdata/ for the life of the process.
 *
 * To be called from the plugin's entry point only. Does nothing when GDAL has
 * the file system already. Costs microseconds: no file, no network, no libcurl.
 */
void InstallEarthdataHandler();

}  // namespace hlsts

#endif  // HLSTS_VSI_INSTALL_FILESYSTEM_H
