// SPDX-License-Identifier: MIT
// Opens an object through GDAL's own network file system, and checks what GDAL
// takes for the object.

#ifndef HLSTS_VSI_OBJECT_INNER_OPENING_H
#define HLSTS_VSI_OBJECT_INNER_OPENING_H

#include "vsi/object/inner_file.h"

namespace hlsts
{

/** Opens an object: one ranged request, or none when GDAL knows it already.
 *
 * GDAL remembers failures by path and would answer from that memory for ever.
 * So after a failure GDAL's memory of this object is cleared, and where the
 * failure seems to come from that memory, the object is opened once more. GDAL
 * also takes any answer with status 200 for the object. So an object that is
 * very short, has no time or has another size than before is opened twice.
 *
 * @return the file, or what the failure means.
 */
Result<InnerFilePtr, FailureVerdict> OpenInner(const GrantProvider &provider,
                                               const Grant &grant);

/** Makes GDAL and the RegionCache forget what they know of the object:
 * existence, size, data. */
void ForgetInner(const Grant &grant);

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_INNER_OPENING_H
