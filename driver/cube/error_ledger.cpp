// SPDX-License-Identifier: MIT
// What went wrong in the jobs of one read.

#include "driver/cube/error_ledger.h"

#include "cpl_error.h"

namespace hlsts
{

std::string WithoutSignature(std::string text, const Asset &asset)
{
    constexpr std::size_t kShortestSecret = 8;
    const std::size_t query = asset.path.find('?');
    for (std::size_t begin = query; begin < asset.path.size();
         begin = asset.path.find('/', begin) + 1)
    {
        const std::string secret = asset.path.substr(begin);
        if (begin != query && secret.size() < kShortestSecret)
            break;
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at))
            text.replace(at, secret.size(), begin == query ? "?..." : "...");
        if (asset.path.find('/', begin) == std::string::npos)
            break;
    }
    return text;
}

void ErrorLedger::AddFailure(std::size_t job, const std::string &what,
                             const std::string &why, const Asset &asset)
{
    const MutexLock lock(m_mutex);
    if (m_failure && job >= m_failedJob)
        return;
    m_failure = what + ": " + WithoutSignature(why, asset);
    m_failedJob = job;
}

void ErrorLedger::AddMissing(const std::string &what, const std::string &why,
                             const Asset &asset)
{
    const MutexLock lock(m_mutex);
    m_warnings.insert("HLSTS: " + what +
                      " couldn't be read, so its pixels are nodata "
                      "(ON_ERROR=NODATA): " +
                      WithoutSignature(why, asset));
}

void ErrorLedger::AddWarnings(const std::vector<CapturedError> &errors,
                              const Asset &asset)
{
    const MutexLock lock(m_mutex);
    for (const auto &error : errors)
        if (error.errorClass == CE_Warning)
            m_warnings.insert(WithoutSignature(error.message, asset));
}

Status ErrorLedger::Replay() const
{
    const MutexLock lock(m_mutex);
    for (const auto &warning : m_warnings)
        CPLError(CE_Warning, CPLE_AppDefined, "%s", warning.c_str());
    if (m_failure)
        return Error{*m_failure};
    return Done{};
}

}  // namespace hlsts
