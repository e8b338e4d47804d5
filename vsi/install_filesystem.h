// SPDX-License-Identifier: MIT
// The file system /vsiearthdata/.

#ifndef HLSTS_VSI_INSTALL_FILESYSTEM_H
#define HLSTS_VSI_INSTALL_FILESYSTEM_H

namespace hlsts
{

/** Installs /vsiearthdata/ for the life of the process.
 *
 * Only from the plugin's entry point; a second call does nothing. Costs
 * microseconds: no file, no network, no libcurl.
 */
void InstallEarthdataHandler();

}  // namespace hlsts

#endif  // HLSTS_VSI_INSTALL_FILESYSTEM_H
