// SPDX-License-Identifier: MIT
// The sizes of objects that this process has opened.

#include "vsi/object/known_sizes.h"

#include "vsi/base/mutex.h"
#include "vsi/base/per_process.h"

#include <map>

namespace hlsts
{

namespace
{

struct KnownSizes
{
    static constexpr std::size_t kMaxObjects = 100000;

    Mutex mutex{};
    std::map<std::string, vsi_l_offset> sizes{};
};

KnownSizes &TheKnownSizes()
{
    static auto *known = new PerProcess<KnownSizes>();
    return known->Get();
}

}  // namespace

void NoteSize(const std::string &path, vsi_l_offset size)
{
    KnownSizes &known = TheKnownSizes();
    const MutexLock lock(known.mutex);
    if (known.sizes.size() >= KnownSizes::kMaxObjects)
        known.sizes.clear();
    known.sizes[path] = size;
}

std::optional<vsi_l_offset> KnownSize(const std::string &path)
{
    KnownSizes &known = TheKnownSizes();
    const MutexLock lock(known.mutex);
    const auto found = known.sizes.find(path);
    if (found == known.sizes.end())
        return std::nullopt;
    return found->second;
}

bool HadAnotherSize(const std::string &path, vsi_l_offset size)
{
    const auto known = KnownSize(path);
    return known && *known != size;
}

void ForgetSize(const std::string &path)
{
    KnownSizes &known = TheKnownSizes();
    const MutexLock lock(known.mutex);
    known.sizes.erase(path);
}

}  // namespace hlsts
