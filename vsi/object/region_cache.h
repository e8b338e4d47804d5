// SPDX-License-Identifier: MIT
// What has been read of objects by HTTPS, kept for the next read.

#ifndef HLSTS_VSI_OBJECT_REGION_CACHE_H
#define HLSTS_VSI_OBJECT_REGION_CACHE_H

#include "vsi/base/bounded_map.h"
#include "vsi/transport/range_client.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace hlsts
{

/** Regions of objects, and the facts of objects, by the key of an object.
 *
 * A region belongs to one version of its object. So a reader of one version
 * never gets bytes of another, even if a slow thread adds bytes of a version
 * that has been replaced meanwhile. What was used longest ago is forgotten
 * first. Safe for concurrent use.
 */
class RegionCache
{
  public:
    /** The size of a region, and how many are kept: those of GDAL's own cache,
     * which keeps 16 MiB in pieces of 16 KiB. */
    static constexpr std::size_t kRegionSize = 16 * 1024;
    static constexpr std::size_t kMaxRegions = 1024;
    /** As many objects as GDAL remembers the properties of. */
    static constexpr std::size_t kMaxObjects = 100000;

    using Bytes = std::shared_ptr<const std::string>;

    std::optional<ObjectFacts> FindFacts(const std::string &key);

    /** Remembers what an answer tells about an object.
     *
     * @return false when other facts are known (another size or ETag): then
     *   all that is known of the object is forgotten, these facts too. */
    bool AddFacts(const std::string &key, const ObjectFacts &facts);

    /** The bytes of a region, or nullptr.
     *
     * @param version the facts of the version that is read.
     * @param region number of the region in the object, from 0. */
    Bytes Find(const std::string &key, const ObjectFacts &version,
               std::uint64_t region);

    void Add(const std::string &key, const ObjectFacts &version,
             std::uint64_t region, std::string bytes);

    /** Forgets the facts of an object, and the regions of all its versions. */
    void Forget(const std::string &key);

  private:
    /** Key, size and ETag of the object, and the number of the region. */
    using RegionKey =
        std::tuple<std::string, std::uint64_t, std::string, std::uint64_t>;

    BoundedMap<std::string, ObjectFacts, kMaxObjects> m_facts{};
    BoundedMap<RegionKey, Bytes, kMaxRegions> m_regions{};
};

/** The cache of this process. */
RegionCache &TheRegionCache();

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_REGION_CACHE_H
