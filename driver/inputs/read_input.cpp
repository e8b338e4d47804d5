// SPDX-License-Identifier: MIT
// From the path of what a user opens to the links that may be opened.

#include "driver/inputs/read_input.h"

#include "driver/inputs/absolute_path.h"

#include "vsi/base/error_capture.h"
#include "driver/inputs/candidates.h"
#include "driver/inputs/input_forms.h"
#include "driver/inputs/link_target.h"
#include "driver/inputs/stac_parquet.h"
#include "vsi/base/text.h"
#include "vsi/base/vsi_file.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "cpl_vsi.h"
#include "cpl_vsi_error.h"

#include <memory>

namespace hlsts
{

namespace
{

Error ReadError(const std::string &path, const std::string &why)
{
    return Error{"HLSTS: cannot read the link list " + DescribeLink(path) +
                 ": " + why};
}

/** Whether a path names something of this type (S_IFREG, S_IFDIR). */
bool HasFileType(const std::string &path, unsigned type)
{
    VSIStatBufL stat;
    return VSIStatExL(path.c_str(), &stat,
                      VSI_STAT_EXISTS_FLAG | VSI_STAT_NATURE_FLAG) == 0 &&
           (stat.st_mode & S_IFMT) == type;
}

Error FolderError(const std::string &path)
{
    return ReadError(path, "it is a folder. Name a file in it");
}

Result<VsiFile> OpenInput(const std::string &path)
{
    const ErrorCapture capture;
    VSIErrorReset();
    VsiFile file(VSIFOpenExL(path.c_str(), "rb", TRUE));
    if (file)
        return file;
    const std::string why = VSIGetLastErrorMsg();
    if (why.empty() && HasFileType(path, S_IFDIR))
        return FolderError(path);
    return ReadError(path, why.empty() ? "it can't be opened. Check the path "
                                         "and its permissions"
                                       : why);
}

/** The first bytes of a file, by which a Parquet file is told. */
std::string ReadMagic(VSILFILE *file)
{
    constexpr std::size_t kMagicBytes = 4;
    const ErrorCapture quiet;
    std::string magic(kMagicBytes, '\0');
    magic.resize(VSIFReadL(&magic[0], 1, magic.size(), file));
    return magic;
}

Result<std::string> ReadBytes(const std::string &path, VSILFILE *file)
{
    const ErrorCapture capture;
    VSIFSeekL(file, 0, SEEK_END);
    const vsi_l_offset size = VSIFTellL(file);
    VSIFSeekL(file, 0, SEEK_SET);
    // The operating system opens a folder like a file and gives it the largest
    // size there is.
    if (size > kMaxInputBytes && HasFileType(path, S_IFDIR))
        return FolderError(path);
    if (size > kMaxInputBytes)
        return ReadError(path, "it is larger than " +
                                   std::to_string(kMaxInputBytes >> 20) +
                                   " MiB, which is the limit of an input. "
                                   "Split it");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    // A short read is an error: the user must not get half of the granules.
    if (VSIFReadL(&bytes[0], 1, bytes.size(), file) != bytes.size())
    {
        const std::string why = capture.GetFailureText();
        return ReadError(path,
                         why.empty() ? "it ends too early. Try again" : why);
    }
    return bytes;
}

/** The folder of a path, which relative links are joined to. (CPLGetPath()
 * returns nothing for long paths.) */
std::string FolderOf(const std::string &path)
{
    const std::size_t separator = path.find_last_of("/\\");
    if (separator == std::string::npos)
        return {};
    return separator == 0 ? "/" : path.substr(0, separator);
}

/** Whether a path begins with the path of a file of this machine, e.g.
 * "data/z.zip/lists" or "{data/z.zip}/lists". */
bool BeginsWithLocalFile(std::string path)
{
    if (StartsWith(path, "{"))
        return BeginsWithLocalFile(path.substr(1, path.find('}') - 1));
    // GDAL takes "/vsizip/vsicurl/..." for "/vsizip//vsicurl/...".
    if (StartsWith(path, "vsi"))
        path.insert(0, 1, '/');
    if (!IsLocalPath(path))
        return false;
    for (std::size_t end = 0; end != std::string::npos;)
    {
        end = path.find_first_of("/\\", end + 1);
        if (HasFileType(path.substr(0, end), S_IFREG))
            return true;
    }
    return false;
}

/** Whether a folder is inside an archive which is a file of this machine. */
bool IsInLocalArchive(const std::string &folder)
{
    for (const std::string_view prefix :
         {"/vsizip/", "/vsitar/", "/vsi7z/", "/vsirar/"})
        if (StartsWith(folder, prefix))
            return BeginsWithLocalFile(folder.substr(prefix.size()));
    return false;
}

InputContext ContextOf(const std::string &path)
{
    InputContext context;
    context.path = path;
    context.folder = FolderOf(AbsolutePath(path));
    context.isLocal = IsLocalPath(path);
    context.isInLocalArchive = IsInLocalArchive(context.folder);
    context.allowLocalFromRemote = CPLTestBool(CPLGetConfigOption(
        "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE", "NO"));
    return context;
}

}  // namespace

bool IsLocalPath(const std::string &path)
{
    // GDAL's driver HTTP keeps what it has fetched there.
    constexpr std::string_view kFetched = "/vsimem/http_";
    return !StartsWith(path, "/vsi") ||
           (StartsWith(path, "/vsimem/") && !StartsWith(path, kFetched));
}

Result<Input> ReadInput(const std::string &path)
{
    const auto file = OpenInput(path);
    if (!file)
        return file.GetError();
    if (IsParquet(ReadMagic(file->get())))
        return JudgeParsedInput(ReadStacParquet(path), ContextOf(path));
    const auto bytes = ReadBytes(path, file->get());
    if (!bytes)
        return bytes.GetError();
    return ReadInputBytes(*bytes, ContextOf(path));
}

}  // namespace hlsts
