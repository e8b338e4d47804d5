// SPDX-License-Identifier: MIT
// From a list's path to the collection it names.

#include "driver/list_file.h"

#include "driver/link_list.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi.h"

#include <memory>

namespace hlsts
{

namespace
{

struct FileCloser
{
    void operator()(VSILFILE *file) const
    {
        VSIFCloseL(file);
    }
};

Result<std::string> ReadBytes(const std::string &path)
{
    const std::unique_ptr<VSILFILE, FileCloser> file(
        VSIFOpenL(path.c_str(), "rb"));
    if (!file)
        return Error{"HLSTS: cannot open " + path +
                     ". Check the path and its permissions"};
    std::string bytes;
    constexpr std::size_t kChunk = 1024 * 1024;
    for (std::size_t got = kChunk; got == kChunk;)
    {
        const std::size_t size = bytes.size();
        bytes.resize(size + kChunk);
        got = VSIFReadL(&bytes[size], 1, kChunk, file.get());
        bytes.resize(size + got);
        if (bytes.size() > kMaxListBytes)
            return Error{"HLSTS: " + path +
                         " is larger than 64 MiB, which is "
                         "the limit of a link list. Split it"};
    }
    return bytes;
}

/** Whether a path lies on this machine or in this process, so that its author
 * is the user. */
bool IsLocalPath(const std::string &path)
{
    return !STARTS_WITH(path.c_str(), "/vsi") ||
           STARTS_WITH(path.c_str(), "/vsimem/");
}

}  // namespace

Result<std::shared_ptr<const Collection>>
ReadCollection(const std::string &path, const CollectionFilter &filter)
{
    const auto bytes = ReadBytes(path);
    if (!bytes)
        return bytes.GetError();
    LinkListContext context;
    context.listPath = path;
    context.folder = CPLGetPath(path.c_str());
    context.isLocal = IsLocalPath(path);
    context.allowLocalFromRemote = CPLTestBool(CPLGetConfigOption(
        "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE", "NO"));
    const auto links = ParseLinkList(*bytes, context);
    if (!links)
        return links.GetError();
    return Collection::Build(path, *links, filter);
}

}  // namespace hlsts
