// SPDX-License-Identifier: MIT
// What went wrong in the jobs of one read.

#include "driver/cube/error_ledger.h"

#include "cpl_error.h"

namespace hlsts
{

namespace
{

/** A text of GDAL's about a file, without the file's signature.
 *
 * The query of a signed URL is a secret. GDAL's texts name a file by its whole
 * path, or by what follows one of the slashes in it; and a signature may hold
 * slashes. So the whole query is replaced, and also what follows each slash in
 * it, unless that is so short that it could be another word of the text. */
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

}  // namespace

void ErrorLedger::AddFailure(std::size_t job, const std::string &what,
                             const std::string &why, const Asset &asset)
{
    const MutexLock lock(m_mutex);
    if (m_failure && job >= m_failedJob)
        return;
    m_failure = what + ": " + WithoutSignature(why, asset);
    m_failedJob = job;
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
