// SPDX-License-Identifier: MIT
// The file that a user's processes share: read, replaced, locked.

#include "vsi/sharing/shared_file.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"
#include "vsi/sharing/shared_content.h"

#include "cpl_error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#ifndef _WIN32
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace hlsts
{

SharedFile::SharedFile(SharedPlace place) : m_place(std::move(place))
{
}

// Locks of this kind belong to the open file, not to the process: threads
// exclude each other, and closing another descriptor of the file doesn't end
// them. Linux and macOS have them.
#ifdef F_OFD_SETLK

namespace
{

constexpr char kFileName[] = "gdal-earthdata-s3.json";
constexpr char kAsideName[] = "gdal-earthdata-s3.new";
constexpr char kLockName[] = "gdal-earthdata-s3.lock";

constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kPrivateFolder = 0700;

// Between two looks whether a turn has come.
constexpr Duration kFirstPause = std::chrono::milliseconds(2);
constexpr Duration kLongestPause = std::chrono::milliseconds(40);

/** An open descriptor, closed at the end. */
class Descriptor
{
  public:
    explicit Descriptor(int number) : m_number(number)
    {
    }

    ~Descriptor()
    {
        if (m_number >= 0)
            close(m_number);
    }

    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int Get() const
    {
        return m_number;
    }

    int Release()
    {
        return std::exchange(m_number, -1);
    }

    explicit operator bool() const
    {
        return m_number >= 0;
    }

  private:
    int m_number;
};

std::string SystemError()
{
    return std::strerror(errno);
}

// Why a folder can't be trusted; "" when it can. Who can write to it could put
// another file in place of ours.
std::string FolderFault(int folder)
{
    struct stat info = {};
    if (fstat(folder, &info) != 0)
        return SystemError();
    if (info.st_uid != geteuid())
        return "belongs to another user";
    if ((info.st_mode & 022) != 0)
        return "can be written to by other users";
    return {};
}

std::string FileFault(const struct stat &info)
{
    if (!S_ISREG(info.st_mode))
        return "is no regular file";
    if (info.st_uid != geteuid())
        return "belongs to another user";
    if ((info.st_mode & 077) != 0)
        return "is open to other users";
    if (info.st_size > static_cast<off_t>(kSharedFileLimit))
        return "is too large";
    return {};
}

bool WriteAll(int file, const std::string &text)
{
    std::size_t done = 0;
    while (done < text.size())
    {
        const ssize_t now = write(file, text.data() + done, text.size() - done);
        if (now < 0 && errno == EINTR)
            continue;
        if (now <= 0)
            return false;
        done += static_cast<std::size_t>(now);
    }
    return true;
}

// As much as there is, at most one byte more than the limit.
std::string ReadAll(int file)
{
    std::string text(kSharedFileLimit + 1, '\0');
    std::size_t done = 0;
    while (done < text.size())
    {
        const ssize_t now = read(file, text.data() + done, text.size() - done);
        if (now < 0 && errno == EINTR)
            continue;
        if (now <= 0)
            break;
        done += static_cast<std::size_t>(now);
    }
    text.resize(done);
    return text;
}

bool SetLock(int file, short type, std::uint32_t number)
{
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(number);
    lock.l_len = 1;
    return fcntl(file, F_OFD_SETLK, &lock) == 0;
}

// Somebody may have removed the lock file while we waited: then others take
// their turns at another one.
bool IsStillThere(int folder, int file)
{
    struct stat opened = {};
    struct stat named = {};
    return fstat(file, &opened) == 0 &&
           fstatat(folder, kLockName, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/** What has been told, so that it is told once. */
struct Told
{
    Mutex mutex{};
    std::set<std::string> texts{};
};

bool IsNew(const std::string &text)
{
    static const auto *told = new PerProcess<Told>();
    Told &own = told->Get();
    const MutexLock lock(own.mutex);
    constexpr std::size_t most = 100;
    return own.texts.size() < most && own.texts.insert(text).second;
}

}  // namespace

SharedTurn::~SharedTurn()
{
    // Not by close() alone: a child of fork() may have the descriptor too.
    SetLock(m_file, F_UNLCK, m_number);
    close(m_file);
}

void SharedFile::Tell(const std::string &what, const std::string &why) const
{
    const std::string text = what + " " + why;
    if (!IsNew(text))
        return;
    if (m_place.isNamed && what == m_place.folder)
        CPLError(CE_Warning, CPLE_AppDefined,
                 "VSIEARTHDATA_CACHE: %s. Credentials are not shared between "
                 "processes",
                 text.c_str());
    else
        CPLDebug("EARTHDATA", "Shared credentials: %s", text.c_str());
}

int SharedFile::OpenFolder() const
{
    const char *name = m_place.folder.c_str();
    if (m_place.folder.empty())
        return -1;
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int number = open(name, flags);
    if (number < 0 && errno == ENOENT && m_place.isNamed &&
        (mkdir(name, kPrivateFolder) == 0 || errno == EEXIST))
        number = open(name, flags);
    Descriptor folder(number);
    const std::string fault =
        folder ? FolderFault(folder.Get()) : "can't be used: " + SystemError();
    if (fault.empty())
        return folder.Release();
    Tell(m_place.folder, fault);
    return -1;
}

Secret SharedFile::Read() const
{
    const Descriptor folder(OpenFolder());
    if (!folder)
        return {};
    // O_NONBLOCK: a pipe in its place would wait for a writer.
    const Descriptor file(
        openat(folder.Get(), kFileName,
               O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file && errno == ENOENT)
        return {};
    struct stat info = {};
    std::string fault;
    if (!file && errno == ELOOP)
        fault = "is a symbolic link";
    else if (!file || fstat(file.Get(), &info) != 0)
        fault = "can't be read: " + SystemError();
    else
        fault = FileFault(info);
    if (fault.empty())
        return Secret(ReadAll(file.Get()));
    Tell(m_place.folder + "/" + kFileName, fault);
    return {};
}

bool SharedFile::Replace(const Secret &text) const
{
    const Descriptor folder(OpenFolder());
    if (!folder)
        return false;
    const std::string name = m_place.folder + "/" + kFileName;
    struct stat info = {};
    if (fstatat(folder.Get(), kFileName, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
        info.st_uid != geteuid())
    {
        Tell(name, "belongs to another user");
        return false;
    }
    // What a process left behind that was killed here.
    unlinkat(folder.Get(), kAsideName, 0);
    const Descriptor aside(openat(
        folder.Get(), kAsideName,
        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kPrivateFile));
    // No fsync(): what a power failure damages is treated as absent.
    if (aside && WriteAll(aside.Get(), text.Reveal()) &&
        renameat(folder.Get(), kAsideName, folder.Get(), kFileName) == 0)
        return true;
    Tell(name, "can't be written: " + SystemError());
    if (aside)
        unlinkat(folder.Get(), kAsideName, 0);
    return false;
}

// The lock file in a folder that is still there, or -1.
int SharedFile::OpenLock() const
{
    const Descriptor folder(OpenFolder());
    if (!folder)
        return -1;
    Descriptor file(openat(
        folder.Get(), kLockName,
        O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, kPrivateFile));
    struct stat info = {};
    std::string fault;
    if (!file || fstat(file.Get(), &info) != 0)
        fault = "can't be opened: " + SystemError();
    else if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
        fault = "is no regular file of this user";
    // Who can open it can lock it, and keep us waiting.
    else if ((info.st_mode & 077) != 0 && fchmod(file.Get(), kPrivateFile) != 0)
        fault = "is open to other users";
    if (fault.empty())
        return file.Release();
    Tell(m_place.folder + "/" + kLockName, fault);
    return -1;
}

std::unique_ptr<SharedTurn> SharedFile::WaitForTurn(std::uint32_t number,
                                                    SteadyTime deadline,
                                                    Clock &clock) const
{
    Descriptor file(OpenLock());
    Duration pause = kFirstPause;
    while (file)
    {
        if (SetLock(file.Get(), F_WRLCK, number))
        {
            const Descriptor folder(OpenFolder());
            if (!folder || !IsStillThere(folder.Get(), file.Get()))
                return nullptr;
            auto turn = std::make_unique<SharedTurn>(file.Get(), number);
            file.Release();
            return turn;
        }
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
        {
            Tell(m_place.folder + "/" + kLockName,
                 "can't be locked: " + SystemError());
            return nullptr;
        }
        if (clock.Now() >= deadline)
            return nullptr;
        clock.SleepUntil(std::min(
            deadline,
            clock.Now() +
                std::chrono::duration_cast<SteadyTime::duration>(pause)));
        pause = std::min(kLongestPause, pause * 2);
    }
    return nullptr;
}

#else  // No such locks: nothing is shared.

SharedTurn::~SharedTurn() = default;

Secret SharedFile::Read() const
{
    return {};
}

bool SharedFile::Replace(const Secret &) const
{
    return false;
}

std::unique_ptr<SharedTurn> SharedFile::WaitForTurn(std::uint32_t, SteadyTime,
                                                    Clock &) const
{
    return nullptr;
}

#endif

}  // namespace hlsts
