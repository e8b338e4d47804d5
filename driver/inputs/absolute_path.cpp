// SPDX-License-Identifier: MIT
// A path that leads to the same file from any folder.

#include "driver/inputs/absolute_path.h"

#include "cpl_conv.h"
#include "cpl_string.h"

namespace hlsts
{

std::string AbsolutePath(const std::string &path)
{
    // "~" is the shell's, and GDAL takes it as it stands.
    if (!CPLIsFilenameRelative(path.c_str()) || path.empty())
        return path;
    char *folder = CPLGetCurrentDir();
    const std::string absolute =
        folder ? CPLString(CPLFormFilename(folder, path.c_str(), nullptr))
               : CPLString(path);
    CPLFree(folder);
    return absolute;
}

}  // namespace hlsts
