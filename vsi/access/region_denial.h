// SPDX-License-Identifier: MIT
// Which data centres' S3 has refused this machine because of its region.

#ifndef HLSTS_VSI_ACCESS_REGION_DENIAL_H
#define HLSTS_VSI_ACCESS_REGION_DENIAL_H

#include "vsi/sharing/shared_store.h"

#include <memory>
#include <string>

namespace hlsts
{

/** Whether one data centre's S3 has answered one login that this machine is out
 * of its region.
 *
 * This process remembers the answer, and so do the user's other processes as
 * long as the shared facts last. A value type; copies with the same key share
 * what is remembered. Safe for concurrent use.
 */
class RegionDenial
{
  public:
    RegionDenial() = default;

    /** @param key names endpoint and login within this process.
     * @param name names the endpoint in the shared facts.
     * @param facts may be null: then only this process remembers. */
    RegionDenial(std::string key, std::string name,
                 std::shared_ptr<const SharedFacts> facts);

    /** Looks into the shared facts once per key, not for each object. */
    bool IsKnown() const;

    void Remember() const;

  private:
    std::string m_key{};
    std::string m_name{};
    std::shared_ptr<const SharedFacts> m_facts{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_ACCESS_REGION_DENIAL_H
