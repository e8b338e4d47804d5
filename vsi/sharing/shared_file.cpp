// SPDX-License-Identifier: MIT
// The file that a user's processes share: read, replaced, locked.

#include "vsi/sharing/shared_file.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"
#include "vsi/sharing/shared_content.h"

#include "cpl_error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
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

// An open file description lock belongs to the open file, not to the process:
// two threads exclude each other, and the lock stays when the process closes
// another descriptor of the same file. Linux and macOS have such locks.
#ifdef F_OFD_SETLK

namespace
{

constexpr char kFileName[] = "gdal-earthdata-s3.json";
constexpr char kAsideName[] = "gdal-earthdata-s3.new";
constexpr char kLockName[] = "gdal-earthdata-s3.lock";

constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kPrivateFolder = 0700;

/** Pauses between two attempts to lock: the first, doubled up to the longest.
 */
constexpr Duration kFirstPause = std::chrono::milliseconds(2);
constexpr Duration kLongestPause = std::chrono::milliseconds(40);

/** An open file or folder, which is closed with this object; or none. */
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

    /** Hands the open file over to the caller, who closes it. */
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

/** Why a folder can't be trusted; "" when it can. Another user who can write to
 * the folder could replace our file. */
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

/** Why a file can't be trusted; "" when it can. */
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

/** Whether the whole text could be written. */
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

/** The file's bytes, at most one more than the limit: that one shows that the
 * file is too large. */
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

/** Locks or unlocks the byte of this number in the lock file.
 *
 * @param type F_WRLCK or F_UNLCK.
 * @return false with errno where another open file has the lock (EAGAIN,
 * EACCES) or where it can't be set. */
bool SetLock(int file, short type, std::uint32_t number)
{
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(number);
    lock.l_len = 1;
    return fcntl(file, F_OFD_SETLK, &lock) == 0;
}

/** Whether the open file is the lock file of the folder. It isn't when somebody
 * removed the lock file while this thread waited: other processes then lock a
 * new one. */
bool IsStillThere(int folder, int file)
{
    struct stat opened = {};
    struct stat named = {};
    return fstat(file, &opened) == 0 &&
           fstatat(folder, kLockName, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/** The latest texts that were reported, so that each is reported once. More
 * than these come only from a program that shares in many folders. */
using ReportedTexts = BoundedMap<std::string, bool, 100>;

/** @return whether the text was reported before. */
bool MarkReported(const std::string &text)
{
    static const auto *reported = new PerProcess<ReportedTexts>();
    return !reported->Get().Add(text, true);
}

}  // namespace

SharedTurn::~SharedTurn()
{
    // close() alone doesn't unlock where a child of fork() has the file open
    // too.
    SetLock(m_file, F_UNLCK, m_number);
    close(m_file);
}

void SharedFile::ReportOnce(const std::string &what,
                            const std::string &why) const
{
    const std::string text = what + " " + why;
    if (MarkReported(text))
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
    constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int number = open(name, kFlags);
    if (number < 0 && errno == ENOENT && m_place.isNamed &&
        (mkdir(name, kPrivateFolder) == 0 || errno == EEXIST))
        number = open(name, kFlags);
    Descriptor folder(number);
    const std::string fault =
        folder ? FolderFault(folder.Get()) : "can't be used: " + SystemError();
    if (fault.empty())
        return folder.Release();
    ReportOnce(m_place.folder, fault);
    return -1;
}

Secret SharedFile::Read() const
{
    const Descriptor folder(OpenFolder());
    if (!folder)
        return {};
    // O_NONBLOCK: where a pipe has the file's name, open() would wait for a
    // writer.
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
    ReportOnce(m_place.folder + "/" + kFileName, fault);
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
        ReportOnce(name, "belongs to another user");
        return false;
    }
    // A process that was killed while it wrote has left this file behind.
    unlinkat(folder.Get(), kAsideName, 0);
    const Descriptor aside(openat(
        folder.Get(), kAsideName,
        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kPrivateFile));
    // No fsync(): a file that a power failure has damaged is treated as absent.
    if (aside && WriteAll(aside.Get(), text.Reveal()) &&
        renameat(folder.Get(), kAsideName, folder.Get(), kFileName) == 0)
        return true;
    ReportOnce(name, "can't be written: " + SystemError());
    if (aside)
        unlinkat(folder.Get(), kAsideName, 0);
    return false;
}

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
    // Another user who can open the file can lock it and keep us waiting.
    else if ((info.st_mode & 077) != 0 && fchmod(file.Get(), kPrivateFile) != 0)
        fault = "is open to other users";
    if (fault.empty())
        return file.Release();
    ReportOnce(m_place.folder + "/" + kLockName, fault);
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
            ReportOnce(m_place.folder + "/" + kLockName,
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

#else  // Without open file description locks nothing is shared.

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
