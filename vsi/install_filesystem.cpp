// SPDX-License-Identifier: MIT
// Makes /vsiearthdata/ known to GDAL.

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
    // A second handler would make GDAL destroy the first, which may be in use.
    // But GDALDestroyDriverManager() destroys all handlers, so a flag
    // "installed" would be wrong after it: GDAL itself is asked. For a prefix
    // without a handler it returns the default one.
    if (VSIFileManager::GetHandler(kVsiearthdataPrefix) !=
        VSIFileManager::GetHandler(""))
        return;
    InstallVsiHandler(kVsiearthdataPrefix,
                      std::make_unique<EarthdataFilesystem>());
}

}  // namespace hlsts
