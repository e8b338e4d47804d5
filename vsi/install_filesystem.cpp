// SPDX-License-Identifier: MIT
// The file system /vsiearthdata/.

#include "vsi/install_filesystem.h"

#include "vsi/base/mutex.h"
#include "vsi/earthdata_filesystem.h"
#include "vsi/names/path.h"

namespace hlsts
{

void InstallEarthdataHandler()
{
    static auto *mutex = new Mutex();
    const MutexLock lock(*mutex);
    // Not twice: GDAL would destroy a handler in use. Not only once in a
    // process either: GDALDestroyDriverManager() destroys all handlers.
    if (VSIFileManager::GetHandler(kVsiearthdataPrefix) !=
        VSIFileManager::GetHandler(""))
        return;
    InstallVsiHandler(kVsiearthdataPrefix,
                      std::make_unique<EarthdataFilesystem>());
}

}  // namespace hlsts
