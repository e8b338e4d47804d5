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

/** The options that no request of ours may take from the user: headers,
 * passwords, cookies and whatever else would send something of the user's to
 * the data's host, or weaken TLS.
 *
 * Only those that the user has set are in the list, with a harmless value;
 * usually it is empty. GDAL reads some of them when a handle is made and some
 * again for each request, so the list belongs around both.
 */
OptionList OptionsToBlank();

/** Sets configuration options for this thread while it lives.
 *
 * The destructor puts back exactly the thread-local options that were there,
 * so nothing leaks in or out: the process's and other threads' options are
 * never touched. Scopes may be nested; each must end in the thread where it
 * began.
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
