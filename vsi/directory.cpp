// SPDX-License-Identifier: MIT
// Prefixes of keys as folders: their listing.

#include "vsi/directory.h"

#include "vsi/base/boundary.h"
#include "vsi/base/clock.h"
#include "vsi/object/remote_file.h"
#include "vsi/transport/fork_guard.h"
#include "vsi/transport/quiet_errors.h"
#include "vsi/transport/retry.h"
#include "vsi/transport/retry_budget.h"

#include "cpl_vsi.h"
#include "cpl_vsi_error.h"

#include <functional>
#include <memory>
#include <string_view>

namespace hlsts
{

namespace
{

/** GDAL's name of the folder, without slashes at its end. Where the key is
 * empty one slash stays: options don't apply to GDAL's name /vsis3/bucket. */
std::string FolderPath(const Grant &grant)
{
    constexpr std::size_t kBucketBegin = std::string_view("/vsis3/").size();
    std::string path = grant.innerPath;
    while (path.back() == '/' && path.find('/', kBucketBegin) + 1 < path.size())
        path.pop_back();
    return path;
}

/** The grant to list a folder with, or an error by HTTPS: there a prefix has no
 * address, so the server needn't be asked. */
Result<Grant, AccessError> GetListingGrant(const ObjectAccess &access)
{
    if (access.IsByHttps())
        return AccessError{AccessErrorKind::Terminal,
                           "Cannot list " + access.provider->Describe() +
                               ": folders can't be listed by HTTPS, only by "
                               "direct S3 in AWS us-west-2"};
    ShareNoConnections();
    return access.provider->Get();
}

/** The failures of one listing, and what they allow. For one thread. */
class ListingRetries
{
  public:
    explicit ListingRetries(const ObjectAccess &access)
        : m_remote(access), m_budget(RetryBudgetFor(access.provider->GetHost()))
    {
    }

    /** Whether another attempt may be made; counts the failure, and returns
     * when the time for the attempt has come. */
    bool MayRetry(const FailureVerdict &verdict, const Grant &grant)
    {
        switch (verdict.error.kind)
        {
            case AccessErrorKind::StaleCredential:
                m_remote.provider->Invalidate(grant.generation);
                return ++m_refusals <= (verdict.isRefreshedOnce
                                            ? 1
                                            : kRetryPolicy.maxRefreshes);
            case AccessErrorKind::OutOfRegion:
                // When AUTO has changed to HTTPS, the next attempt ends with
                // the error that says so.
                return m_remote.IsByHttps();
            case AccessErrorKind::Transient:
                return ++m_failures < kRetryPolicy.maxAttempts &&
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
    DecorrelatedJitter m_pauses{kRetryPolicy.firstPause,
                                kRetryPolicy.longestPause};
    int m_failures = 0;
    int m_refusals = 0;
};

/** Repeats a listing of GDAL's until S3 has answered all of it.
 *
 * Where S3 fails to answer, GDAL ends the listing as if there were no more
 * names, and says so in a debug line only; QuietErrors reads that line.
 *
 * @param attempt makes the listing, by GDAL's name of the folder.
 * @param undo removes the result of a failed attempt.
 */
Result<Done, AccessError>
ListWithRetries(const ObjectAccess &access,
                const std::function<void(const std::string &)> &attempt,
                const std::function<void()> &undo)
{
    ListingRetries retries(access);
    while (true)
    {
        const auto grant = GetListingGrant(access);
        if (!grant)
            return grant.GetError();
        const OptionScope scope(ScopeOf(*grant));
        if (auto diversion = FindDiversion(*grant, access.provider->Describe()))
            return *diversion;
        RequestFailure failure;
        const std::string path = FolderPath(*grant);
        {
            const QuietErrors quiet;
            attempt(path);
            failure = quiet.GetFailure();
            // GDAL reports a listing that was cut off as broken XML: an error
            // without a status.
            if (failure.IsSilent() && quiet.HasErrors())
                failure.vsiError = VSIE_HttpError;
        }
        if (failure.IsSilent())
            return Done{};
        undo();
        VSICurlPartialClearCache(path.c_str());
        const FailureVerdict verdict = access.provider->Judge(failure, *grant);
        if (!retries.MayRetry(verdict, *grant))
            return verdict.error;
        CPLDebug("EARTHDATA", "Listing again: %s",
                 verdict.error.message.c_str());
    }
}

void Report(const AccessError &error)
{
    CPLError(CE_Failure, CPLE_OpenFailed, "%s", error.message.c_str());
}

/** An iterator of GDAL's, with the options of the grant around each step: a
 * step may request the next page of the listing. */
class FolderIterator final : public VSIDIR
{
  public:
    FolderIterator(const ObjectAccess &access, int depth,
                   const char *const *options)
        : m_remote(access), m_depth(depth), m_options(CSLDuplicate(options))
    {
    }

    ~FolderIterator() override
    {
        Close();
    }

    /** Begins the listing; false when there is no such folder. */
    Result<bool, AccessError> Open()
    {
        const auto done = ListWithRetries(
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

    /** The next entry, or nullptr. GDAL's iterator can't go on after a failure,
     * so Close() removes it; a new one here skips what was returned before. */
    const VSIDIREntry *StepAt(const std::string &path)
    {
        if (!m_inner)
        {
            OpenAt(path);
            for (int i = 0; m_inner && i < m_returnedCount; ++i)
            {
                if (!VSIGetNextDirEntry(m_inner))
                    return nullptr;
            }
        }
        return m_inner ? VSIGetNextDirEntry(m_inner) : nullptr;
    }

    /** The next entry, or nullptr at the end and after an error. */
    const VSIDIREntry *Next()
    {
        if (m_hasFailed)
            return nullptr;
        const VSIDIREntry *entry = nullptr;
        const auto done = ListWithRetries(
            m_remote, [&](const std::string &path) { entry = StepAt(path); },
            [&]
            {
                entry = nullptr;
                Close();
            });
        if (!done)
        {
            m_hasFailed = true;
            Report(done.GetError());
        }
        m_returnedCount += entry != nullptr;
        return entry;
    }

    const ObjectAccess m_remote;
    const int m_depth;
    const CPLStringList m_options;
    /** GDAL's iterator, owned. */
    VSIDIR *m_inner = nullptr;
    int m_returnedCount = 0;
    /** Whether the listing has ended with an error. */
    bool m_hasFailed = false;
};

/** Whether a listing has no name but that of the folder itself. */
bool IsEmpty(const CPLStringList &names)
{
    return names.empty() || (names.size() == 1 && EQUAL(names[0], "."));
}

/** VSIReadDirEx(), without a memory of an empty answer: GDAL would keep it for
 * the life of the process, and the folder may fill. */
char **ReadFolderUncached(const std::string &path, int maxFiles)
{
    char **names = VSIReadDirEx(path.c_str(), maxFiles);
    if (IsEmpty(CPLStringList(names, FALSE)))
        VSICurlPartialClearCache(path.c_str());
    return names;
}

}  // namespace

Result<CPLStringList, AccessError> ListFolder(const ObjectAccess &access,
                                              int maxFiles)
{
    CPLStringList names;
    const auto list = [&]
    {
        return ListWithRetries(
            access,
            [&](const std::string &path)
            { names.Assign(ReadFolderUncached(path, maxFiles), TRUE); },
            [&names] { names.Clear(); });
    };
    auto done = list();
    // GDAL takes an error that came with status 200 for an empty listing, so an
    // empty one is made twice. For a single name it isn't: such a caller only
    // looks whether the folder exists.
    if (done && maxFiles != 1 && IsEmpty(names))
        done = list();
    if (!done)
        return done.GetError();
    return names;
}

VSIDIR *OpenFolder(const ObjectAccess &access, int depth,
                   const char *const *options)
{
    auto folder = std::make_unique<FolderIterator>(access, depth, options);
    const auto exists = folder->Open();
    if (!exists)
        Report(exists.GetError());
    return exists && *exists ? folder.release() : nullptr;
}

}  // namespace hlsts
