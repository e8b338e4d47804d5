// SPDX-License-Identifier: MIT
// GDAL's view of /vsiearthdata/: a read-only file system.

#include "vsi/earthdata_filesystem.h"

#include "vsi/access/object_access.h"
#include "vsi/base/boundary.h"
#include "vsi/base/text.h"
#include "vsi/directory.h"
#include "vsi/earthdata_handle.h"
#include "vsi/filesystem_options.h"
#include "vsi/object/failure_memory.h"
#include "vsi/object/known_sizes.h"
#include "vsi/object/remote_file.h"
#include "vsi/object/signed_file.h"
#include "vsi/side_car.h"
#include "vsi/transport/quiet_errors.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi_error.h"

#include <cerrno>
#include <cstring>

namespace hlsts
{

namespace
{

/** The VSI error to report. GDAL puts a text of its own before the messages of
 * all codes but these. */
int VsiErrorOf(const AccessError &error)
{
    if (error.isLogin)
        return VSIE_AWSInvalidCredentials;
    return error.kind == AccessErrorKind::NotFound ? VSIE_AWSObjectNotFound
                                                   : VSIE_AWSError;
}

void SetErrno(const AccessError &error)
{
    errno = error.kind == AccessErrorKind::NotFound ? ENOENT : EACCES;
}

/** Reports why a file can't be opened or looked up. That it doesn't exist is
 * worth no warning, since GDAL looks for many files that don't.
 *
 * @param setError whether the caller asks for the reason as a VSI error. */
void ReportFailure(const AccessError &error, bool setError)
{
    SetErrno(error);
    if (setError)
        VSIError(VsiErrorOf(error), "%s", error.message.c_str());
    else if (error.kind != AccessErrorKind::NotFound)
        CPLError(CE_Warning, CPLE_OpenFailed, "%s", error.message.c_str());
    else
        CPLDebug("EARTHDATA", "%s", error.message.c_str());
}

/** The same, but one GDALOpen() causes one warning, however often GDAL's
 * drivers look for the file.
 *
 * @param key of the file in RecentFailures(). */
void ReportFailureOnce(const std::string &key, const AccessError &error,
                       bool setError)
{
    const bool isKnown = RecentFailures().Find(key).has_value();
    RecentFailures().Add(key, error);
    if (setError || !isKnown)
        ReportFailure(error, setError);
    else
        SetErrno(error);
}

/** Reports that the file system is read-only; -1. */
int RefuseToWrite(const char *what, const char *path)
{
    errno = EROFS;
    CPLError(CE_Failure, CPLE_NotSupported,
             "Cannot %s %s: /vsiearthdata/ is read-only", what, path);
    return -1;
}

/** Whether a path is that of a bucket, or of the file system itself. S3 is
 * never asked about a bucket: few users may list one, and GDAL doesn't apply
 * options to /vsis3/<bucket>. */
bool IsBucketRoot(const char *path)
{
    const char *name = path + std::strlen(kVsiearthdataPrefix);
    const char *slash = std::strchr(name, '/');
    return slash == nullptr || slash[1] == '\0';
}

bool IsFolderName(const char *path)
{
    return IsBucketRoot(path) || path[std::strlen(path) - 1] == '/';
}

bool IsBelowPrefix(const char *path)
{
    return StartsWith(path, kVsiearthdataPrefix);
}

/** Fills in that the path is a folder; 0. */
int StatFolder(VSIStatBufL *stat)
{
    stat->st_mode = S_IFDIR;
    return 0;
}

/** Whether it makes sense to list a missing file as a folder. Images are never
 * folders; to ask costs a request. */
bool MayBeFolder(const char *path)
{
    const char *extension = CPLGetExtension(path);
    return !EQUAL(extension, "tif") && !EQUAL(extension, "tiff");
}

/** Whether S3 lists a name in the folder. That there is none is remembered as a
 * recent failure.
 *
 * @param key of the path in RecentFailures(). */
bool IsListedFolder(const ObjectAccess &access, const std::string &key)
{
    const std::string folderKey = key + "/";
    if (RecentFailures().Find(folderKey))
        return false;
    const auto names = ListFolder(access, 1);
    if (names && !names->empty())
        return true;
    if (!names)
        CPLDebug("EARTHDATA", "%s", names.GetError().message.c_str());
    RecentFailures().Add(folderKey, {AccessErrorKind::NotFound});
    return false;
}

/** The key of a file in RecentFailures(): its path, its settings and its login.
 */
std::string FailureKey(const ObjectAccess &access, const char *path)
{
    return std::string(path) + "|" + access.key;
}

/** Opens the object, or returns the failure of the last second. A caller that
 * asks for the reason (`setError`) never gets that one. */
Result<std::unique_ptr<RemoteFile>, AccessError>
OpenFile(const ObjectAccess &access, const char *path, bool setError)
{
    const std::string key = FailureKey(access, path);
    if (!setError)
    {
        if (auto recent = RecentFailures().Find(key))
            return *recent;
    }
    auto file = RemoteFile::Open(access.provider);
    if (file)
        RecentFailures().Remove(key);
    return file;
}

/** Sets the time of an object that was just opened. Makes no request: opening
 * has told the time, which GDAL or the RegionCache remembers. */
void FillTime(const ObjectAccess &access, VSIStatBufL *stat)
{
    const auto grant = access.provider->Get();
    if (!grant)
        return;
    if (!grant->url.IsEmpty())
    {
        if (const auto facts = SignedFile::FindFacts(*grant))
            stat->st_mtime = static_cast<time_t>(facts->modified);
        return;
    }
    const OptionScope scope(grant->options);
    const QuietErrors quiet;
    VSIStatBufL inner;
    if (VSIStatExL(grant->innerPath.c_str(), &inner, VSI_STAT_CACHE_ONLY) == 0)
        stat->st_mtime = inner.st_mtime;
}

int StatObject(const ObjectAccess &access, const char *path, VSIStatBufL *stat,
               bool setError)
{
    const auto file = OpenFile(access, path, setError);
    if (file)
    {
        stat->st_mode = S_IFREG;
        stat->st_size =
            static_cast<decltype(stat->st_size)>((*file)->GetSize());
        FillTime(access, stat);
        return 0;
    }
    const std::string key = FailureKey(access, path);
    if (file.GetError().kind == AccessErrorKind::NotFound &&
        !access.IsByHttps() && MayBeFolder(path) && IsListedFolder(access, key))
        return StatFolder(stat);
    ReportFailureOnce(key, file.GetError(), setError);
    return -1;
}

/** Stat() of an object that was opened before, without a request; -1 when its
 * size isn't known. */
int StatKnown(const char *path, VSIStatBufL *stat)
{
    const auto access = ResolveObjectAccess(path);
    if (!access || IsFolderName(path) || access->IsByHttps())
        return -1;
    const auto size =
        FindKnownSize("/vsis3/" + access->path.bucket + "/" + access->path.key);
    if (!size)
        return -1;
    stat->st_mode = S_IFREG;
    stat->st_size = static_cast<decltype(stat->st_size)>(*size);
    return 0;
}

int StatRemote(const char *path, VSIStatBufL *stat, bool setError)
{
    const auto access = ResolveObjectAccess(path);
    if (!access)
    {
        ReportFailureOnce(path, AsLoginError(access.GetError()), setError);
        return -1;
    }
    if (!IsFolderName(path))
        return StatObject(*access, path, stat, setError);
    return !access->IsByHttps() &&
                   IsListedFolder(*access, FailureKey(*access, path))
               ? StatFolder(stat)
               : -1;
}

std::unique_ptr<VSIVirtualHandle> OpenRemote(const char *path, bool setError)
{
    if (IsFolderName(path))
    {
        errno = EISDIR;
        return nullptr;
    }
    const auto access = ResolveObjectAccess(path);
    if (!access)
    {
        ReportFailureOnce(path, AsLoginError(access.GetError()), setError);
        return nullptr;
    }
    auto file = OpenFile(*access, path, setError);
    if (!file)
    {
        ReportFailureOnce(FailureKey(*access, path), file.GetError(), setError);
        return nullptr;
    }
    return std::make_unique<EarthdataHandle>(std::move(*file));
}

bool IsForReading(const char *access)
{
    return std::strchr(access, 'w') == nullptr &&
           std::strchr(access, 'a') == nullptr &&
           std::strchr(access, '+') == nullptr;
}

char **
ToStringList(const std::vector<std::pair<std::string, std::string>> &lines)
{
    CPLStringList list;
    for (const auto &[name, value] : lines)
        list.SetNameValue(name.c_str(), value.c_str());
    return list.StealList();
}

/** The signed URL of the object, owned by the caller; nullptr with a CPLError
 * where the data centre serves the object itself, without a signature. */
char *CopySignedUrl(const Grant &grant)
{
    if (grant.header.IsEmpty())
        return CPLStrdup(grant.url.Reveal().c_str());
    CPLError(CE_Failure, CPLE_NotSupported,
             "%s serves the object itself and only with a login: there is no "
             "signed URL of it",
             grant.dataHost.c_str());
    return nullptr;
}

/** ResolveObjectAccess() that reports a failure as CPLError, for callers that
 * can't report it otherwise. */
Result<ObjectAccess, AccessError> ResolveOrReport(const char *path)
{
    auto access = ResolveObjectAccess(path);
    if (!access)
        CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                 access.GetError().message.c_str());
    return access;
}

}  // namespace

VsiOpenResult EarthdataFilesystem::Open(const char *path, const char *access,
                                        bool setError, CSLConstList)
{
    return ToVsiOpenResult(Guarded<std::unique_ptr<VSIVirtualHandle>>(
        nullptr,
        [&]() -> std::unique_ptr<VSIVirtualHandle>
        {
            if (!IsForReading(access))
            {
                RefuseToWrite("write", path);
                return nullptr;
            }
            errno = ENOENT;
            if (!IsBelowPrefix(path) || IsSideCarName(path))
                return nullptr;
            return OpenRemote(path, setError);
        }));
}

int EarthdataFilesystem::Stat(const char *path, VSIStatBufL *stat, int flags)
{
    *stat = VSIStatBufL();
    return Guarded(-1,
                   [&]
                   {
                       // The prefix itself, with or without its last slash.
                       if (!IsBelowPrefix(path) || IsBucketRoot(path))
                           return StatFolder(stat);
                       errno = ENOENT;
                       if (IsSideCarName(path))
                           return -1;
                       if (flags & VSI_STAT_CACHE_ONLY)
                           return StatKnown(path, stat);
                       return StatRemote(
                           path, stat, (flags & VSI_STAT_SET_ERROR_FLAG) != 0);
                   });
}

char **EarthdataFilesystem::ReadDirEx(const char *path, int maxFiles)
{
    return Guarded<char **>(nullptr,
                            [&]() -> char **
                            {
                                const auto access = ResolveOrReport(path);
                                if (!access)
                                    return nullptr;
                                auto names = ListFolder(*access, maxFiles);
                                if (names)
                                    return names->StealList();
                                CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                                         names.GetError().message.c_str());
                                return nullptr;
                            });
}

/** With a list of the file alone GDAL's drivers look for no side-car files,
 * which would cost requests, whatever the user's settings. Without a list they
 * do. */
char **EarthdataFilesystem::SiblingFiles(const char *path)
{
    return IsSelfContainedName(path)
               ? CSLAddString(nullptr, CPLGetFilename(path))
               : nullptr;
}

VSIDIR *EarthdataFilesystem::OpenDir(const char *path, int depth,
                                     const char *const *options)
{
    return Guarded<VSIDIR *>(nullptr,
                             [&]() -> VSIDIR *
                             {
                                 const auto access = ResolveOrReport(path);
                                 if (!access)
                                     return nullptr;
                                 return OpenFolder(*access, depth, options);
                             });
}

int EarthdataFilesystem::HasOptimizedReadMultiRange(const char *)
{
    return TRUE;
}

bool EarthdataFilesystem::IsLocal(const char *) HLSTS_IS_LOCAL_CONST
{
    return false;
}

bool EarthdataFilesystem::SupportsSequentialWrite(const char *, bool)
{
    return false;
}

bool EarthdataFilesystem::SupportsRandomWrite(const char *, bool)
{
    return false;
}

const char *EarthdataFilesystem::GetOptions()
{
    return kFilesystemOptions;
}

/** Without a credential: the URL is the same, and no request is made for one.
 */
const char *EarthdataFilesystem::GetActualURL(const char *path)
{
    return Guarded<const char *>(
        nullptr,
        [&]() -> const char *
        {
            const auto access = ResolveOrReport(path);
            if (!access)
                return nullptr;
            // Not the signed URL, which is a secret, but what it was asked for.
            if (access->IsByHttps())
                return CPLSPrintf("%s", access->httpsUrl.c_str());
            const OptionScope scope(S3LocationOptions(access->s3));
            const std::string inner =
                "/vsis3/" + access->path.bucket + "/" + access->path.key;
            const char *url = VSIGetActualURL(inner.c_str());
            return url ? CPLSPrintf("%s", url) : nullptr;
        });
}

char *EarthdataFilesystem::GetSignedURL(const char *path, CSLConstList options)
{
    return Guarded<char *>(nullptr,
                           [&]() -> char *
                           {
                               const auto access = ResolveOrReport(path);
                               if (!access)
                                   return nullptr;
                               const auto grant = access->provider->Get();
                               if (!grant)
                               {
                                   CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                                            grant.GetError().message.c_str());
                                   return nullptr;
                               }
                               if (!grant->url.IsEmpty())
                                   return CopySignedUrl(*grant);
                               const OptionScope scope(grant->options);
                               return VSIGetSignedURL(grant->innerPath.c_str(),
                                                      options);
                           });
}

char **EarthdataFilesystem::GetFileMetadata(const char *path,
                                            const char *domain, CSLConstList)
{
    return Guarded<char **>(
        nullptr,
        [&]() -> char **
        {
            if (domain == nullptr || !EQUAL(domain, "EARTHDATA"))
                return nullptr;
            const auto access = ResolveOrReport(path);
            return access ? ToStringList(DescribeAccess(*access)) : nullptr;
        });
}

int EarthdataFilesystem::Unlink(const char *path)
{
    return RefuseToWrite("delete", path);
}

int *EarthdataFilesystem::UnlinkBatch(CSLConstList paths)
{
    RefuseToWrite("delete", paths && paths[0] ? paths[0] : "files");
    return nullptr;
}

int EarthdataFilesystem::Mkdir(const char *path, long)
{
    return RefuseToWrite("make folder", path);
}

int EarthdataFilesystem::Rmdir(const char *path)
{
    return RefuseToWrite("remove folder", path);
}

int EarthdataFilesystem::RmdirRecursive(const char *path)
{
    return RefuseToWrite("remove folder", path);
}

int EarthdataFilesystem::Rename(HLSTS_RENAME_ARGUMENTS)
{
    return RefuseToWrite("rename", "files");
}

bool EarthdataFilesystem::SetFileMetadata(const char *path, CSLConstList,
                                          const char *, CSLConstList)
{
    RefuseToWrite("change metadata of", path);
    return false;
}

}  // namespace hlsts
