// SPDX-License-Identifier: MIT
// Listing of prefixes as folders.

#include "vsi/directory.h"

#include "vsi/boundary.h"
#include "vsi/per_process.h"
#include "vsi/quiet_errors.h"

#include "cpl_string.h"
#include "cpl_vsi.h"

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

OptionList ScopeOf(const Grant &grant)
{
    OptionList options = OptionsToBlank();
    options.insert(options.end(), grant.options.begin(), grant.options.end());
    return options;
}

// A prefix has no grant by HTTPS, so none is asked for.
Result<Grant, AccessError> GrantFor(const RemoteAccess &remote)
{
    if (remote.IsByHttps())
    {
        const std::string text =
            "Cannot list " + remote.provider->Describe() +
            ": folders can't be listed by HTTPS, only by direct S3 in AWS "
            "us-west-2";
        CPLError(CE_Failure, CPLE_NotSupported, "%s", text.c_str());
        return AccessError{AccessErrorKind::Terminal, text};
    }
    DropInheritedConnections();
    auto grant = remote.provider->Get();
    if (!grant)
        CPLError(CE_Failure, CPLE_OpenFailed, "%s",
                 grant.GetError().message.c_str());
    return grant;
}

// GDAL's iterator, with our options around each step: a step may ask for the
// next page.
class Folder final : public VSIDIR
{
  public:
    explicit Folder(VSIDIR *inner) : m_inner(inner)
    {
    }

    ~Folder() override
    {
        VSICloseDir(m_inner);
    }

    const VSIDIREntry *NextDirEntry() override
    {
        return Guarded<const VSIDIREntry *>(
            nullptr,
            [this]
            {
                const OptionScope scope(OptionsToBlank());
                const QuietErrors quiet;
                return VSIGetNextDirEntry(m_inner);
            });
    }

  private:
    VSIDIR *const m_inner;
};

}  // namespace

char **ListFolder(const RemoteAccess &remote, int maxFiles)
{
    const auto grant = GrantFor(remote);
    if (!grant)
        return nullptr;
    const OptionScope scope(ScopeOf(*grant));
    const QuietErrors quiet;
    const std::string path = FolderPath(*grant);
    char **names = VSIReadDirEx(path.c_str(), maxFiles);
    if (!names)
        VSICurlPartialClearCache(path.c_str());
    return names;
}

VSIDIR *OpenFolder(const RemoteAccess &remote, int depth,
                   const char *const *options)
{
    const auto grant = GrantFor(remote);
    if (!grant)
        return nullptr;
    const OptionScope scope(ScopeOf(*grant));
    const QuietErrors quiet;
    VSIDIR *inner = VSIOpenDir(FolderPath(*grant).c_str(), depth, options);
    return inner ? new Folder(inner) : nullptr;
}

}  // namespace hlsts
