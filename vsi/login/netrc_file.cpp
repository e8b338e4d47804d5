// SPDX-License-Identifier: MIT
// Netrc files on disk, read again only when they have changed.

#include "vsi/login/netrc_file.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_vsi.h"

#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace hlsts
{

namespace
{

// What tells one state of a file from another.
struct Stamp
{
    std::int64_t size = 0;
    std::int64_t modified = 0;

    bool operator==(const Stamp &other) const
    {
        return size == other.size && modified == other.modified;
    }
};

struct Cached
{
    Stamp stamp{};
    std::optional<NetrcLogin> login{};
};

struct Cache
{
    Mutex mutex{};
    // By file and host.
    std::map<std::pair<std::string, std::string>, Cached> entries{};
    std::set<std::string> warned{};
};

constexpr std::size_t kMaxEntries = 64;

Cache &TheCache()
{
    static const auto *cache = new PerProcess<Cache>();
    return cache->Get();
}

// A file changed within the clock's resolution of its last reading keeps its
// stamp: such a young stamp can't be trusted.
bool IsOld(const Stamp &stamp)
{
    constexpr std::int64_t resolution = 2;
    return static_cast<std::int64_t>(std::time(nullptr)) - stamp.modified >
           resolution;
}

bool StatFile(const std::string &file, VSIStatBufL &stat)
{
    return VSIStatExL(file.c_str(), &stat, 0) == 0;
}

void WarnOnceIfOthersCanRead(const std::string &file, const VSIStatBufL &stat)
{
#ifndef _WIN32
    if ((stat.st_mode & 077) == 0 || file.rfind("/vsimem/", 0) == 0)
        return;
    {
        Cache &cache = TheCache();
        const MutexLock lock(cache.mutex);
        if (!cache.warned.insert(file).second)
            return;
    }
    CPLError(CE_Warning, CPLE_AppDefined,
             "%s holds passwords and other users can read it; run "
             "'chmod 600 %s'",
             file.c_str(), file.c_str());
#else
    (void)file;
    (void)stat;
#endif
}

struct FileCloser
{
    void operator()(VSILFILE *file) const
    {
        CPL_IGNORE_RET_VAL(VSIFCloseL(file));
    }
};

Result<Secret> ReadText(const std::string &file, std::int64_t size)
{
    if (size > static_cast<std::int64_t>(kNetrcFileLimit))
        return Error{"is larger than 1 MiB"};
    const std::unique_ptr<VSILFILE, FileCloser> handle(
        VSIFOpenL(file.c_str(), "rb"));
    if (!handle)
        return Error{"can't be opened"};
    std::string text(static_cast<std::size_t>(size), '\0');
    text.resize(VSIFReadL(text.data(), 1, text.size(), handle.get()));
    return Secret(std::move(text));
}

std::optional<Cached> Remembered(const std::pair<std::string, std::string> &key)
{
    Cache &cache = TheCache();
    const MutexLock lock(cache.mutex);
    const auto found = cache.entries.find(key);
    if (found == cache.entries.end())
        return std::nullopt;
    return found->second;
}

void Remember(const std::pair<std::string, std::string> &key, Cached cached)
{
    Cache &cache = TheCache();
    const MutexLock lock(cache.mutex);
    if (cache.entries.size() >= kMaxEntries)
        cache.entries.clear();
    cache.entries[key] = std::move(cached);
}

}  // namespace

std::vector<std::string> NetrcPlaces(const std::string &setting)
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
    // A file behind another handler could ask for this very login.
    if (file.rfind("/vsi", 0) == 0 && file.rfind("/vsimem/", 0) != 0)
        return Error{"is no local file"};
    VSIStatBufL stat;
    if (!StatFile(file, stat))
        return std::optional<NetrcLogin>();
    if (!VSI_ISREG(stat.st_mode))
        return Error{"is no file"};
    const Stamp stamp{static_cast<std::int64_t>(stat.st_size),
                      static_cast<std::int64_t>(stat.st_mtime)};
    const auto key = std::make_pair(file, host);
    if (const auto cached = Remembered(key))
    {
        if (cached->stamp == stamp)
            return cached->login;
    }

    const Result<Secret> text = ReadText(file, stamp.size);
    if (!text)
        return text.GetError();
    const auto login = FindNetrcLogin(text->Reveal(), host);
    if (!login)
        return login.GetError();
    if (*login)
        WarnOnceIfOthersCanRead(file, stat);
    if (IsOld(stamp))
        Remember(key, {stamp, *login});
    return *login;
}

}  // namespace hlsts
