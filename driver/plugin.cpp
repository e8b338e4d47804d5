// SPDX-License-Identifier: MIT
// The plugin's entry point: the only file that knows both halves.

#include "driver/driver.h"
#include "vsi/base/gdal_compat.h"
#include "vsi/install_filesystem.h"

#if defined(__GNUC__) && !defined(_WIN32)
#include <dlfcn.h>

#include <atomic>
#endif

namespace
{

/** Whether the libgdal that calls is the one this plugin is bound to.
 *
 * Binary wheels bring a libgdal of their own. When a program with such a wheel
 * loads a plugin that is bound to another libgdal, the system loads that one
 * too, and the plugin would register there, where the program never looks. So
 * it warns instead.
 *
 * @param caller an address within the calling libgdal.
 */
bool IsCalledByOurLibgdal(void *caller)
{
#if defined(__GNUC__) && !defined(_WIN32)
    Dl_info calling{};
    Dl_info ours{};
    if (!dladdr(caller, &calling) ||
        !dladdr(reinterpret_cast<void *>(&GDALVersionInfo), &ours) ||
        calling.dli_fbase == ours.dli_fbase)
        return true;
    // Programs may register more than once.
    static std::atomic<bool> hasWarned{false};
    if (hasWarned.exchange(true))
        return false;
    CPLError(CE_Warning, CPLE_AppDefined,
             "HLSTS: not available: the plugin is made for %s, but this "
             "program uses another libgdal (%s). Use a plugin that is built "
             "for it",
             ours.dli_fname, calling.dli_fname);
    return false;
#else
    (void)caller;
    return true;
#endif
}

/** Registers file system and driver with the libgdal that calls.
 *
 * @param caller an address within that libgdal. */
void Register(void *caller)
{
    if (!IsCalledByOurLibgdal(caller) || !GDAL_CHECK_VERSION("HLSTS"))
        return;
    hlsts::InstallEarthdataHandler();
    hlsts::RegisterDriver();
}

}  // namespace

#if defined(__GNUC__) && !defined(_WIN32)
#define HLSTS_CALLER __builtin_return_address(0)
#else
#define HLSTS_CALLER nullptr
#endif

extern "C"
{
    void CPL_DLL GDALRegister_HLSTS();
    void CPL_DLL GDALRegisterMe();

    /** GDAL calls it in a plugin whose file is named gdal_HLSTS. */
    void GDALRegister_HLSTS()
    {
        Register(HLSTS_CALLER);
    }

    /** GDAL calls it in a plugin whose file has any other name. */
    void GDALRegisterMe()
    {
        Register(HLSTS_CALLER);
    }
}
