// SPDX-License-Identifier: MIT
// The only place that knows GDAL's versions: one name for each thing that
// differs between GDAL 3.6 and the newest.

#ifndef HLSTS_VSI_BASE_GDAL_COMPAT_H
#define HLSTS_VSI_BASE_GDAL_COMPAT_H

#include "cpl_port.h"
#include "cpl_vsi_virtual.h"
#include "gdal_priv.h"
#include "gdal_version.h"

#include <cstring>
#include <memory>
#include <string>

/** Whether the GDAL we are compiled with is at least major.minor. */
#define HLSTS_GDAL_AT_LEAST(major, minor)                                      \
    (GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(major, minor, 0))

/** VSIVirtualHandle::Read() and Write() count items up to 3.12 and bytes from
 * 3.13: declare them as f(buffer, HLSTS_ITEMS) and use HLSTS_ITEM_SIZE, count.
 */
#if HLSTS_GDAL_AT_LEAST(3, 13)
#define HLSTS_ITEMS size_t count
#define HLSTS_ITEM_SIZE static_cast<size_t>(1)
#else
#define HLSTS_ITEMS size_t size, size_t count
#define HLSTS_ITEM_SIZE size
#endif

/** `override` for members that came later than 3.6, so that one
 * declaration serves: a plain member where the base has none. */
#if HLSTS_GDAL_AT_LEAST(3, 7)
#define HLSTS_OVERRIDE_SINCE_3_7 override
#else
#define HLSTS_OVERRIDE_SINCE_3_7
#endif
#if HLSTS_GDAL_AT_LEAST(3, 9)
#define HLSTS_OVERRIDE_SINCE_3_9 override
#else
#define HLSTS_OVERRIDE_SINCE_3_9
#endif
#if HLSTS_GDAL_AT_LEAST(3, 10)
#define HLSTS_OVERRIDE_SINCE_3_10 override
#else
#define HLSTS_OVERRIDE_SINCE_3_10
#endif

#if HLSTS_GDAL_AT_LEAST(3, 13)
#define HLSTS_OVERRIDE_SINCE_3_13 override
#else
#define HLSTS_OVERRIDE_SINCE_3_13
#endif

/** VSIFilesystemHandler::IsLocal() is const since 3.12, and Rename() reports
 * progress since 3.11. */
#if HLSTS_GDAL_AT_LEAST(3, 12)
#define HLSTS_IS_LOCAL_CONST const
#else
#define HLSTS_IS_LOCAL_CONST
#endif
#if HLSTS_GDAL_AT_LEAST(3, 11)
#define HLSTS_RENAME_ARGUMENTS                                                 \
    const char *, const char *, GDALProgressFunc, void *
#else
#define HLSTS_RENAME_ARGUMENTS const char *, const char *
#endif

/** The element type of the band map that GDALDataset::IRasterIO gets. */
#ifdef BANDMAP_TYPE
#define HLSTS_BANDMAP_TYPE BANDMAP_TYPE
#else
#define HLSTS_BANDMAP_TYPE int *
#endif

namespace hlsts
{

#if HLSTS_GDAL_AT_LEAST(3, 12)
using GeoTransformArgument = GDALGeoTransform &;
#define HLSTS_GEOTRANSFORM_CONST const
#else
using GeoTransformArgument = double *;
#define HLSTS_GEOTRANSFORM_CONST
#endif

/** What GDALMajorObject::GetMetadata() returns. */
#if HLSTS_GDAL_AT_LEAST(3, 13)
using MetadataList = CSLConstList;
#else
using MetadataList = char **;
#endif

/** How a reflectance band is coloured. GDAL knows more colours than red, green
 * and blue since 3.10.
 *
 * @param micrometres the centre wavelength. */
inline GDALColorInterp ColorOfWavelength(double micrometres)
{
#if HLSTS_GDAL_AT_LEAST(3, 10)
    if (micrometres > 0 && micrometres < 0.45)
        return GCI_CoastalBand;
    if (micrometres >= 0.69 && micrometres < 0.79)
        return GCI_RedEdgeBand;
    if (micrometres >= 0.79 && micrometres < 0.93)
        return GCI_NIRBand;
    if (micrometres >= 0.93 && micrometres < 3)
        return GCI_SWIRBand;
#else
    CPL_IGNORE_RET_VAL(micrometres);
#endif
    return GCI_Undefined;
}

#if HLSTS_GDAL_AT_LEAST(3, 12)
/** What VSIFilesystemHandler::Open() returns. */
using VsiOpenResult = VSIVirtualHandleUniquePtr;
#else
using VsiOpenResult = VSIVirtualHandle *;
#endif

/** A GDALGroup that holds a weak pointer to itself, as some of its methods need
 * from GDAL 3.8 on. */
class SelfAwareGroup : public GDALGroup
{
  public:
    /** To be called once for each group, after make_shared. */
    static void SetSelfOf(const std::shared_ptr<SelfAwareGroup> &group)
    {
        TrySetSelf(group, 0);
    }

  protected:
    using GDALGroup::GDALGroup;

  private:
    template <class Group>
    static auto TrySetSelf(const std::shared_ptr<Group> &group, int)
        -> decltype(group->SetSelf(group))
    {
        return group->SetSelf(group);
    }

    template <class Group>
    static void TrySetSelf(const std::shared_ptr<Group> &, long)
    {
    }
};

/** Hands a new handle over as what VSIFilesystemHandler::Open() returns. */
inline VsiOpenResult ToVsiOpenResult(std::unique_ptr<VSIVirtualHandle> handle)
{
    return VsiOpenResult(handle.release());
}

/** Gives a debug line to the handler below. To be called by an error handler
 * only. */
inline void PassOnDebugLine(CPLErrorNum number, const char *line)
{
#if HLSTS_GDAL_AT_LEAST(3, 8)
    CPLCallPreviousHandler(CE_Debug, number, line);
#else
    CPL_IGNORE_RET_VAL(number);
    // The line is written again while this handler doesn't take debug lines.
    std::string text(line);
    // CPL_TIMESTAMP has put "[date].1234, 0.0001: " before the line, and does
    // so again.
    if (text.compare(0, 1, "[") == 0)
        text.erase(0, text.find(": ", text.find(']')) + std::strlen(": "));
    const std::size_t colon = text.find(": ");
    if (colon == std::string::npos)
        return;
    CPLSetCurrentErrorHandlerCatchDebug(FALSE);
    CPLDebug(text.substr(0, colon).c_str(), "%s",
             text.c_str() + colon + std::strlen(": "));
    CPLSetCurrentErrorHandlerCatchDebug(TRUE);
#endif
}

/** The object behind a VSILFILE: the same pointer in every version. */
inline VSIVirtualHandle &AsVirtualHandle(VSILFILE *file)
{
    return *reinterpret_cast<VSIVirtualHandle *>(file);
}

/** Installs a file system for a path prefix, for the life of the process.
 *
 * To be called by the plugin's entry point only, once for each prefix: GDAL
 * changes its map of file systems without a lock, and a second installation
 * destroys a file system that is in use.
 */
inline void InstallVsiHandler(const std::string &prefix,
                              std::unique_ptr<VSIFilesystemHandler> handler)
{
#if HLSTS_GDAL_AT_LEAST(3, 13)
    VSIFileManager::InstallHandler(
        prefix, std::shared_ptr<VSIFilesystemHandler>(std::move(handler)));
#else
    VSIFileManager::InstallHandler(prefix, handler.release());
#endif
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_GDAL_COMPAT_H
