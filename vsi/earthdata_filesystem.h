// SPDX-License-Identifier: MIT
// GDAL's view of /vsiearthdata/: a read-only file system.

#ifndef HLSTS_VSI_EARTHDATA_FILESYSTEM_H
#define HLSTS_VSI_EARTHDATA_FILESYSTEM_H

#include "vsi/base/gdal_compat.h"

namespace hlsts
{

/** Each object of NASA's Earthdata buckets as a file.
 *
 * To open a file, or to ask for its size, costs one request. The names of
 * side-car files, which only GDAL looks for, cost none. Folders are prefixes of
 * keys, which can be listed where the DAAC allows it. All that writes is
 * refused. Safe for concurrent use.
 */
class EarthdataFilesystem final : public VSIFilesystemHandler
{
  public:
    VsiOpenResult Open(const char *path, const char *access, bool setError,
                       CSLConstList options) override;
    int Stat(const char *path, VSIStatBufL *stat, int flags) override;
    char **ReadDirEx(const char *path, int maxFiles) override;
    char **SiblingFiles(const char *path) override;
    VSIDIR *OpenDir(const char *path, int depth,
                    const char *const *options) override;

    int HasOptimizedReadMultiRange(const char *path) override;
    bool IsLocal(const char *path) HLSTS_IS_LOCAL_CONST override;
    bool SupportsSequentialWrite(const char *path, bool) override;
    bool SupportsRandomWrite(const char *path, bool) override;
    const char *GetOptions() override;
    const char *GetActualURL(const char *path) override;
    char *GetSignedURL(const char *path, CSLConstList options) override;
    char **GetFileMetadata(const char *path, const char *domain,
                           CSLConstList options) override;

    int Unlink(const char *path) override;
    int *UnlinkBatch(CSLConstList paths) override;
    int Mkdir(const char *path, long mode) override;
    int Rmdir(const char *path) override;
    int RmdirRecursive(const char *path) override;
    int Rename(HLSTS_RENAME_ARGUMENTS) override;
    bool SetFileMetadata(const char *path, CSLConstList metadata,
                         const char *domain, CSLConstList options) override;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_EARTHDATA_FILESYSTEM_H
