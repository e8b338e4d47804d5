// SPDX-License-Identifier: MIT
// Metadata of ours beside the metadata that GDAL keeps in a file .aux.xml.

#ifndef HLSTS_DRIVER_VIEWS_OWN_METADATA_H
#define HLSTS_DRIVER_VIEWS_OWN_METADATA_H

#include "vsi/base/gdal_compat.h"
#include "vsi/base/mutex.h"

#include "cpl_string.h"

#include <map>
#include <string>

namespace hlsts
{

/** The metadata that we tell of a dataset or band, by domain. GDAL must not
 * have them itself: they would be written into the file .aux.xml and be read
 * from there later on, when they are true no more. Safe for concurrent use once
 * they are set. */
class OwnMetadata
{
  public:
    /** Sets all items of a domain. Only before the object is handed out. */
    void Set(const std::string &domain, const CPLStringList &items)
    {
        m_items[domain] = items;
    }

    /** Our items of a domain and, after them, those that GDAL has.
     *
     * @param kept GDAL's items of the domain, or null.
     * @return null where there are none. Valid until the next call for the same
     *   domain. */
    MetadataList Join(const std::string &domain, CSLConstList kept);

    /** The same for items that are told anew in each call. */
    MetadataList JoinWith(const CPLStringList &items, const std::string &domain,
                          CSLConstList kept);

    /** Our value of an item, or null. */
    const char *Find(const char *name, const std::string &domain) const;

    /** The domains, of which `names` may have some already. */
    void AddDomains(CPLStringList &names) const;

  private:
    std::map<std::string, CPLStringList> m_items{};
    Mutex m_mutex{};
    std::map<std::string, CPLStringList> m_joined HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_OWN_METADATA_H
