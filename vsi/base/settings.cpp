// SPDX-License-Identifier: MIT
// The user's settings as they apply to one path.

#include "vsi/base/settings.h"

#include "cpl_vsi.h"

namespace hlsts
{

std::string ReadSetting(const std::string &path, const char *name)
{
    const char *value = VSIGetPathSpecificOption(path.c_str(), name, nullptr);
    return value ? value : "";
}

}  // namespace hlsts
