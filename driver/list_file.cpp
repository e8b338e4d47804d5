// SPDX-License-Identifier: MIT
// From a list's path to the collection it names.

#include "driver/list_file.h"

#include "driver/error_capture.h"
#include "driver/link_list.h"
#include "driver/link_target.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi.h"
#include "cpl_vsi_error.h"

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

Error CannotRead(const std::string &path, const std::string &why)
{
    return Error{"HLSTS: cannot read the link list " + DescribeLink(path) +
                 ": " + why};
}

Result<std::string> ReadBytes(const std::string &path)
{
    const ErrorCapture capture;
    VSIErrorReset();
    const std::unique_ptr<VSILFILE, FileCloser> file(
        VSIFOpenExL(path.c_str(), "rb", TRUE));
    if (!file)
    {
        const std::string why = VSIGetLastErrorMsg();
        return CannotRead(path, why.empty() ? "it can't be opened. Check the "
                                              "path and its permissions"
                                            : why);
    }
    VSIFSeekL(file.get(), 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file.get());
    VSIFSeekL(file.get(), 0, SEEK_SET);
    if (size > kMaxListBytes)
        return CannotRead(path, "it is larger than 64 MiB, which is the limit "
                                "of a link list. Split it");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    // Half a list must not pass for a whole one.
    if (VSIFReadL(&bytes[0], 1, bytes.size(), file.get()) != bytes.size())
    {
        const std::string why = capture.GetFailureText();
        return CannotRead(path,
                          why.empty() ? "it ends too early. Try again" : why);
    }
    return bytes;
}

/** What stands before the last separator, so that relative links can be
 * resolved. (CPLGetPath() gives up on long paths.) */
std::string FolderOf(const std::string &path)
{
    const std::size_t separator = path.find_last_of("/\\");
    if (separator == std::string::npos)
        return {};
    return separator == 0 ? "/" : path.substr(0, separator);
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
    context.folder = FolderOf(path);
    context.isLocal = IsLocalPath(path);
    context.allowLocalFromRemote = CPLTestBool(CPLGetConfigOption(
        "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE", "NO"));
    const auto links = ParseLinkList(*bytes, context);
    if (!links)
        return links.GetError();
    return Collection::Build(path, *links, filter);
}

}  // namespace hlsts
