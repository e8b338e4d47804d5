// SPDX-License-Identifier: MIT
// A file of GDAL's that is closed by itself.

#ifndef HLSTS_VSI_BASE_VSI_FILE_H
#define HLSTS_VSI_BASE_VSI_FILE_H

#include "cpl_vsi.h"

#include <memory>

namespace hlsts
{

struct VsiFileCloser
{
    /** A file that was only read has nothing to lose when closing fails. */
    void operator()(VSILFILE *file) const
    {
        CPL_IGNORE_RET_VAL(VSIFCloseL(file));
    }
};

/** Owns a file that was opened for reading; null where opening failed. */
using VsiFile = std::unique_ptr<VSILFILE, VsiFileCloser>;

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_VSI_FILE_H
