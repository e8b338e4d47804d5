// SPDX-License-Identifier: MIT
// Metadata of ours beside the metadata that GDAL keeps in a file .aux.xml.

#include "driver/views/own_metadata.h"

#include <cstring>

namespace hlsts
{

namespace
{

bool IsSameList(CSLConstList a, CSLConstList b)
{
    const int count = CSLCount(a);
    if (count != CSLCount(b))
        return false;
    for (int i = 0; i < count; ++i)
        if (std::strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

}  // namespace

MetadataList OwnMetadata::Join(const std::string &domain, CSLConstList kept)
{
    const auto found = m_items.find(domain);
    return JoinWith(found == m_items.end() ? CPLStringList() : found->second,
                    domain, kept);
}

MetadataList OwnMetadata::JoinWith(const CPLStringList &items,
                                   const std::string &domain, CSLConstList kept)
{
    CPLStringList joined(items);
    for (CSLConstList item = kept; item && *item; ++item)
    {
        char *name = nullptr;
        const char *value = CPLParseNameValue(*item, &name);
        if (name && value && !joined.FetchNameValue(name))
            joined.AddString(*item);
        CPLFree(name);
    }
    const MutexLock lock(m_mutex);
    CPLStringList &stored = m_joined[domain];
    // Another thread may still look at what it has been given.
    if (!IsSameList(stored.List(), joined.List()))
        stored = joined;
    return stored.List();
}

const char *OwnMetadata::Find(const char *name, const std::string &domain) const
{
    const auto found = m_items.find(domain);
    return found == m_items.end() ? nullptr
                                  : found->second.FetchNameValue(name);
}

void OwnMetadata::AddDomains(CPLStringList &names) const
{
    for (const auto &[domain, items] : m_items)
        if (names.FindString(domain.c_str()) < 0)
            names.AddString(domain.c_str());
}

}  // namespace hlsts
