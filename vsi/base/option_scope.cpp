// SPDX-License-Identifier: MIT
// GDAL options for one block of code in one thread.

#include "vsi/base/option_scope.h"

#include "cpl_conv.h"
#include "cpl_string.h"

namespace hlsts
{

OptionScope::OptionScope(const OptionList &options)
{
    if (options.empty())
        return;
    m_isActive = true;
    m_before = CPLGetThreadLocalConfigOptions();
    // All options are replaced at once: when a single AWS_* option is set, GDAL
    // forgets what it knows of every S3 file.
    CPLStringList merged(CSLDuplicate(m_before), TRUE);
    for (const auto &[name, value] : options)
        merged.SetNameValue(name.c_str(), value.Reveal().c_str());
    CPLSetThreadLocalConfigOptions(merged.List());
}

OptionScope::~OptionScope()
{
    if (!m_isActive)
        return;
    CPLSetThreadLocalConfigOptions(m_before);
    CSLDestroy(m_before);
}

}  // namespace hlsts
