// SPDX-License-Identifier: MIT
// The options' descriptions that GDAL shows, read back.

#ifndef HLSTS_TESTS_SUPPORT_OPTION_XML_H
#define HLSTS_TESTS_SUPPORT_OPTION_XML_H

#include "vsi/base/access_mode.h"

#include "cpl_minixml.h"
#include "cpl_string.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hlsts
{

/** The values that a list of options offers for one of them, in their order.
 * Empty when the list isn't XML or has no such option. */
inline std::vector<std::string> ValuesOfOption(const char *xml,
                                               const char *option)
{
    std::vector<std::string> values;
    CPLXMLNode *root = CPLParseXMLString(xml);
    for (const CPLXMLNode *node = root ? root->psChild : nullptr; node;
         node = node->psNext)
    {
        if (!EQUAL(CPLGetXMLValue(node, "name", ""), option))
            continue;
        for (const CPLXMLNode *value = node->psChild; value;
             value = value->psNext)
        {
            if (EQUAL(value->pszValue, "Value"))
                values.emplace_back(CPLGetXMLValue(value, "", ""));
        }
    }
    CPLDestroyXMLNode(root);
    return values;
}

/** Expects that an option offers exactly the access modes. */
inline void ExpectAccessModes(const char *xml, const char *option)
{
    std::vector<std::string> names;
    for (const NamedAccessMode &named : kAccessModes)
        names.emplace_back(named.name);
    EXPECT_EQ(ValuesOfOption(xml, option), names) << option;
}

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_OPTION_XML_H
