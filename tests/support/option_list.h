// SPDX-License-Identifier: MIT
// The options that a request sets, as tests compare them.

#ifndef HLSTS_TESTS_SUPPORT_OPTION_LIST_H
#define HLSTS_TESTS_SUPPORT_OPTION_LIST_H

#include "vsi/base/option_scope.h"

#include <map>
#include <string>

namespace hlsts
{

/** The options by name; of a name that stands more than once, the last value,
 * which is the one that counts. */
inline std::map<std::string, std::string> AsMap(const OptionList &options)
{
    std::map<std::string, std::string> map;
    for (const auto &[name, value] : options)
        map[name] = value.Reveal();
    return map;
}

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_OPTION_LIST_H
