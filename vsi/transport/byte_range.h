// SPDX-License-Identifier: MIT
// A part of a file.

#ifndef HLSTS_VSI_TRANSPORT_BYTE_RANGE_H
#define HLSTS_VSI_TRANSPORT_BYTE_RANGE_H

#include "cpl_vsi.h"

#include <cstddef>

namespace hlsts
{

/** A part of a file. A value type. */
struct ByteRange
{
    vsi_l_offset offset = 0;
    std::size_t size = 0;

    vsi_l_offset End() const
    {
        return offset + size;
    }
};

}  // namespace hlsts

#endif  // HLSTS_VSI_TRANSPORT_BYTE_RANGE_H
