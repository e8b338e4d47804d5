// SPDX-License-Identifier: MIT
// Opens an object through GDAL's own network file system, and doubts what
// comes.

#ifndef HLSTS_VSI_OBJECT_INNER_OPENING_H
#define HLSTS_VSI_OBJECT_INNER_OPENING_H

#include "vsi/object/inner_file.h"

namespace hlsts
{

/** Opens the object: one ranged request, or none when GDAL knows it already.
 *
 * GDAL remembers failures by name and would answer from that memory for ever;
 * so after a failure the memory of this object is cleared, and an answer that
 * looks remembered is asked again once. GDAL also takes any answer with status
 * 200 for the object; so one that is very short, has no time or has another
 * size than before is looked at twice.
 */
Result<InnerFilePtr, FailureVerdict> OpenInner(const GrantProvider &provider,
                                               const Grant &grant);

/** Makes GDAL forget what it knows of the object: existence, size, data. */
void ForgetInner(const Grant &grant);

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_INNER_OPENING_H
