// SPDX-License-Identifier: MIT
// Which data centres' S3 has refused this machine because of its region.

#include "vsi/access/region_denial.h"

#include "vsi/base/bounded_map.h"
#include "vsi/base/per_process.h"

#include <cstddef>
#include <utility>

namespace hlsts
{

namespace
{

/** As many as there are caches of credentials, whose keys these are too. A
 * denial that is forgotten costs one request that S3 denies again. */
constexpr std::size_t kMaxKeys = 1024;

/** The value in the shared facts. */
constexpr char kOutOfRegion[] = "out-of-region";

/** By key; a key that is present counts, its value is always true. */
struct RegionDenials
{
    BoundedMap<std::string, bool, kMaxKeys> known{};
    /** Looked up in the shared facts already. */
    BoundedMap<std::string, bool, kMaxKeys> lookedUp{};
};

RegionDenials &TheDenials()
{
    static const auto *denials = new PerProcess<RegionDenials>();
    return denials->Get();
}

}  // namespace

RegionDenial::RegionDenial(std::string key, std::string name,
                           std::shared_ptr<const SharedFacts> facts)
    : m_key(std::move(key)), m_name(std::move(name)), m_facts(std::move(facts))
{
}

bool RegionDenial::IsKnown() const
{
    RegionDenials &denials = TheDenials();
    if (denials.known.Find(m_key))
        return true;
    if (!m_facts || !denials.lookedUp.Add(m_key, true))
        return false;
    if (m_facts->Get(m_name) != kOutOfRegion)
        return false;
    denials.known.Put(m_key, true);
    return true;
}

void RegionDenial::Remember() const
{
    if (TheDenials().known.Add(m_key, true) && m_facts)
        m_facts->Set(m_name, kOutOfRegion);
}

}  // namespace hlsts
