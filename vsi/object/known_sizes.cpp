// SPDX-License-Identifier: MIT
// The sizes of objects that this process has opened.

#include "vsi/object/known_sizes.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"

#include <cstddef>

namespace hlsts
{

namespace
{

/** As many objects as GDAL remembers the properties of. */
constexpr std::size_t kMaxObjects = 100000;

using KnownSizes = BoundedMap<std::string, vsi_l_offset, kMaxObjects>;

KnownSizes &TheKnownSizes()
{
    static auto *known = new PerProcess<KnownSizes>();
    return known->Get();
}

}  // namespace

void RememberSize(const std::string &path, vsi_l_offset size)
{
    TheKnownSizes().Put(path, size);
}

std::optional<vsi_l_offset> FindKnownSize(const std::string &path)
{
    return TheKnownSizes().Find(path);
}

bool HadAnotherSize(const std::string &path, vsi_l_offset size)
{
    const auto known = FindKnownSize(path);
    return known && *known != size;
}

void ForgetSize(const std::string &path)
{
    TheKnownSizes().Erase(path);
}

}  // namespace hlsts
