// SPDX-License-Identifier: MIT
// What has been read of objects by HTTPS, for the next who reads it.

#ifndef HLSTS_VSI_OBJECT_REGION_CACHE_H
#define HLSTS_VSI_OBJECT_REGION_CACHE_H

#include "vsi/base/mutex.h"
#include "vsi/transport/range_client.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace hlsts
{

/** Regions of 16 KiB and facts of objects, by key; the latest used 16 MiB, as
 * GDAL keeps of its own network files. Regions belong to a version of the
 * object: whoever reads one never gets bytes of another, not even those that
 * come late. Safe for concurrent use. */
class RegionCache
{
  public:
    static constexpr std::size_t kRegion = 16 * 1024;
    static constexpr std::size_t kMaxRegions = 1024;
    static constexpr std::size_t kMaxObjects = 100000;

    using Bytes = std::shared_ptr<const std::string>;

    std::optional<ObjectFacts> Facts(const std::string &key) const;

    /** Notes what an answer told. @return false when the object isn't the one
     * that was known (another size or ETag): then all of it is forgotten. */
    bool NoteFacts(const std::string &key, const ObjectFacts &facts);

    /** A region of the version that has these facts; nullptr when it isn't
     * there. */
    Bytes Find(const std::string &key, const ObjectFacts &version,
               std::uint64_t region);

    void Add(const std::string &key, const ObjectFacts &version,
             std::uint64_t region, std::string bytes);

    /** Facts, and the regions of all versions. */
    void Forget(const std::string &key);

  private:
    /** Key, size, ETag and number of a region: those of a key in a row. */
    using Place =
        std::tuple<std::string, std::uint64_t, std::string, std::uint64_t>;

    struct Item
    {
        Place place{};
        Bytes bytes{};
    };

    void ForgetRegions(const std::string &key);

    mutable Mutex m_mutex{};
    std::map<std::string, ObjectFacts> m_facts{};
    /** The latest used first. */
    std::list<Item> m_items{};
    std::map<Place, std::list<Item>::iterator> m_places{};
};

/** The one for this process. */
RegionCache &TheRegionCache();

}  // namespace hlsts

#endif  // HLSTS_VSI_OBJECT_REGION_CACHE_H
