// SPDX-License-Identifier: MIT
// A plugin that is /vsiearthdata/ alone: the proof that vsi/ needs no driver.

#include "vsi/install_filesystem.h"

#include "cpl_port.h"

extern "C"
{
    void CPL_DLL GDALRegister_EARTHDATA();

    /** Called by GDAL for a file named gdal_EARTHDATA. */
    void GDALRegister_EARTHDATA()
    {
        hlsts::InstallEarthdataHandler();
    }
}
