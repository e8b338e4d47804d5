// SPDX-License-Identifier: MIT
// Where a user's processes share credentials, as the settings say.

#include "vsi/sharing/shared_place.h"

#include "vsi/base/settings.h"
#include "vsi/base/text.h"

#include "cpl_conv.h"
#include "cpl_error.h"

#include <algorithm>
#include <atomic>
#include <initializer_list>

namespace hlsts
{

namespace
{

/** Without regard to the case of letters. */
bool IsOneOf(const std::string &value,
             const std::initializer_list<const char *> &words)
{
    return std::any_of(words.begin(), words.end(),
                       [&value](const char *word)
                       { return EqualsIgnoringCase(value, word); });
}

/** XDG_RUNTIME_DIR, or "". The XDG Base Directory Specification says that a
 * relative path is to be ignored. */
std::string RuntimeFolder()
{
    const char *value = CPLGetConfigOption("XDG_RUNTIME_DIR", nullptr);
    const std::string folder = value ? value : "";
    return !folder.empty() && folder[0] == '/' ? folder : std::string();
}

void WarnOnce(const char *why)
{
    static std::atomic<bool> warned{false};
    if (!warned.exchange(true))
        CPLError(CE_Warning, CPLE_AppDefined,
                 "VSIEARTHDATA_CACHE: %s. Credentials are not shared between "
                 "processes",
                 why);
}

}  // namespace

SharedPlace FindSharedPlace(const std::string &path)
{
    SharedPlace place;
    const std::string value = ReadSetting(path, "VSIEARTHDATA_CACHE");
    if (IsOneOf(value, {"NO", "FALSE", "OFF", "0"}))
        return place;
    const bool isYes = IsOneOf(value, {"YES", "TRUE", "ON", "1"});
    if (value.empty() || isYes)
    {
        place.folder = RuntimeFolder();
        if (isYes && place.folder.empty())
            WarnOnce("YES needs XDG_RUNTIME_DIR, which is not set; name a "
                     "folder of your own instead");
        return place;
    }
    if (value[0] != '/' || StartsWith(value, "/vsi"))
    {
        WarnOnce("the value is neither YES, NO nor the absolute path of a "
                 "local folder");
        return place;
    }
    place.folder = value;
    place.isNamed = true;
    return place;
}

}  // namespace hlsts
