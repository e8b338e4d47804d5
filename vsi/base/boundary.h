// SPDX-License-Identifier: MIT
// The boundary to GDAL, which no exception may cross.

#ifndef HLSTS_VSI_BASE_BOUNDARY_H
#define HLSTS_VSI_BASE_BOUNDARY_H

#include "cpl_error.h"

#include <exception>
#include <new>

namespace hlsts
{

/** The text of an exception, for a message. Allocates nothing. */
inline const char *ReasonOf(const std::exception &e) noexcept
{
    return dynamic_cast<const std::bad_alloc *>(&e) ? "out of memory"
                                                    : e.what();
}

/** Calls `body` and lets no exception out. To be used in every function that
 * GDAL calls and that does more than hand out a member: an exception that
 * leaves a plugin ends the user's program.
 *
 * @return what `body` returns; `failed`, after a CPLError, when it throws. */
template <class T, class Body> T Guarded(T failed, const Body &body) noexcept
{
    try
    {
        return body();
    }
    catch (const std::bad_alloc &e)
    {
        CPLError(CE_Failure, CPLE_OutOfMemory, "/vsiearthdata/: %s",
                 ReasonOf(e));
    }
    catch (const std::exception &e)
    {
        CPLError(CE_Failure, CPLE_AppDefined, "/vsiearthdata/: %s", e.what());
    }
    catch (...)
    {
        CPLError(CE_Failure, CPLE_AppDefined,
                 "/vsiearthdata/: unexpected error");
    }
    return failed;
}

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_BOUNDARY_H
