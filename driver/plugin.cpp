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
 * Binary wheels bring a libgdal of their own. A plugin made for another one
 * pulls that in beside it and would register there, where the program never
 * looks: it must say so instead.
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

    /** Called by GDAL for a file named gdal_HLSTS. */
    void GDALRegister_HLSTS()
    {
        Register(HLSTS_CALLER);
    }

    /** Called by GDAL for a file of any other name. */
    void GDALRegisterMe()
    {
        Register(HLSTS_CALLER);
    }
}
