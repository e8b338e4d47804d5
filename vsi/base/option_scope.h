// SPDX-License-Identifier: MIT
// GDAL options for one block of code in one thread.

#ifndef HLSTS_VSI_BASE_OPTION_SCOPE_H
#define HLSTS_VSI_BASE_OPTION_SCOPE_H

#include "vsi/base/secret.h"

#include <string>
#include <utility>
#include <vector>

namespace hlsts
{

/** Names and values of GDAL configuration options. The values may be secret. */
using OptionList = std::vector<std::pair<std::string, Secret>>;

/** Sets configuration options for this thread while it lives.
 *
 * The destructor restores exactly the thread-local options that were there. The
 * options of the process and of other threads are never touched. Scopes may be
 * nested; each must end in the thread where it began.
 */
class OptionScope
{
  public:
    explicit OptionScope(const OptionList &options);
    ~OptionScope();
    OptionScope(const OptionScope &) = delete;
    OptionScope &operator=(const OptionScope &) = delete;

  private:
    bool m_isActive = false;
    char **m_before = nullptr;
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_OPTION_SCOPE_H
