// SPDX-License-Identifier: MIT
// The file system /vsiearthdata/.

#include "vsi/handler.h"

#include "vsi/earthdata_filesystem.h"
#include "vsi/path.h"

#include <mutex>

namespace hlsts
{

void InstallEarthdataHandler()
{
    // Once: GDAL would destroy a handler in use.
    static auto *once = new std::once_flag();
    std::call_once(*once,
                   []
                   {
                       InstallVsiHandler(
                           VSIEARTHDATA_PREFIX,
                           std::make_unique<EarthdataFilesystem>());
                   });
}

}  // namespace hlsts
