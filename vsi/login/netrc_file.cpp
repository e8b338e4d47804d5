// SPDX-License-Identifier: MIT
// Netrc files on disk, read again only when they have changed.

#include "vsi/login/netrc_file.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"
#include "vsi/base/text.h"
#include "vsi/base/vsi_file.h"

#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_vsi.h"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <utility>

namespace hlsts
{

namespace
{

/** What tells one state of a file from another. */
struct FileStamp
{
    std::int64_t size = 0;
    std::int64_t modified = 0;

    bool operator==(const FileStamp &other) const
    {
        return size == other.size && modified == other.modified;
    }
};

/** What a file held for a host when it was read. */
struct CachedLogin
{
    FileStamp stamp{};
    std::optional<NetrcLogin> login{};
};

/** A program reads one netrc file, a service for many users one for each. What
 * falls out of these maps costs one more reading, and one more warning. */
constexpr std::size_t kMaxFiles = 64;

/** By file and host. */
using LoginCache =
    BoundedMap<std::pair<std::string, std::string>, CachedLogin, kMaxFiles>;

LoginCache &GetLoginCache()
{
    static const auto *cache = new PerProcess<LoginCache>();
    return cache->Get();
}

/** Whether a file's stamp can be trusted. A file that changes again within the
 * resolution of its time stamps keeps its stamp, so the stamp of a file that
 * has just changed may stand for two contents. */
bool IsTrustworthy(const FileStamp &stamp)
{
    // FAT has two seconds; all others have less.
    constexpr std::int64_t kResolution = 2;
    return static_cast<std::int64_t>(std::time(nullptr)) - stamp.modified >
           kResolution;
}

bool StatFile(const std::string &file, VSIStatBufL &stat)
{
    return VSIStatExL(file.c_str(), &stat, 0) == 0;
}

void WarnOnceIfOthersCanRead(const std::string &file, const VSIStatBufL &stat)
{
#ifndef _WIN32
    if ((stat.st_mode & 077) == 0 || StartsWith(file, "/vsimem/"))
        return;
    // Far more than anybody has: a warning that came again for each of many
    // files in turn would be noise.
    using WarnedFiles = BoundedMap<std::string, bool, 4096>;
    static const auto *warned = new PerProcess<WarnedFiles>();
    if (!warned->Get().Add(file, true))
        return;
    CPLError(CE_Warning, CPLE_AppDefined,
             "%s holds passwords and other users can read it; run "
             "'chmod 600 %s'",
             file.c_str(), file.c_str());
#else
    (void)file;
    (void)stat;
#endif
}

Result<Secret> ReadText(const std::string &file, std::int64_t size)
{
    if (size > static_cast<std::int64_t>(kNetrcFileLimit))
        return Error{"is larger than 1 MiB"};
    const VsiFile handle(VSIFOpenL(file.c_str(), "rb"));
    if (!handle)
        return Error{"can't be opened"};
    std::string text(static_cast<std::size_t>(size), '\0');
    text.resize(VSIFReadL(text.data(), 1, text.size(), handle.get()));
    return Secret(std::move(text));
}

}  // namespace

std::vector<std::string> FindNetrcFiles(const std::string &setting)
{
    if (!setting.empty())
        return {setting};
    const char *home = CPLGetHomeDir();
    if (!home || home[0] == '\0')
        return {};
    const std::string folder = home;
    return {folder + "/.netrc", folder + "/_netrc"};
}

bool NetrcFileExists(const std::string &file)
{
    VSIStatBufL stat;
    return StatFile(file, stat);
}

Result<std::optional<NetrcLogin>> LookUpNetrc(const std::string &file,
                                              const std::string &host)
{
    // Another file system, such as /vsiearthdata/ itself, could need this very
    // login to open the file.
    if (StartsWith(file, "/vsi") && !StartsWith(file, "/vsimem/"))
        return Error{"is no local file"};
    VSIStatBufL stat;
    if (!StatFile(file, stat))
        return std::optional<NetrcLogin>();
    if (!VSI_ISREG(stat.st_mode))
        return Error{"is no file"};
    const FileStamp stamp{static_cast<std::int64_t>(stat.st_size),
                          static_cast<std::int64_t>(stat.st_mtime)};
    const auto key = std::make_pair(file, host);
    const auto cached = GetLoginCache().Find(key);
    if (cached && cached->stamp == stamp)
        return cached->login;

    const Result<Secret> text = ReadText(file, stamp.size);
    if (!text)
        return text.GetError();
    const auto login = FindNetrcLogin(text->Reveal(), host);
    if (!login)
        return login.GetError();
    if (*login)
        WarnOnceIfOthersCanRead(file, stat);
    if (IsTrustworthy(stamp))
        GetLoginCache().Put(key, {stamp, *login});
    return *login;
}

}  // namespace hlsts
