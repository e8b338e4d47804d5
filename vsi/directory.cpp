// SPDX-License-Identifier: MIT
// Listing of prefixes as folders.

#include "vsi/directory.h"

#include "vsi/base/boundary.h"
#include "vsi/base/clock.h"
#include "vsi/transport/fork_guard.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/object/remote_file.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/retry_budget.h"

#include "cpl_vsi.h"
#include "cpl_vsi_error.h"

#include <functional>
#include <memory>

namespace hlsts
{

namespace
{

// With a slash after the bucket even when the key is empty: GDAL takes
// /vsis3/bucket without one for another kind of name, for which none of the
// options hold.
std::string FolderPath(const Grant &grant)
{
    std::string path = grant.innerPath;
    while (path.back() == '/' && path.find('/', 7) + 1 < path.size())
        path.pop_back();
    return path;
}

// A prefix has no grant by HTTPS, so none is asked for.
Result<Grant, AccessError> GrantFor(const ObjectAccess &remote)
{
    if (remote.IsByHttps())
        return AccessError{AccessErrorKind::Terminal,
                           "Cannot list " + remote.provider->Describe() +
                               ": folders can't be listed by HTTPS, only by "
                               "direct S3 in AWS us-west-2"};
    ShareNoConnections();
    return remote.provider->Get();
}

// Whether another attempt makes sense; waits until its time has come.
class Repeats
{
  public:
    explicit Repeats(const ObjectAccess &remote)
        : m_remote(remote), m_budget(RetryBudgetFor(remote.provider->GetHost()))
    {
    }

    bool MayRepeat(const FailureVerdict &verdict, const Grant &grant)
    {
        switch (verdict.error.kind)
        {
            case AccessErrorKind::StaleCredential:
                m_remote.provider->Invalidate(grant.generation);
                return ++m_refusals <= (verdict.isRefreshedOnce
                                            ? 1
                                            : RemoteFile::kMaxRefreshes);
            case AccessErrorKind::OutOfRegion:
                // Then it is known what can be done by HTTPS: no listing.
                return m_remote.IsByHttps();
            case AccessErrorKind::Transient:
                return ++m_failures < RemoteFile::kMaxAttempts &&
                       m_budget->TryTake() && Pause();
            default:
                return false;
        }
    }

  private:
    bool Pause()
    {
        Clock &clock = SystemClock();
        clock.SleepUntil(clock.Now() +
                         std::chrono::duration_cast<SteadyTime::duration>(
                             m_pauses.Next(SystemRandom())));
        return true;
    }

    const ObjectAccess &m_remote;
    const std::shared_ptr<RetryBudget> m_budget;
    DecorrelatedJitter m_pauses{RemoteFile::kFirstPause,
                                RemoteFile::kLongestPause};
    int m_failures = 0;
    int m_refusals = 0;
};

/** Runs a listing of GDAL's until S3 has answered all of it.
 *
 * GDAL ends one that fails as if there were no more names, and says so in a
 * debug line only.
 *
 * @param attempt gets GDAL's name of the folder.
 * @param undo takes back what a failed attempt has made.
 */
Result<Done, AccessError>
Complete(const ObjectAccess &remote,
         const std::function<void(const std::string &)> &attempt,
         const std::function<void()> &undo)
{
    Repeats repeats(remote);
    while (true)
    {
        const auto grant = GrantFor(remote);
        if (!grant)
            return grant.GetError();
        const OptionScope scope(ScopeOf(*grant));
        if (auto diversion = FindDiversion(*grant, remote.provider->Describe()))
            return *diversion;
        RequestFailure failure;
        const std::string path = FolderPath(*grant);
        {
            const QuietErrors quiet;
            attempt(path);
            failure = quiet.Failure();
            // A listing that came in parts isn't XML any more.
            if (failure.IsSilent() && quiet.HasErrors())
                failure.vsiError = VSIE_HttpError;
        }
        if (failure.IsSilent())
            return Done{};
        undo();
        VSICurlPartialClearCache(path.c_str());
        const FailureVerdict verdict = remote.provider->Judge(failure, *grant);
        if (!repeats.MayRepeat(verdict, *grant))
            return verdict.error;
        CPLDebug("EARTHDATA", "Listing again: %s",
                 verdict.error.message.c_str());
    }
}

void Report(const AccessError &error)
{
    CPLError(CE_Failure, CPLE_OpenFailed, "%s", error.message.c_str());
}

// GDAL's iterator, with our options around each step: a step may ask for the
// next page.
class Folder final : public VSIDIR
{
  public:
    Folder(const ObjectAccess &remote, int depth, const char *const *options)
        : m_remote(remote), m_depth(depth), m_options(CSLDuplicate(options))
    {
    }

    ~Folder() override
    {
        Close();
    }

    /** False when there is no such folder. */
    Result<bool, AccessError> Open()
    {
        const auto done = Complete(
            m_remote, [this](const std::string &path) { OpenAt(path); },
            [this] { Close(); });
        if (!done)
            return done.GetError();
        return m_inner != nullptr;
    }

    const VSIDIREntry *NextDirEntry() override
    {
        return Guarded<const VSIDIREntry *>(nullptr, [this] { return Next(); });
    }

  private:
    void Close()
    {
        if (m_inner)
            VSICloseDir(m_inner);
        m_inner = nullptr;
    }

    void OpenAt(const std::string &path)
    {
        m_inner = VSIOpenDir(path.c_str(), m_depth, m_options.List());
    }

    // The iterator of a listing that broke off can't go on: another one passes
    // over what was given already.
    const VSIDIREntry *StepAt(const std::string &path)
    {
        if (!m_inner)
        {
            OpenAt(path);
            for (int i = 0; m_inner && i < m_given; ++i)
            {
                if (!VSIGetNextDirEntry(m_inner))
                    return nullptr;
            }
        }
        return m_inner ? VSIGetNextDirEntry(m_inner) : nullptr;
    }

    const VSIDIREntry *Next()
    {
        if (m_isBroken)
            return nullptr;
        const VSIDIREntry *entry = nullptr;
        const auto done = Complete(
            m_remote, [&](const std::string &path) { entry = StepAt(path); },
            [&]
            {
                entry = nullptr;
                Close();
            });
        if (!done)
        {
            m_isBroken = true;
            Report(done.GetError());
        }
        m_given += entry != nullptr;
        return entry;
    }

    const ObjectAccess m_remote;
    const int m_depth;
    const CPLStringList m_options;
    VSIDIR *m_inner = nullptr;
    int m_given = 0;
    bool m_isBroken = false;
};

bool IsEmpty(const CPLStringList &names)
{
    return names.size() == 0 || (names.size() == 1 && EQUAL(names[0], "."));
}

// GDAL would keep an empty answer for the life of the process.
char **ReadWithoutMemory(const std::string &path, int maxFiles)
{
    char **names = VSIReadDirEx(path.c_str(), maxFiles);
    if (IsEmpty(CPLStringList(names, FALSE)))
        VSICurlPartialClearCache(path.c_str());
    return names;
}

}  // namespace

Result<CPLStringList, AccessError> ListFolder(const ObjectAccess &remote,
                                              int maxFiles)
{
    CPLStringList names;
    const auto list = [&]
    {
        return Complete(
            remote,
            [&](const std::string &path)
            { names.Assign(ReadWithoutMemory(path, maxFiles), TRUE); },
            [&names] { names.Clear(); });
    };
    auto done = list();
    // GDAL takes an error that came with status 200 for an empty listing.
    if (done && maxFiles != 1 && IsEmpty(names))
        done = list();
    if (!done)
        return done.GetError();
    return names;
}

VSIDIR *OpenFolder(const ObjectAccess &remote, int depth,
                   const char *const *options)
{
    auto folder = std::make_unique<Folder>(remote, depth, options);
    const auto exists = folder->Open();
    if (!exists)
        Report(exists.GetError());
    return exists && *exists ? folder.release() : nullptr;
}

}  // namespace hlsts
